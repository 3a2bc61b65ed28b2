package search

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// gap stands in a normalised text for what parts two Latin words.
const gap = ' '

// normalise appends the characters of text that count: letters and digits, those
// that look alike in one form, so that full-width letters become ordinary ones and
// capitals small ones. Everything else is left out, but between two Latin words
// stands a gap.
func normalise(chars []rune, text string) []rune {
	first, parted := len(chars), false
	for len(text) > 0 {
		r, size := utf8.DecodeRuneInString(text)
		if plain(r) {
			text = text[size:]
			chars, parted = take(chars, first, r, parted)
			continue
		}
		n := norm.NFKC.NextBoundaryInString(text, true)
		if n <= 0 {
			n = size
		}
		for _, r := range norm.NFKC.String(text[:n]) {
			chars, parted = take(chars, first, r, parted)
		}
		text = text[n:]
	}
	return chars
}

// plain reports whether a character is its own normal form whatever follows it: true
// of ASCII and of the common Han characters, which is nearly all there is.
func plain(r rune) bool { return r < utf8.RuneSelf || r >= 0x4e00 && r <= 0x9fff }

// take appends one character if it counts.
func take(chars []rune, first int, r rune, parted bool) ([]rune, bool) {
	if !isHan(r) && !isLatin(r) {
		return chars, true
	}
	if parted && len(chars) > first && isLatin(r) && isLatin(chars[len(chars)-1]) {
		chars = append(chars, gap)
	}
	return append(chars, unicode.ToLower(r)), false
}

func isHan(r rune) bool {
	return r >= 0x4e00 && r <= 0x9fff || r >= 0x2e80 && unicode.Is(unicode.Han, r)
}

// isLatin reports whether r is a letter or digit of any script that writes words.
func isLatin(r rune) bool {
	if r < utf8.RuneSelf {
		return r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z'
	}
	return !isHan(r) && (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r))
}
