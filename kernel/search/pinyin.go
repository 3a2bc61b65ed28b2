package search

import (
	"slices"
	"strings"

	"github.com/mozillazg/go-pinyin"
)

// readings finds the places where a name sounds like given letters: a list of
// all syllables, sorted by the letters that follow.
type readings struct {
	text   strings.Builder // the letters of every run, each run ended by a zero byte
	places []place
}

// place is where a syllable begins.
type place struct {
	at uint32
	posting
}

const endOfRun = '\x00'

// shortest is the fewest letters taken for pinyin: a single letter sounds like
// everything.
const shortest = 2

// longest is how many letters of a reading are compared.
const longest = 60

// speak adds the pinyin of every Han run of text to the readings of x. Of several
// readings of a character the most frequent one counts.
func (x *Index) speak(text string, p posting) {
	style := pinyin.NewArgs()
	for _, r := range runs(text) {
		if !r.han {
			continue
		}
		for _, c := range r.text {
			sound := pinyin.SinglePinyin(c, style)
			if len(sound) == 0 { // too rare for the dictionary
				x.full.end()
				x.initials.end()
				continue
			}
			x.full.add(sound[0], p)
			x.initials.add(sound[0][:1], p)
		}
		x.full.end()
		x.initials.end()
	}
}

func (r *readings) add(syllable string, p posting) {
	r.places = append(r.places, place{uint32(r.text.Len()), p})
	r.text.WriteString(syllable)
}

func (r *readings) end() { r.text.WriteByte(endOfRun) }

func (r *readings) sort() {
	text := r.text.String()
	slices.SortFunc(r.places, func(a, b place) int { return strings.Compare(from(text, a), from(text, b)) })
}

// from returns the letters of text at p.
func from(text string, p place) string { return text[p.at:min(int(p.at)+longest, len(text))] }

// find returns the documents in whose names letters are heard from a syllable on,
// possibly several times. The more of a name they cover, the more it means.
func (r *readings) find(letters string) []posting {
	if len(letters) < shortest || len(letters) > longest {
		return nil
	}
	text := r.text.String()
	first, _ := slices.BinarySearchFunc(r.places, letters, func(p place, letters string) int {
		return strings.Compare(from(text, p), letters)
	})
	var found []posting
	for _, p := range r.places[first:] {
		rest := text[p.at:]
		if !strings.HasPrefix(rest, letters) {
			break
		}
		covered := float32(len(letters)) / float32(strings.IndexByte(rest, endOfRun))
		if p.at == 0 || text[p.at-1] == endOfRun {
			covered *= 2 // from the beginning of the name
		}
		found = append(found, posting{p.doc, p.weight * covered})
	}
	return found
}
