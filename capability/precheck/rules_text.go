package precheck

import (
	"image"
	"slices"
	"strings"
	"unicode"
)

// glyph is one character as it was recognised.
type glyph struct {
	r          rune
	confidence int
	box        image.Rectangle // of the word it belongs to
	gap        int             // empty space before it, in parts of a hundred of its height
}

// glyphs returns the characters of a line without spaces, half-width.
func glyphs(l Line) (all []glyph) {
	var before image.Rectangle
	for i, w := range l.Words {
		gap := 0
		if i > 0 {
			gap = (w.Box.Min.X - before.Max.X) * 100 / max(1, w.Box.Dy(), before.Dy())
		}
		for _, r := range w.Text {
			if r = narrow(r); unicode.IsSpace(r) || !unicode.IsGraphic(r) {
				continue
			}
			all = append(all, glyph{r, w.Confidence, w.Box, gap})
			gap = 0
		}
		before = w.Box
	}
	return all
}

// narrow writes full-width forms as their half-width ones.
func narrow(r rune) rune {
	if r >= '！' && r <= '～' {
		return r - '！' + '!'
	}
	return r
}

// chunk is a piece of a line: what follows a label, or what stands apart.
type chunk struct {
	label label // what it is called; empty if it bears no name
	line  int
	left  int // where the text begins, in pixels
	high  int // of a character, in pixels
	text  []glyph
}

const (
	// labelGap is the space before a label within a line, apart the space between two
	// columns, in parts of a hundred of the height of a character.
	labelGap = 50
	apart    = 400
)

// chunksOf cuts text into what follows each label and what stands apart.
func chunksOf(text Text) (all []chunk) {
	for n, l := range text.Lines {
		row := glyphs(l)
		start := true
		for len(row) > 0 {
			if found, rest, ok := labelAt(row); ok && (start || row[0].gap >= labelGap) {
				all = append(all, chunk{label: found, line: n, left: row[0].box.Min.X, high: row[0].box.Dy()})
				if row = rest; len(row) > 0 {
					all[len(all)-1].left = row[0].box.Min.X
				}
				start = false
				continue
			}
			if start || row[0].gap >= apart {
				all = append(all, chunk{line: n, left: row[0].box.Min.X, high: row[0].box.Dy()})
			}
			start = false
			last := &all[len(all)-1]
			last.text, row = append(last.text, row[0]), row[1:]
		}
	}
	return all
}

// labelAt returns the label that row begins with and what follows it.
func labelAt(row []glyph) (found label, rest []glyph, ok bool) {
	for _, l := range labels {
		if n, ok := l.match(row); ok {
			return l, row[n:], true
		}
	}
	return label{}, nil, false
}

// match reports whether row begins with the label's words, one character in five
// perhaps misread, and how many characters they take.
func (l label) match(row []glyph) (int, bool) {
	words := []rune(l.words)
	if len(row) < len(words) {
		return 0, false
	}
	wrong := 0
	for i, r := range words {
		if row[i].r != r {
			wrong++
		}
	}
	return len(words), wrong <= len(words)/5
}

// plain returns the chunk's text without the marks that frames and dots are misread as.
func (c chunk) plain() string {
	var b strings.Builder
	for _, g := range c.text {
		b.WriteRune(g.r)
	}
	return strings.TrimFunc(b.String(), isStray)
}

// confidence returns that of the least sure quarter of the chunk's characters.
func (c chunk) confidence() int {
	if len(c.text) == 0 {
		return 0
	}
	var list []int
	for _, g := range c.text {
		if !isStray(g.r) {
			list = append(list, g.confidence)
		}
	}
	slices.Sort(list)
	if len(list) == 0 {
		return 0
	}
	return list[len(list)/4]
}

// isStray reports whether r stands at the edge of a value only by mistake.
func isStray(r rune) bool {
	return unicode.IsPunct(r) && !strings.ContainsRune("()", r) || unicode.IsSymbol(r) || unicode.IsSpace(r)
}

// han keeps the Chinese characters of s, and the dot within names.
func han(s string) string {
	return strings.Trim(strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Han, r):
			return r
		case r == '·' || r == '•' || r == '・':
			return '·'
		}
		return -1
	}, s), "·")
}

// likeness returns how alike two texts are, 0 to 100: 100 less the share of characters
// that have to be changed to make one the other.
func likeness(a, b string) int {
	x, y := []rune(a), []rune(b)
	if longest := max(len(x), len(y)); longest > 0 {
		return 100 - 100*distance(x, y)/longest
	}
	return 100
}

// maxCompared bounds what is compared: names and addresses are shorter.
const maxCompared = 300

// distance counts the characters to change, insert or drop.
func distance(x, y []rune) int {
	x, y = x[:min(len(x), maxCompared)], y[:min(len(y), maxCompared)]
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := range x {
		diagonal := row[0]
		row[0] = i + 1
		for j := range y {
			cost := diagonal
			if x[i] != y[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, diagonal+1)
		}
	}
	return row[len(y)]
}

// holds reports whether text has words somewhere, one character in four perhaps misread.
func holds(text []rune, words string) bool {
	w := []rune(words)
	for at := 0; at+len(w) <= len(text); at++ {
		wrong := 0
		for i, r := range w {
			if text[at+i] != r {
				wrong++
			}
		}
		if wrong <= len(w)/4 {
			return true
		}
	}
	return false
}
