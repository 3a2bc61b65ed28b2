package search

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// Doc is something to be found.
type Doc struct {
	Fields []Field
}

// Field is a piece of a Doc's text.
type Field struct {
	Text   string
	Weight float64 // how much finding it here means, 1 is ordinary
	Pinyin bool    // also found by pinyin and initials: for names, not for prose
}

// Hit is a Doc that was found. Scores compare within one search only.
type Hit struct {
	Doc   int // its place in what Build was given
	Score float64
}

// Query is what somebody looks for.
type Query struct {
	Text string
	Also []string       // other words for the same: a Doc found by any of them is found
	Keep func(int) bool // which documents count; nil is all
}

// Index finds the documents it was built from.
type Index struct {
	docs     int
	postings map[string][]posting // by term
	words    []string             // the Latin terms, sorted, for prefixes
	full     *readings
	initials *readings
}

// posting says that a document has a term, and how much that means.
type posting struct {
	doc    uint32
	weight float32
}

// term is a part of a query with what it found.
type term struct {
	rarity float64
	found  []posting // one per document
}

// mustFind is how much of a query a document must have, in shares of the rarity
// of all its terms that are known at all: words a citizen puts around the name of
// a service do not hide it, and common words alone do not find everything.
const mustFind = 1.0 / 3

// longestQuery is how many characters of a query count.
const longestQuery = 100

// Search returns the best documents for query, at most limit. Among equals the one
// that Build was given first comes first. A query without letters finds nothing.
func (x *Index) Search(query Query, limit int) []Hit {
	score := make([]float64, x.docs)
	share := make([]float64, x.docs)
	var total float64
	var found []uint32
	for _, t := range x.expand(runs(normalise(cut(query.Text)))) {
		total += t.rarity
		for _, p := range t.found {
			if share[p.doc] == 0 {
				found = append(found, p.doc)
			}
			share[p.doc] += t.rarity
			score[p.doc] += t.rarity * float64(p.weight)
		}
	}
	found = slices.DeleteFunc(found, func(doc uint32) bool { return share[doc] < total*mustFind })
	slices.SortFunc(found, func(a, b uint32) int {
		return cmp.Or(cmp.Compare(score[b], score[a]), cmp.Compare(a, b))
	})
	hits := make([]Hit, 0, min(limit, len(found)))
	for _, doc := range found[:min(limit, len(found))] {
		hits = append(hits, Hit{int(doc), score[doc]})
	}
	return hits
}

// cut keeps the beginning of a query.
func cut(query string) string {
	n := 0
	for at := range query {
		if n++; n > longestQuery {
			return query[:at]
		}
	}
	return query
}

// expand returns what the runs of a query stand for. Terms that no document has
// are left out.
func (x *Index) expand(query []run) []term {
	var terms []term
	add := func(found []posting) {
		if len(found) > 0 {
			terms = append(terms, term{x.rarity(len(found)), found})
		}
	}
	if joined, ok := oneWord(query); ok {
		add(x.spoken(joined))
	}
	if len(terms) > 0 {
		return terms
	}
	for _, r := range query {
		switch pairs := bigrams(r.text); {
		case !r.han:
			add(best(append(x.beginning(r.text), x.spoken(r.text)...)))
		case len(pairs) == 0:
			add(x.postings[r.text])
		default:
			for _, pair := range pairs {
				add(x.postings[pair])
			}
		}
	}
	return terms
}

// oneWord joins a query of several Latin words: pinyin is written with and without
// spaces.
func oneWord(query []run) (string, bool) {
	var b strings.Builder
	for _, r := range query {
		if r.han {
			return "", false
		}
		b.WriteString(r.text)
	}
	return b.String(), len(query) > 1
}

// rarity weighs a term that n documents have.
func (x *Index) rarity(n int) float64 { return math.Log1p(float64(x.docs) / float64(n)) }

// beginning returns the documents with a word that begins with prefix. A whole
// word means more.
func (x *Index) beginning(prefix string) []posting {
	var found []posting
	from, _ := slices.BinarySearch(x.words, prefix)
	for _, word := range x.words[from:] {
		if !strings.HasPrefix(word, prefix) {
			break
		}
		part := float32(len(prefix)) / float32(len(word))
		for _, p := range x.postings[word] {
			found = append(found, posting{p.doc, p.weight * part})
		}
	}
	return found
}

// spoken returns the documents with a name that sounds like letters.
func (x *Index) spoken(letters string) []posting {
	return best(append(x.full.find(letters), x.initials.find(letters)...))
}

// best keeps the heaviest posting of each document.
func best(list []posting) []posting {
	slices.SortFunc(list, func(a, b posting) int {
		return cmp.Or(cmp.Compare(a.doc, b.doc), cmp.Compare(b.weight, a.weight))
	})
	return slices.CompactFunc(list, func(a, b posting) bool { return a.doc == b.doc })
}
