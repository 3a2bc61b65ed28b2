package assistant

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// longestQuery is how many characters of a query count.
const longestQuery = 100

// clean returns what somebody typed as we go on with it: one line of text of at most
// longestQuery characters.
func clean(typed string) string {
	line := strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == utf8.RuneError {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(typed, " "))
	characters := []rune(strings.Join(strings.Fields(line), " "))
	return strings.TrimSpace(string(characters[:min(len(characters), longestQuery)]))
}

// normal gives queries that say the same one form.
func normal(query string) string {
	return strings.Join(strings.Fields(strings.ToLower(norm.NFKC.String(query))), " ")
}

// others is the name under which queries are counted that are not told apart.
const others = ""

// longestCounted is how many characters a query has that is counted by its words.
const longestCounted = 40

// Numbers as they stand in identity cards, phones and case numbers, and on the plates
// of vehicles.
var (
	digits = regexp.MustCompile(`\p{Nd}{6}`)
	plate  = regexp.MustCompile(`\p{Han}[a-z][a-z0-9]{4}[a-z0-9\p{Han}]`)
)

// counted returns the name under which a query is counted. What may say who somebody
// is, or is too long to be the name of a service, is counted as others.
//
// Basis: 个人信息保护法, art. 6 (no more than the purpose needs).
func counted(query string) string {
	if utf8.RuneCountInString(query) > longestCounted {
		return others
	}
	query = normal(clean(query))
	together := strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.IsPunct(r) {
			return -1
		}
		return r
	}, query)
	if digits.MatchString(together) || plate.MatchString(together) || strings.Contains(query, "@") {
		return others
	}
	return query
}

// mostAlternatives is in how many other ways a query is tried.
const mostAlternatives = 4

// alternatives returns other ways to say a query: the everyday words in it, the
// longest first and each part of the query once, by their official names.
func alternatives(query string, synonyms []Synonym) (also []Alternative) {
	query = normal(query)
	left := query
	for _, s := range byLength(synonyms) {
		if !strings.Contains(left, s.Words) {
			continue
		}
		left = strings.ReplaceAll(left, s.Words, "\n")
		for _, means := range s.Means {
			if len(also) < mostAlternatives && !strings.Contains(query, means) {
				also = append(also, Alternative{means, strings.ReplaceAll(query, s.Words, means)})
			}
		}
	}
	return also
}

// byLength returns the synonyms with the longest words first.
func byLength(synonyms []Synonym) []Synonym {
	return slices.SortedStableFunc(slices.Values(synonyms), func(a, b Synonym) int { return len(b.Words) - len(a.Words) })
}

// Bounds of the shorter queries that are tried: how many, the characters of a word that
// count, and how many make it a sentence.
const (
	mostAttempts = 80
	longestPart  = 12
	longestName  = 10 // of what people call a service; more is a sentence
)

// shorter returns queries with less in them, those that keep most first: the words of
// several, then parts of a single one.
func shorter(query string) (parts []string) {
	var words []string
	for _, word := range strings.Fields(query) {
		if !slices.Contains(words, word) {
			words = append(words, word)
		}
	}
	if len(words) > 1 {
		parts = append(parts, words...)
	}
	for _, word := range words {
		characters := []rune(word)
		characters = characters[:min(len(characters), longestPart)]
		least := 2
		if len(characters) > longestName {
			least = 3 // two characters of a sentence are often the end of one word and the start of the next
		}
		for size := len(characters) - 1; size >= least; size-- {
			for at := 0; at+size <= len(characters); at++ {
				parts = append(parts, string(characters[at:at+size]))
			}
		}
	}
	return parts[:min(len(parts), mostAttempts)]
}
