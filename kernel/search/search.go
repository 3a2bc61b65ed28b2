package search

import (
	"cmp"
	"slices"
)

// Doc is something to be found.
type Doc struct {
	Fields []Field
}

// Field is a piece of a Doc's text.
type Field struct {
	Text   string
	Weight float64 // how much finding it here means, 1 is ordinary
	Pinyin bool    // a name: also found by pinyin and initials, and with a typing error
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

const (
	mostAlso   = 8    // other words that are looked for
	alsoPart   = 0.95 // what a hit by them means
	fewestRead = 300  // documents that are read to be ranked, if so many are found
	mostHits   = 1000 // and at most, whatever the limit
)

// Search returns the best documents for query, at most limit and never more than
// 1,000. Among equals the one that Build was given first comes first. A query
// without letters finds nothing.
func (x *Index) Search(query Query, limit int) []Hit {
	if x.docs == 0 || limit <= 0 {
		return nil
	}
	d := x.room.Get().(*desk)
	defer x.room.Put(d)
	limit = min(limit, mostHits)
	best := map[uint32]float64{}
	look := func(text string, part float64) {
		for _, way := range x.ways(text) {
			d.look(way, query.Keep, max(limit, fewestRead))
			for _, f := range d.ranked {
				best[f.doc] = max(best[f.doc], f.score*part)
			}
		}
	}
	look(query.Text, 1)
	for _, text := range query.Also[:min(len(query.Also), mostAlso)] {
		look(text, alsoPart)
	}
	hits := make([]Hit, 0, len(best))
	for doc, score := range best {
		hits = append(hits, Hit{int(doc), score})
	}
	slices.SortFunc(hits, func(a, b Hit) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Doc, b.Doc))
	})
	return hits[:min(limit, len(hits))]
}
