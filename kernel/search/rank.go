package search

import "math/bits"

// mustFind is the share of a query, weighed by rarity, that a document must have of
// all its neighbouring characters that are known at all: words a citizen puts around
// the name of a service do not hide it, and common words alone do not find everything.
const mustFind = 1.0 / 3

// What is found by its sound means, where characters were typed.
const (
	soundWorth    = 0.8 // when ranked
	soundEvidence = 0.5 // of mustFind
	singleWorth   = 0.3 // of a character without its neighbour
)

// How similar a name is to the whole query, beside how much of the query is found.
const (
	likeness = 0.5
	whole    = 0.5
	front    = 0.2
	inside   = 0.1
	gathered = 0.3 // every character is there, as typed, wherever
)

// fewestForTypo is from how many characters on one may be wrong, missing or too much
// even though no neighbours are left.
const fewestForTypo = 4

// worth says what finding the places of a query means. Sets of places are bit masks.
type worth struct {
	single [longestQuery]float64
	pair   [longestQuery]float64 // with the place before
	solo   uint64                // places without neighbours
	heard  uint64                // pairs given by letters
}

// mask says at which places of a query a symbol is asked for.
type mask struct{ exact, any uint64 }

// sheet is what documents are held against while they are ranked.
type sheet struct {
	worth
	masks   []mask // by symbol
	touched []symbol
	n       int
	starts  uint64
	strict  []uint64 // the places of each piece that only counts whole, and its end
	typed   uint64   // places that were typed as characters
	inPair  uint64   // places where finding a pair means something
	alone   uint64   // and a character
	known   float64  // of mustFind
	total   float64
}

// ranked is a document with its score.
type ranked struct {
	doc   uint32
	score float64
}

// prepare writes the sheet for tokens.
func (s *sheet) prepare(x *Index, tokens []token) {
	for _, c := range s.touched {
		s.masks[c] = mask{}
	}
	s.touched, s.strict = s.touched[:0], s.strict[:0]
	s.n, s.starts, s.typed, s.inPair, s.alone, s.known, s.total = len(tokens), 0, 0, 0, 0, 0, 0
	var piece uint64
	for i := range tokens {
		t := &tokens[i]
		bit := uint64(1) << i
		if t.starts {
			s.starts |= bit
			piece = 0
		}
		piece |= bit
		if !t.heard {
			s.typed |= bit
		}
		if t.char != unknown {
			s.ask(t.char, mask{bit, bit})
		}
		if t.also != unknown {
			s.ask(t.also, mask{0, bit})
		}
		t.sounds.each(func(y syllable) {
			for _, c := range x.alike[y] {
				s.ask(c, mask{0, bit})
			}
		})
		if t.strict && (i+1 == len(tokens) || tokens[i+1].starts) {
			s.strict = append(s.strict, piece)
		}
		if s.pair[i] > 0 {
			s.inPair |= bit
		}
		if s.single[i] > 0 {
			s.alone |= bit
		}
		s.total += s.pair[i] + s.single[i]*singleWorth
		s.known += s.pair[i]
		if s.solo&bit != 0 {
			s.total += s.single[i] * (1 - singleWorth)
			s.known += s.single[i]
		}
	}
}

func (s *sheet) ask(c symbol, m mask) {
	if s.masks[c] == (mask{}) {
		s.touched = append(s.touched, c)
	}
	s.masks[c].exact |= m.exact
	s.masks[c].any |= m.any
}

// seen is what one field has of a query, as sets of its places.
type seen struct {
	single, pair mask
	order        mask // places not in the longest common subsequence
	length, gaps int
	inside       bool // the whole query, without anything between
	front        bool // and from the beginning
}

