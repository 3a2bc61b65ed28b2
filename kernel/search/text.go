package search

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// run is a piece of text in one script: Han characters, or letters and digits.
type run struct {
	text string
	han  bool
}

// normalise gives texts that look alike one form: full-width letters become
// ordinary ones, capitals small ones.
func normalise(text string) string { return strings.ToLower(norm.NFKC.String(text)) }

// runs splits text, already normalised, at changes of script and at everything
// that is neither letter nor digit.
func runs(text string) []run {
	var list []run
	start, kind := 0, other
	flush := func(end int) {
		if kind != other {
			list = append(list, run{text[start:end], kind == han})
		}
	}
	for i, r := range text {
		if k := scriptOf(r); k != kind {
			flush(i)
			start, kind = i, k
		}
	}
	flush(len(text))
	return list
}

type script int

const (
	other script = iota
	han
	latin
)

func scriptOf(r rune) script {
	switch {
	case unicode.Is(unicode.Han, r):
		return han
	case unicode.IsLetter(r), unicode.IsDigit(r), unicode.Is(unicode.Mn, r):
		return latin
	}
	return other
}

// bigrams returns the pairs of neighbours in a Han run, none if it is one
// character.
func bigrams(text string) []string {
	chars := []rune(text)
	pairs := make([]string, 0, len(chars))
	for i := range len(chars) - 1 {
		pairs = append(pairs, string(chars[i:i+2]))
	}
	return pairs
}

// indexTerms returns the terms a text is found by, repeated as in the text.
func indexTerms(text string) []string {
	var terms []string
	for _, r := range runs(text) {
		if !r.han {
			terms = append(terms, r.text)
			continue
		}
		for _, c := range r.text {
			terms = append(terms, string(c))
		}
		terms = append(terms, bigrams(r.text)...)
	}
	return terms
}
