package rating

import (
	_ "embed"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// numbers are what looks like an ID number, a telephone or an account, in full width or in
// groups too, an e-mail, or the number of a car.
var numbers = regexp.MustCompile(`(?:[0-9\x{ff10}-\x{ff19}][ \x{3000}-]?){7,}[0-9\x{ff10}-\x{ff19}Xx\x{ff38}\x{ff58}]|[\w.+-]+@[\w-]+\.[\w.]+|\p{Han}[A-Z][A-Z0-9]{5,6}\b`)

// blank stands where something was taken out.
const blank = "***"

// redact takes numbers and the names out of what somebody wrote.
func redact(text string, names []string) string {
	for _, name := range names {
		if len([]rune(name)) > 1 {
			text = strings.ReplaceAll(text, name, blank)
		}
	}
	return numbers.ReplaceAllString(text, blank)
}

// sensitive are words that a moderator looks at twice: insults, threats, advertisement, and
// what may name somebody. One a line.
//
//go:embed words.txt
var sensitive string

// sensitiveWords are the sensitive words one by one.
func sensitiveWords() []string { return strings.Fields(sensitive) }

// flagged returns the sensitive words in a text, whatever stands between their characters.
func flagged(text string) []string {
	plain := bare(text)
	var found []string
	for _, word := range sensitiveWords() {
		if strings.Contains(plain, bare(word)) {
			found = append(found, word)
		}
	}
	return found
}

// bare is a text without spaces and marks, in small letters: words are often broken up.
func bare(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.IsPunct(r) {
			return -1
		}
		return r
	}, strings.ToLower(text))
}

// isBlanked reports whether shorter is text with parts taken out or starred, and nothing
// put in: a moderator takes away only.
func isBlanked(text, shorter string) bool {
	rest := []rune(text)
	for _, r := range shorter {
		if r == '*' {
			continue
		}
		at := slices.Index(rest, r)
		if at < 0 {
			return false
		}
		rest = rest[at+1:]
	}
	return true
}