// read holds a field against the sheet.
func (s *sheet) read(text []symbol) seen {
	f := seen{order: mask{^uint64(0), ^uint64(0)}, length: len(text)}
	var before mask
	var pieces, query, ended uint64
	last := uint64(1) << (s.n - 1)
	for j, c := range text {
		if c == gapSymbol {
			f.gaps++
			continue
		}
		m := s.masks[c]
		f.single.exact |= m.exact
		f.single.any |= m.any
		f.pair.exact |= m.exact & (before.exact << 1)
		f.pair.any |= m.any & (before.any << 1)
		pieces = (pieces<<1 | s.starts) & m.any
		ended |= pieces
		query = (query<<1 | 1) & m.any
		if query&last != 0 {
			f.inside = true
			f.front = f.front || j <= s.n-1+f.gaps
		}
		u := f.order.exact & m.exact
		f.order.exact = f.order.exact + u | f.order.exact - u
		u = f.order.any & m.any
		f.order.any = f.order.any + u | f.order.any - u
		before = m
	}
	for _, piece := range s.strict {
		if end := uint64(1) << (63 - bits.LeadingZeros64(piece)); ended&end == 0 {
			f.without(piece)
		}
	}
	return f
}

// without forgets the places of a piece.
func (f *seen) without(piece uint64) {
	f.single.exact &^= piece
	f.single.any &^= piece
	f.pair.exact &^= piece
	f.pair.any &^= piece
	f.order.exact |= piece
	f.order.any |= piece
}

// all returns the set of all places.
func (s *sheet) all() uint64 { return ^uint64(0) >> (64 - s.n) }

// common returns how many places a longest common subsequence has.
func (s *sheet) common(order uint64) int { return bits.OnesCount64(^order & s.all()) }

// judge returns what a document is worth, and whether it is found at all.
func (s *sheet) judge(x *Index, doc uint32) (score float64, ok bool) {
	var covered, evidence, similar float64
	pairs, singles := s.inPair, s.alone // sought still
	for i := x.first[doc]; i < x.first[doc+1]; i++ {
		from := uint32(0)
		if i > 0 {
			from = x.fields[i-1].end
		}
		kind := x.kinds[x.fields[i].kind]
		if !kind.spoken && pairs|singles == 0 {
			continue
		}
		f := s.read(x.text[from:x.fields[i].end])
		if !kind.spoken {
			f.pair.any = f.pair.exact
			f.single.any = f.single.exact
		}
		weight := float64(kind.weight)
		c, e := s.cover(f, pairs, singles)
		covered, evidence = covered+c*weight, evidence+e
		pairs &^= f.pair.any
		singles &^= f.single.any
		if kind.spoken {
			similar = max(similar, s.similarity(f)*weight)
			ok = ok || s.mayBeMistyped(f)
		}
	}
	ok = ok || evidence > 0 && evidence >= s.known*mustFind
	return covered/max(s.total, 1e-9) + similar, ok
}

// cover returns what a field has of the pairs and singles that are still sought, and
// how much evidence that is.
func (s *sheet) cover(f seen, pairs, singles uint64) (covered, evidence float64) {
	eachBit(pairs&f.pair.any, func(i int) {
		w, e := s.pair[i], s.pair[i]
		if f.pair.exact>>i&1 == 0 {
			w *= soundWorth
			if s.heard>>i&1 == 0 {
				e *= soundEvidence
			}
		}
		covered, evidence = covered+w, evidence+e
	})
	eachBit(singles&f.single.any, func(i int) {
		w := s.single[i]
		if s.solo>>i&1 != 0 {
			evidence += w
		} else {
			w *= singleWorth
		}
		if f.single.exact>>i&1 == 0 {
			w *= soundWorth
		}
		covered += w
	})
	return covered, evidence
}

// similarity says how like the whole query a name is.
func (s *sheet) similarity(f seen) float64 {
	similar := likeness * 2 * float64(s.common(f.order.any)) / float64(s.n+f.length)
	if f.single.exact == s.all() {
		similar += gathered
	}
	switch {
	case f.front && f.length-f.gaps == s.n:
		similar += whole
	case f.front:
		similar += front
	case f.inside:
		similar += inside
	}
	return similar
}

// mayBeMistyped reports whether a name has the characters of the query though not as
// neighbours: two anywhere, all of them in another order, or all but one in order.
func (s *sheet) mayBeMistyped(f seen) bool {
	if s.typed != s.all() || len(s.strict) > 0 || s.n < 2 {
		return false
	}
	return f.single.exact == s.all() || s.n >= fewestForTypo && s.common(f.order.exact) >= s.n-1
}
