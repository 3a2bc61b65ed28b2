package search

import (
	_ "embed"
	"math/bits"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// mostReadings is how many readings of a character count, the most frequent first.
const mostReadings = 4

// mostSyllables bounds the syllables an index tells apart; Chinese has about 410
// without tones.
const mostSyllables = 512

// syllable stands for a syllable without its tone, such as "shi".
type syllable uint16

// syllables is a set of them.
type syllables [mostSyllables / 64]uint64

func (s *syllables) add(y syllable)      { s[y/64] |= 1 << (y % 64) }
func (s *syllables) has(y syllable) bool { return s[y/64]>>(y%64)&1 != 0 }
func (s *syllables) empty() bool         { return *s == syllables{} }

// each visits the members of s.
func (s *syllables) each(visit func(syllable)) {
	for i, word := range s {
		for ; word != 0; word &= word - 1 {
			visit(syllable(i*64 + bits.TrailingZeros64(word)))
		}
	}
}

// polyphones has the characters with several readings, one a line. The dictionary lists
// many more, of long ago: with them 研 would sound like 行.
//
//go:embed polyphones.txt
var polyphones string

// modern is polyphones by character.
var modern = sync.OnceValue(func() map[rune][]string {
	list := map[rune][]string{}
	for line := range strings.Lines(polyphones) {
		r, size := utf8.DecodeRuneInString(line)
		list[r] = strings.Fields(line[size:])
	}
	return list
})

// firstReadings has every Han character by how it is read first: a syllable a line, and the
// characters read so.
//
//go:generate go run ./build
//go:embed readings.txt
var firstReadings string

// dictionary is firstReadings by character: the number of a syllable, from 1, for every
// character up to the last that is read at all.
var dictionary = sync.OnceValues(func() (spelled []string, by []uint16) {
	spelled = []string{""}
	by = make([]uint16, 0x32400)
	for line := range strings.Lines(firstReadings) {
		letters, chars, _ := strings.Cut(strings.TrimSpace(line), " ")
		for _, r := range chars {
			by[r] = uint16(len(spelled))
		}
		spelled = append(spelled, letters)
	}
	return spelled, by
})

// readings returns the syllables a Han character is read as today, the most frequent
// first; none for one too rare for the dictionary.
func readings(r rune) (list []string) {
	if first := Reading(r); first != "" {
		list = append(list, first)
	}
	for _, letters := range modern()[r] {
		if len(list) < mostReadings && !slices.Contains(list, letters) {
			list = append(list, letters)
		}
	}
	return list
}

// Reading returns the pinyin of a Han character without its tone, the most frequent of
// several; "" if there is none.
func Reading(r rune) string {
	spelled, by := dictionary()
	if r < 0 || int(r) >= len(by) {
		return ""
	}
	return spelled[by[r]]
}

// Initials are what a word may begin with: a letter or a digit. A set of them is a
// bit mask; whatever sounds like nothing has the last one.
const (
	letterInitials = 26
	mute           = letterInitials + 10
	initials       = mute + 1
)

func initialOf(r rune) int {
	switch {
	case r >= 'a' && r <= 'z':
		return int(r - 'a')
	case r >= '0' && r <= '9':
		return letterInitials + int(r-'0')
	}
	return mute
}

// sounds knows how the symbols of an index sound.
type sounds struct {
	spelled  []string            // by syllable
	byLetter map[string]syllable // the other way round
	read     [][]syllable        // by symbol
	begins   []uint64            // by symbol: its initials
	alike    [][]symbol          // by syllable: the symbols read so
}

// listen learns the readings of the symbols of an alphabet.
func listen(chars []rune) sounds {
	s := sounds{byLetter: map[string]syllable{}, read: make([][]syllable, len(chars)), begins: make([]uint64, len(chars))}
	for i, r := range chars {
		if isHan(r) {
			s.learn(symbol(i), readings(r))
		}
		if s.begins[i] == 0 {
			s.begins[i] = 1 << initialOf(r)
		}
	}
	return s
}

func (s *sounds) learn(c symbol, spelled []string) {
	for _, letters := range spelled {
		y, known := s.byLetter[letters]
		if !known {
			if len(s.spelled) == mostSyllables {
				continue
			}
			y = syllable(len(s.spelled))
			s.byLetter[letters] = y
			s.spelled, s.alike = append(s.spelled, letters), append(s.alike, nil)
		}
		s.read[c] = append(s.read[c], y)
		s.begins[c] |= 1 << initialOf(rune(letters[0]))
		s.alike[y] = append(s.alike[y], c)
	}
}

// beginning returns the syllables that begin with letters.
func (s *sounds) beginning(letters string) (set syllables) {
	for y, spelled := range s.spelled {
		if strings.HasPrefix(spelled, letters) {
			set.add(syllable(y))
		}
	}
	return set
}

// initialsOf returns the initials of a set of syllables.
func (s *sounds) initialsOf(set syllables) (mask uint64) {
	set.each(func(y syllable) { mask |= 1 << initialOf(rune(s.spelled[y][0])) })
	return mask
}

// sameSound reports whether symbol c may be read as one of set.
func (s *sounds) sameSound(set *syllables, c symbol) bool {
	for _, y := range s.read[c] {
		if set.has(y) {
			return true
		}
	}
	return false
}
