package search

import (
	"math"
	"math/bits"
	"sort"
	"strings"
	"sync"
)

// symbol stands for a character that some document has.
type symbol uint16

const (
	unknown   symbol = 0 // a character that no document has
	gapSymbol symbol = 1
)

// posting says that a document has a term, with the impact in the lowest bits.
type posting uint32

const impactBits = 8

// field is a piece of a document: the symbols of text up to end.
type field struct {
	end  uint32
	kind uint8
}

// kind is what fields have in common. The heaviest weighs 1.
type kind struct {
	weight float32
	spoken bool
}

// pair is a term of two neighbouring symbols, word one of Latin letters.
type (
	pair struct {
		first, second symbol
		term          uint32
	}
	word struct {
		letters string
		term    uint32
	}
)

// Index finds the documents it was built from. It never changes.
type Index struct {
	docs int

	// The documents as they are read again to be ranked.
	text   []symbol // of all fields of all documents
	fields []field
	first  []uint32 // by document: its first field; one more at the end
	kinds  []kind

	// The alphabet: characters by symbol and the other way round.
	chars  []rune
	common [1 << 16]symbol
	rest   map[rune]symbol
	sounds

	// The terms: first the symbols, by their numbers, then pairs and words as they came.
	postings []posting
	ends     []uint32                    // by term: where its postings end
	pairs    map[uint32]uint32           // term by pairKey
	latin    []word                      // sorted
	cells    [initials * initials][]pair // the pairs by the initials of both symbols

	room sync.Pool // of *desk
}

func pairKey(first, second symbol) uint32 { return uint32(first)<<16 | uint32(second) }

func (x *Index) symbol(r rune) symbol {
	if int(r) < len(x.common) {
		return x.common[r]
	}
	return x.rest[r]
}

// from returns where the postings of a term begin.
func (x *Index) from(term uint32) uint32 {
	if term == 0 {
		return 0
	}
	return x.ends[term-1]
}

func (x *Index) found(term uint32) []posting { return x.postings[x.from(term):x.ends[term]] }

// rarity weighs what n documents have.
func (x *Index) rarity(n int) float64 { return math.Log1p(float64(x.docs) / float64(max(1, n))) }

// beginningWith returns the words that begin with letters.
func (x *Index) beginningWith(letters string) []uint32 {
	var terms []uint32
	at := sort.Search(len(x.latin), func(i int) bool { return x.latin[i].letters >= letters })
	for ; at < len(x.latin) && strings.HasPrefix(x.latin[at].letters, letters); at++ {
		terms = append(terms, x.latin[at].term)
	}
	return terms
}

func eachBit(set uint64, visit func(int)) {
	for ; set != 0; set &= set - 1 {
		visit(bits.TrailingZeros64(set))
	}
}
