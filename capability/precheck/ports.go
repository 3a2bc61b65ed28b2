package precheck

import (
	"context"
	"image"
	"io"
	"strings"
)

// Reader recognises text in pictures. Read takes a PNG or JPEG and ends in bounded
// time: context.DeadlineExceeded is its own limit too, and means that this picture
// takes too long, not that the reader is out of order. A picture it cannot decode or
// that is too large is a fault of kind Invalid or TooLarge.
type Reader interface {
	// Ready reports whether there is anything to read with.
	Ready() bool
	Read(ctx context.Context, picture io.Reader, hint Hint) (Text, error)
}

// Hint says what a picture holds.
type Hint string

// The hints.
const (
	Form Hint = "form" // lines of Chinese in one or more columns
	Code Hint = "code" // one line of digits and Latin capitals
)

// Text is what was read, in the order of reading.
type Text struct {
	Lines     []Line
	Simulated bool // nothing was read: the reader plays
}

// Line is a line of text.
type Line struct{ Words []Word }

// Word is a piece of a line that was recognised at once; of Chinese often a single
// character.
type Word struct {
	Text       string
	Box        image.Rectangle // in the picture's pixels
	Confidence int             // 0 to 100
}

// String returns the line's words with a space between words that stand apart.
func (l Line) String() string {
	var b strings.Builder
	for i, w := range l.Words {
		if i > 0 && w.Box.Min.X-l.Words[i-1].Box.Max.X > w.Box.Dy()/2 {
			b.WriteByte(' ')
		}
		b.WriteString(w.Text)
	}
	return b.String()
}

// Box returns the smallest rectangle around the line.
func (l Line) Box() (box image.Rectangle) {
	for _, w := range l.Words {
		box = box.Union(w.Box)
	}
	return box
}
