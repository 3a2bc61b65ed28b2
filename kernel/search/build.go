package search

import (
	"cmp"
	"math"
	"runtime"
	"slices"
	"sort"
	"sync"
	"unicode/utf8"
)

// The constants of an impact: a third of a field's length counts against it.
const (
	lengthPart = 0.3
	saturation = 1.2
	mostImpact = 255
)

// Build returns the index of docs.
func Build(docs []Doc) *Index {
	x := &Index{docs: len(docs), pairs: map[uint32]uint32{}}
	b := builder{Index: x, words: map[string]uint32{}}
	b.spell(docs)
	x.sounds = listen(x.chars)
	b.weigh(docs)
	b.count()
	b.fill()
	b.sortWords()
	b.sortPairs()
	x.room.New = func() any { return newDesk(x) }
	return x
}

// builder is what is needed only while an index is built.
type builder struct {
	*Index
	words   map[string]uint32
	impacts []uint8  // by field
	have    []uint32 // by term: documents that have it
	last    []uint32 // by term: the last document seen to have it, and one
}

// spell writes the fields of all documents as symbols, heavier fields first.
func (b *builder) spell(docs []Doc) {
	parts := inParts(docs)
	b.chars = []rune{unknown: 0, gapSymbol: gap}
	b.common[gap] = gapSymbol
	b.rest = map[rune]symbol{}
	total, fields := 0, 0
	for _, p := range parts {
		total, fields = total+len(p.chars), fields+len(p.ends)
	}
	b.text, b.fields, b.first = make([]symbol, 0, total), make([]field, 0, fields), make([]uint32, 0, len(docs)+1)
	doc := 0
	for _, p := range parts {
		at, f := 0, 0
		for range p.docs {
			b.first = append(b.first, uint32(len(b.fields)))
			for _, of := range heaviestFirst(docs[doc].Fields) {
				for _, r := range p.chars[at:p.ends[f]] {
					b.text = append(b.text, b.name(r))
				}
				b.fields = append(b.fields, field{uint32(len(b.text)), b.kind(of)})
				at, f = p.ends[f], f+1
			}
			doc++
		}
	}
	b.first = append(b.first, uint32(len(b.fields)))
}

// part is a share of the documents with their characters, field by field.
type part struct {
	docs  []Doc
	chars []rune
	ends  []int
}

// inParts normalises the texts of documents on all processors.
func inParts(docs []Doc) []part {
	n := runtime.GOMAXPROCS(0)
	parts := make([]part, n)
	var wait sync.WaitGroup
	for i := range parts {
		p := &parts[i]
		p.docs = docs[i*len(docs)/n : (i+1)*len(docs)/n]
		wait.Go(func() {
			for _, d := range p.docs {
				for _, f := range heaviestFirst(d.Fields) {
					p.chars = normalise(p.chars, f.Text)
					p.ends = append(p.ends, len(p.chars))
				}
			}
		})
	}
	wait.Wait()
	return parts
}

// heaviestFirst returns fields by their weights.
func heaviestFirst(fields []Field) []Field {
	byWeight := func(a, b Field) int { return cmp.Compare(b.Weight, a.Weight) }
	if slices.IsSortedFunc(fields, byWeight) {
		return fields
	}
	fields = slices.Clone(fields)
	slices.SortStableFunc(fields, byWeight)
	return fields
}

// name returns the symbol of a character, giving it one the first time.
func (b *builder) name(r rune) symbol {
	if c := b.symbol(r); c != unknown {
		return c
	}
	if len(b.chars) > math.MaxUint16 {
		return unknown
	}
	c := symbol(len(b.chars))
	b.chars = append(b.chars, r)
	if int(r) < len(b.common) {
		b.common[r] = c
	} else {
		b.rest[r] = c
	}
	return c
}

// kind returns the number of a kind of field.
func (b *builder) kind(f Field) uint8 {
	k := kind{float32(f.Weight), f.Pinyin}
	for i, known := range b.kinds {
		if known == k {
			return uint8(i)
		}
	}
	if len(b.kinds) > math.MaxUint8 {
		return math.MaxUint8
	}
	b.kinds = append(b.kinds, k)
	return uint8(len(b.kinds) - 1)
}

