package shorthand

import (
	_ "embed"
	"strings"
	"sync"
)

// text has a word on each line; its number is its line. The first 46 are written in one
// byte. New words go to the end: a note says a word by its number.
//
//go:embed words.txt
var text string

// dictionary finds the longest word a text begins with.
type dictionary struct {
	words []string
	next  []uint16 // the word tried after a word, which is no longer, plus one
	// heads are, by how words begin, the longest word that does so, plus one. Long words
	// are found by more of their bytes: hundreds begin with the same few.
	heads [len(begins)][1 << 11]uint16
}

// begins is how many bytes the words of each level are found by; a word is on the first
// level it is long enough for.
var begins = [...]int{12, 6, shortest}

// shortest is the length of the shortest word.
const shortest = 3

var words = sync.OnceValue(func() *dictionary {
	d := &dictionary{words: strings.Split(strings.TrimSuffix(text, "\n"), "\n")}
	d.next = make([]uint16, len(d.words))
	for n, word := range d.words {
		level := 0
		for len(word) < begins[level] {
			level++
		}
		at := &d.heads[level][hash(word[:begins[level]])]
		for *at != 0 && len(d.words[*at-1]) > len(word) {
			at = &d.next[*at-1]
		}
		d.next[n], *at = *at, uint16(n+1)
	}
	return d
})

// hash spreads a few bytes over a level.
func hash(s string) uint32 {
	h := uint32(0)
	for i := range len(s) {
		h = (h ^ uint32(s[i])) * 16777619
	}
	return (h ^ h>>15) & (1<<11 - 1)
}

// find returns the number of the longest word s begins with, -1 if there is none.
func (d *dictionary) find(s string) int {
	for level, n := range begins {
		if len(s) < n {
			continue
		}
		for n := d.heads[level][hash(s[:n])]; n != 0; n = d.next[n-1] {
			if strings.HasPrefix(s, d.words[n-1]) {
				return int(n - 1)
			}
		}
	}
	return -1
}
