package search

import (
	"cmp"
	"slices"
)

// What finding a term means beside its rarity when candidates are gathered.
const (
	pairPart   = 10
	soundPart  = 6
	singlePart = 3
)

// mostPostings bounds what is read to gather candidates: the rarest terms come
// first, and the rest of them only counts when candidates are ranked.
const mostPostings = 250_000

// feature is something of a query that documents are gathered by.
type feature struct {
	from, to int // its terms in desk.terms
	found    int // postings of all of them
	part     float64
}

// desk is the room one search works in. It is used again.
type desk struct {
	*Index
	score    []uint32 // by document
	stamp    []uint8  // by document: the feature it was last found by
	terms    []uint32
	features []feature
	top      []candidate
	ranked   []ranked
	sheet
}

// candidate is a document with what its terms mean together.
type candidate struct {
	score uint32
	doc   uint32
}

// worse reports whether a comes after b.
func (a candidate) worse(b candidate) bool {
	return a.score < b.score || a.score == b.score && a.doc > b.doc
}

func newDesk(x *Index) *desk {
	return &desk{Index: x, score: make([]uint32, x.docs), stamp: make([]uint8, x.docs), sheet: sheet{masks: make([]mask, len(x.chars))}}
}

// look finds and ranks the documents for one meaning of a query.
func (d *desk) look(tokens []token, keep func(int) bool, most int) {
	d.ranked = d.ranked[:0]
	d.plan(tokens)
	if len(d.features) == 0 {
		return
	}
	d.gather()
	d.choose(keep, most)
	d.prepare(d.Index, tokens)
	for _, c := range d.top {
		if score, ok := d.judge(d.Index, c.doc); ok {
			d.ranked = append(d.ranked, ranked{c.doc, score})
		}
	}
}

// plan finds the features of tokens and what each is worth.
func (d *desk) plan(tokens []token) {
	d.terms, d.features = d.terms[:0], d.features[:0]
	d.worth = worth{}
	for i := range tokens {
		t := &tokens[i]
		solo := !t.joined && (i+1 == len(tokens) || !tokens[i+1].joined)
		switch {
		case t.word != "":
			d.single(i, d.beginningWith(t.word), true)
		case t.strict && !solo || t.char == unknown && !solo:
		case t.heard:
			d.single(i, d.sounding(t), solo)
		case t.char != unknown:
			d.terms = append(d.terms, uint32(t.char))
			d.single(i, nil, solo)
		}
		if i > 0 && t.joined {
			d.neighbours(i, &tokens[i-1], t)
		}
	}
	slices.SortStableFunc(d.features, func(a, b feature) int { return cmp.Compare(a.found, b.found) })
}

// close ends a feature whose terms were appended since the last and returns how many
// postings it has.
func (d *desk) close(part float64) int {
	from := 0
	if n := len(d.features); n > 0 {
		from = d.features[n-1].to
	}
	f := feature{from: from, to: len(d.terms), part: part}
	for _, t := range d.terms[from:] {
		f.found += len(d.found(t))
	}
	if f.found > 0 {
		d.features = append(d.features, f)
	} else {
		d.terms = d.terms[:from]
	}
	return f.found
}

// single takes up a character or word at place i.
func (d *desk) single(i int, terms []uint32, solo bool) {
	d.terms = append(d.terms, terms...)
	part := float64(singlePart)
	if solo {
		part = pairPart
	}
	if n := d.close(part); n > 0 {
		d.worth.single[i] = d.rarity(n)
		if solo {
			d.worth.solo |= 1 << i
		}
	}
}

// sounding returns the characters that sound like t.
func (d *desk) sounding(t *token) []uint32 {
	var terms []uint32
	t.sounds.each(func(y syllable) {
		for _, c := range d.alike[y] {
			terms = append(terms, uint32(c))
		}
	})
	slices.Sort(terms)
	return slices.Compact(terms)
}

// neighbours takes up the pair of the tokens a and b, b at place i.
func (d *desk) neighbours(i int, a, b *token) {
	exact, known := d.pairs[pairKey(a.char, b.char)]
	n := 0
	if known {
		d.terms = append(d.terms, exact)
		n = d.close(pairPart)
	}
	eachBit(a.begins, func(first int) {
		eachBit(b.begins, func(second int) {
			for _, p := range d.cells[first*initials+second] {
				if (!known || p.term != exact) && d.matches(a, p.first) && d.matches(b, p.second) {
					d.terms = append(d.terms, p.term)
				}
			}
		})
	})
	heard := a.heard || b.heard
	part := float64(soundPart)
	if heard {
		part = pairPart
	}
	alike := d.close(part)
	if n == 0 {
		n = alike
	}
	if n > 0 {
		d.worth.pair[i] = d.rarity(n)
	}
	if heard {
		d.worth.heard |= 1 << i
	}
}

// matches reports whether symbol c is what t asks for.
func (x *Index) matches(t *token, c symbol) bool {
	return c == t.char || c == t.also || x.sameSound(&t.sounds, c)
}

// gather adds up what the features mean for each document.
func (d *desk) gather() {
	clear(d.score)
	clear(d.stamp)
	read := 0
	for i, f := range d.features {
		if read > 0 && read+f.found > mostPostings {
			break
		}
		read += f.found
		weight := uint32(f.part * d.rarity(f.found))
		terms := d.terms[f.from:f.to]
		if len(terms) == 1 {
			for _, p := range d.found(terms[0]) {
				d.score[p>>impactBits] += weight * uint32(p&mostImpact)
			}
			continue
		}
		stamp := uint8(i + 1)
		for _, t := range terms {
			for _, p := range d.found(t) {
				if doc := p >> impactBits; d.stamp[doc] != stamp {
					d.stamp[doc] = stamp
					d.score[doc] += weight * uint32(p&mostImpact)
				}
			}
		}
	}
}

// choose keeps the most promising documents: a heap with the worst of them on top.
func (d *desk) choose(keep func(int) bool, most int) {
	d.top = d.top[:0]
	floor := uint32(0) // what a document must exceed: among equals the first stays
	for doc, score := range d.score {
		if score <= floor || keep != nil && !keep(doc) {
			continue
		}
		c := candidate{score, uint32(doc)}
		if len(d.top) < most {
			if d.top = append(d.top, c); len(d.top) < most {
				continue
			}
			for i := most / 2; i >= 0; i-- {
				d.sink(i)
			}
		} else {
			d.top[0] = c
			d.sink(0)
		}
		floor = d.top[0].score
	}
}

// sink moves the candidate at i to its place in the heap.
func (d *desk) sink(i int) {
	for h := d.top; ; {
		child := 2*i + 1
		if child >= len(h) {
			return
		}
		if child+1 < len(h) && h[child+1].worse(h[child]) {
			child++
		}
		if !h[child].worse(h[i]) {
			return
		}
		h[i], h[child] = h[child], h[i]
		i = child
	}
}
