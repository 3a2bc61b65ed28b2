// Package qr turns a text into the dark and light modules of a QR code. Who draws it
// decides how: on a page, on paper, as a picture.
package qr

import (
	"fmt"
	"iter"

	qrcode "github.com/skip2/go-qrcode"
)

// quiet is the light margin that readers need, in modules.
const quiet = 4

// Code is a QR code with its quiet zone.
type Code struct {
	code *qrcode.QRCode
	rows [][]bool
}

// New encodes text with error correction M, which survives 15 % of dirt. A text that
// no code can hold is an error.
func New(text string) (Code, error) {
	code, err := qrcode.New(text, qrcode.Medium)
	if err != nil {
		return Code{}, fmt.Errorf("QR code: %w", err)
	}
	code.DisableBorder = true
	return Code{code, code.Bitmap()}, nil
}

// Size returns the side of the code in modules, the quiet zone included.
func (c Code) Size() int { return len(c.rows) + 2*quiet }

// Run is a row of dark modules beside each other.
type Run struct{ X, Y, Width int }

// Runs yields the dark parts, row by row.
func (c Code) Runs() iter.Seq[Run] {
	return func(yield func(Run) bool) {
		for y, row := range c.rows {
			for from := 0; from < len(row); from++ {
				to := from
				for to < len(row) && row[to] {
					to++
				}
				if to > from && !yield(Run{from + quiet, y + quiet, to - from}) {
					return
				}
				from = max(from, to)
			}
		}
	}
}

// PNG returns a picture with so many pixels to the module.
func (c Code) PNG(pixels int) ([]byte, error) {
	whole := *c.code
	whole.DisableBorder = false
	return whole.PNG(-pixels)
}
