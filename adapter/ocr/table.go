package ocr

import (
	"bytes"
	"errors"
	"image"
	"math"
	"strconv"
	"strings"

	"tongban/capability/precheck"
)

// maxWords is how many words of a picture are taken: a page has a thousand.
const maxWords = 5000

var errTable = errors.New("ocr: the program wrote no table of words")

// parse reads the table that the program writes: level, page, block, paragraph, line,
// word, left, top, width, height, confidence, text. Words are level 5.
func parse(table []byte) (text precheck.Text, err error) {
	const columns = 12
	first, rest, found := bytes.Cut(table, []byte("\n"))
	if !found || !bytes.HasPrefix(first, []byte("level\t")) {
		return text, errTable
	}
	place, words := "", 0
	for line := range strings.Lines(string(rest)) {
		cells := strings.SplitN(strings.TrimRight(line, "\r\n"), "\t", columns)
		if len(cells) != columns || cells[0] != "5" {
			continue
		}
		word, ok := wordOf(cells)
		if !ok {
			continue
		}
		if words++; words > maxWords {
			break
		}
		if at := strings.Join(cells[1:5], "."); at != place || len(text.Lines) == 0 {
			text.Lines, place = append(text.Lines, precheck.Line{}), at
		}
		last := &text.Lines[len(text.Lines)-1]
		last.Words = append(last.Words, word)
	}
	return text, nil
}

// wordOf reads a row of the table; ok is false if it holds no word.
func wordOf(cells []string) (precheck.Word, bool) {
	var n [4]int
	for i := range n {
		v, err := strconv.Atoi(cells[6+i])
		if err != nil || v < 0 || v > 1<<16 {
			return precheck.Word{}, false
		}
		n[i] = v
	}
	confidence, err := strconv.ParseFloat(cells[10], 64)
	text := strings.TrimSpace(cells[11])
	if err != nil || math.IsNaN(confidence) || text == "" {
		return precheck.Word{}, false
	}
	return precheck.Word{
		Text: text, Box: image.Rect(n[0], n[1], n[0]+n[2], n[1]+n[3]), Confidence: int(max(0, min(100, confidence))),
	}, true
}
