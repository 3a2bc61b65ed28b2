package search

import (
	"slices"
)

// The constants of BM25: repeating a term soon stops to help, and half of a
// field's length counts against it.
const (
	saturation = 1.2
	lengthPart = 0.5
)

// Build returns the index of docs.
func Build(docs []Doc) *Index {
	x := &Index{docs: len(docs), postings: map[string][]posting{}, full: &readings{}, initials: &readings{}}
	average := averageLength(docs)
	for i, d := range docs {
		weights := map[string]float64{}
		for _, f := range d.Fields {
			text := normalise(f.Text)
			weigh(weights, indexTerms(text), f.Weight, average)
			if f.Pinyin {
				x.speak(text, posting{uint32(i), float32(f.Weight)})
			}
		}
		for t, w := range weights {
			x.postings[t] = append(x.postings[t], posting{uint32(i), float32(w)})
		}
	}
	for t := range x.postings {
		if scriptOf([]rune(t)[0]) == latin {
			x.words = append(x.words, t)
		}
	}
	slices.Sort(x.words)
	x.full.sort()
	x.initials.sort()
	return x
}

// weigh adds what the terms of one field mean to weights.
func weigh(weights map[string]float64, terms []string, weight, average float64) {
	times := map[string]float64{}
	for _, t := range terms {
		times[t]++
	}
	long := saturation * (1 - lengthPart + lengthPart*float64(len(terms))/average)
	for t, n := range times {
		weights[t] += weight * n * (saturation + 1) / (n + long)
	}
}

// averageLength returns the terms in an average field.
func averageLength(docs []Doc) float64 {
	terms, fields := 0, 0
	for _, d := range docs {
		for _, f := range d.Fields {
			terms += len(indexTerms(normalise(f.Text)))
			fields++
		}
	}
	return max(1, float64(terms)/max(1, float64(fields)))
}
