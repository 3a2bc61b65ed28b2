package ocr

import (
	"context"
	"image"
	_ "image/jpeg" // pictures are decoded as far as their header
	_ "image/png"
	"io"
	"strings"

	"tongban/capability/precheck"
	"tongban/kernel/fault"
)

var _ precheck.Reader = Fake{}

// Fake plays a reader: whatever the picture shows, it reads the ID card of somebody who
// does not exist, and says that this is simulated.
type Fake struct{}

// card is the front of an ID card as a reader sees it.
const card = "姓名 林晓华\n性别 男 民族 汉\n出生 1990年6月15日\n住址 云川省云岫市青山区\n人民路8号\n公民身份号码 99010319900615011X"

// Ready is always so.
func (Fake) Ready() bool { return true }

// Read returns the text of the card.
func (Fake) Read(ctx context.Context, picture io.Reader, _ precheck.Hint) (precheck.Text, error) {
	if err := ctx.Err(); err != nil {
		return precheck.Text{}, err
	}
	if _, _, err := image.DecodeConfig(picture); err != nil {
		return precheck.Text{}, fault.New(fault.Invalid, "precheck.no-picture")
	}
	text := precheck.Text{Simulated: true}
	for y, line := range strings.Split(card, "\n") {
		var words []precheck.Word
		for x, word := range strings.Fields(line) {
			box := image.Rect(x*200, y*40, x*200+150, y*40+30)
			words = append(words, precheck.Word{Text: word, Box: box, Confidence: 95})
		}
		text.Lines = append(text.Lines, precheck.Line{Words: words})
	}
	return text, nil
}
