package assistant

import (
	"strings"
	"unicode"

	"tongban/ui"
)

// marks returns the parts of a text that have words of the queries in them. Chinese
// is compared by pairs of characters, as the index does.
func marks(text string, queries ...string) (spans []ui.Span) {
	characters := []rune(strings.Map(unicode.ToLower, text))
	found := make([]bool, len(characters))
	for _, query := range queries {
		for _, term := range terms(strings.Map(unicode.ToLower, query)) {
			note(found, characters, term)
		}
	}
	at := 0
	for i, r := range []rune(text) {
		size := len(string(r))
		switch {
		case !found[i]:
		case i > 0 && found[i-1]:
			spans[len(spans)-1].To = at + size
		default:
			spans = append(spans, ui.Span{From: at, To: at + size})
		}
		at += size
	}
	return spans
}

// note sets found wherever term stands in text.
func note(found []bool, text, term []rune) {
	for at := 0; at+len(term) <= len(text); at++ {
		if string(text[at:at+len(term)]) != string(term) {
			continue
		}
		for i := range term {
			found[at+i] = true
		}
	}
}

// terms are what is looked for in a text: pairs of neighbouring Chinese characters,
// single ones that stand alone, and whole words of other letters.
func terms(query string) (list [][]rune) {
	for _, word := range strings.FieldsFunc(query, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		characters := []rune(word)
		if len(characters) == 1 || !unicode.Is(unicode.Han, characters[0]) {
			list = append(list, characters)
			continue
		}
		for i := range len(characters) - 1 {
			list = append(list, characters[i:i+2])
		}
	}
	return list
}