// weigh decides what a term means in each field: the field's weight, less in a long
// one.
func (b *builder) weigh(docs []Doc) {
	average := max(1, float64(len(b.text))/float64(max(1, len(b.fields))))
	most := 0.0
	for _, d := range docs {
		sum := 0.0
		for _, f := range d.Fields {
			sum += f.Weight
		}
		most = max(most, sum)
	}
	shortest := (1 + saturation) / (1 + saturation*(1-lengthPart))
	b.impacts = make([]uint8, len(b.fields))
	from := uint32(0)
	for i, f := range b.fields {
		long := saturation * (1 - lengthPart + lengthPart*float64(f.end-from)/average)
		impact := float64(b.kinds[f.kind].weight) * (1 + saturation) / (1 + long) / (most * shortest)
		b.impacts[i] = uint8(max(1, min(mostImpact, math.Round(impact*mostImpact))))
		from = f.end
	}
	heaviest := float32(0)
	for _, k := range b.kinds {
		heaviest = max(heaviest, k.weight)
	}
	for i := range b.kinds {
		b.kinds[i].weight /= max(heaviest, math.SmallestNonzeroFloat32)
	}
}

// terms visits the terms of all documents, document by document.
func (b *builder) terms(visit func(term, doc uint32, impact uint8)) {
	var word []byte
	from := uint32(0)
	for doc := range uint32(b.docs) {
		for i := b.first[doc]; i < b.first[doc+1]; i++ {
			f, impact := b.fields[i], b.impacts[i]
			before := gapSymbol
			for _, c := range b.text[from:f.end] {
				if b.isWord(c) {
					word = utf8.AppendRune(word, b.chars[c])
				} else if len(word) > 0 {
					visit(b.word(word), doc, impact)
					word = word[:0]
				}
				if c != gapSymbol {
					visit(uint32(c), doc, impact)
					if before != gapSymbol && !(b.isWord(before) && b.isWord(c)) {
						visit(b.pair(before, c), doc, impact)
					}
				}
				before = c
			}
			if len(word) > 0 {
				visit(b.word(word), doc, impact)
				word = word[:0]
			}
			from = f.end
		}
	}
}

func (b *builder) isWord(c symbol) bool { return isLatin(b.chars[c]) }

// term gives a new term its number.
func (b *builder) term() uint32 {
	b.have, b.last = append(b.have, 0), append(b.last, 0)
	return uint32(len(b.have) - 1)
}

func (b *builder) pair(first, second symbol) uint32 {
	key := pairKey(first, second)
	t, known := b.pairs[key]
	if !known {
		t = b.term()
		b.pairs[key] = t
	}
	return t
}

func (b *builder) word(letters []byte) uint32 {
	t, known := b.words[string(letters)]
	if !known {
		t = b.term()
		b.words[string(letters)] = t
	}
	return t
}

// count finds all terms and how many documents have each.
func (b *builder) count() {
	b.have, b.last = make([]uint32, len(b.chars)), make([]uint32, len(b.chars))
	b.terms(func(term, doc uint32, _ uint8) {
		if b.last[term] != doc+1 {
			b.last[term] = doc + 1
			b.have[term]++
		}
	})
	b.ends = make([]uint32, len(b.have))
	end := uint32(0)
	for t, n := range b.have {
		end += n
		b.ends[t] = end
	}
	b.postings = make([]posting, end)
}

// fill writes the postings, term by term in the order of documents.
func (b *builder) fill() {
	next := b.have
	for t := range next {
		next[t] = b.from(uint32(t))
	}
	clear(b.last)
	b.terms(func(term, doc uint32, impact uint8) {
		if b.last[term] != doc+1 {
			b.last[term] = doc + 1
			b.postings[next[term]] = posting(doc<<impactBits | uint32(impact))
			next[term]++
			return
		}
		p := &b.postings[next[term]-1]
		*p += posting(min(uint32(impact), mostImpact-uint32(*p)&mostImpact))
	})
}

func (b *builder) sortWords() {
	b.latin = make([]word, 0, len(b.words))
	for letters, term := range b.words {
		b.latin = append(b.latin, word{letters, term})
	}
	sort.Slice(b.latin, func(i, j int) bool { return b.latin[i].letters < b.latin[j].letters })
}

// sortPairs puts the pairs into the cells of their initials.
func (b *builder) sortPairs() {
	all := make([]pair, 0, len(b.pairs))
	for key, term := range b.pairs {
		all = append(all, pair{symbol(key >> 16), symbol(key), term})
	}
	slices.SortFunc(all, func(a, b pair) int { return int(a.term) - int(b.term) })
	cells := func(visit func(cell int, p pair)) {
		for _, p := range all {
			eachBit(b.begins[p.first], func(i int) {
				eachBit(b.begins[p.second], func(j int) { visit(i*initials+j, p) })
			})
		}
	}
	var size [initials * initials]int
	total := 0
	cells(func(cell int, _ pair) { size[cell]++; total++ })
	arena := make([]pair, 0, total)
	for cell, n := range size {
		b.cells[cell] = arena[len(arena) : len(arena) : len(arena)+n]
		arena = arena[:len(arena)+n]
	}
	cells(func(cell int, p pair) { b.cells[cell] = append(b.cells[cell], p) })
}
