package pdf

import (
	"strings"
	"unicode"
)

// Line is one line of a paragraph and how far it begins from the margin.
type Line struct {
	Text   string
	Indent float64
}

// What may not begin a line, and what may not end one.
//
// Basis: GB/T 15834-2011, 5.1 (where punctuation stands).
const (
	closers = "，。、；：？！）》〉」』】〕”’,.;:?!)]}%"
	openers = "（《〈「『【〔“‘([{"
	// units stay with the number before them.
	units = "年月日时分号条项款"
)

// wrap breaks a paragraph into lines of at most width; the first begins indented. Chinese
// breaks anywhere; punctuation that ends something hangs over the margin rather than
// begin a line; dates, numbers and Latin words stay whole unless half a line were lost.
func wrap(text string, width, indent float64, measure func(string) float64) (lines []Line) {
	line, used := "", indent
	flush := func() {
		lines = append(lines, Line{strings.TrimRight(line, " "), indentOf(lines, indent)})
		line, used = "", 0
	}
	for _, piece := range pieces(text) {
		w := measure(piece)
		if used+w > width && w <= width/2 && line != "" && !strings.Contains(closers, piece) {
			carried := ""
			if last := lastRune(line); strings.Contains(openers, last) && line != last {
				line, carried = strings.TrimSuffix(line, last), last
			}
			flush()
			line, used = carried, measure(carried)
		}
		for used+w > width && w > width/2 { // too long to leave so much of a line empty
			head := fitting(piece, width-used, measure)
			line += head
			flush()
			piece = strings.TrimPrefix(piece, head)
			w = measure(piece)
		}
		if line == "" && strings.TrimSpace(piece) == "" && len(lines) > 0 {
			continue
		}
		line += piece
		used += w
	}
	flush()
	return lines
}

func indentOf(before []Line, indent float64) float64 {
	if len(before) == 0 {
		return indent
	}
	return 0
}

func lastRune(s string) string {
	r := []rune(s)
	return string(r[len(r)-1:])
}

// pieces cuts a text where lines may break.
func pieces(text string) (list []string) {
	word := ""
	for _, r := range text {
		latin := r < unicode.MaxLatin1 && (unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("-/:.@_", r))
		if latin || strings.ContainsRune(units, r) && word != "" && unicode.IsDigit([]rune(word)[len([]rune(word))-1]) {
			word += string(r)
			continue
		}
		if word != "" {
			list = append(list, word)
			word = ""
		}
		list = append(list, string(r))
	}
	if word != "" {
		list = append(list, word)
	}
	return list
}

// fitting is the longest beginning of a piece that fits, one character at least.
func fitting(piece string, width float64, measure func(string) float64) string {
	head := ""
	for _, r := range piece {
		if head != "" && measure(head+string(r)) > width {
			break
		}
		head += string(r)
	}
	return head
}
