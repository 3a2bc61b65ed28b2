package pdf

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"sync"
	"unicode"

	"github.com/signintech/gopdf"

	"tongban/kernel/fault"
	"tongban/kernel/qr"
)

// Colour is red, green, blue.
type Colour [3]uint8

// The colours of official documents.
var (
	Ink   = Colour{0x1b, 0x24, 0x30}
	Muted = Colour{0x4a, 0x55, 0x65}
	Frame = Colour{0x15, 0x58, 0xb0}
	Red   = Colour{0xb3, 0x26, 0x1e}
)

// Canvas draws page by page. Lengths are millimetres from the upper left corner, sizes
// of type are points. The first error stays; later calls do nothing.
type Canvas struct {
	pdf gopdf.GoPdf
	err error
}

// pointMM is a point in millimetres.
const pointMM = 25.4 / 72

// oneAtATime keeps the memory for drawing bounded; a page takes some 30 ms.
var oneAtATime sync.Mutex

// Draw returns the PDF that draw makes on sheets of the given size. The same drawing
// gives the same bytes.
func Draw(width, height float64, draw func(*Canvas) error) ([]byte, error) {
	oneAtATime.Lock()
	defer oneAtATime.Unlock()
	font, err := loadFont()
	if err != nil {
		return nil, err
	}
	c, err := blank(width, height, font)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(draw(c), c.err); err != nil {
		return nil, err
	}
	return c.pdf.GetBytesPdfReturnErr()
}

// blank is a canvas with nothing on its first sheet.
func blank(width, height float64, font *gopdf.FontContainer) (*Canvas, error) {
	c := &Canvas{}
	c.pdf.Start(gopdf.Config{Unit: gopdf.UnitMM, PageSize: gopdf.Rect{W: width, H: height}})
	c.pdf.SetMargins(0, 0, 0, 0)
	c.NewPage()
	if err := c.pdf.AddTTFFontFromFontContainer(fontFamily, font); err != nil {
		return nil, fmt.Errorf("pdf font: %w", err)
	}
	return c, nil
}

// trial is a canvas on which nothing is ever drawn: it knows what the font has.
var trial = sync.OnceValues(func() (*Canvas, error) {
	font, err := loadFont()
	if err != nil {
		return nil, err
	}
	c, err := blank(100, 100, font)
	if err == nil {
		c.Style(10, Ink)
		err = c.err
	}
	return c, err
})

// Missing returns the characters of text that no document can show, each once, so that
// whoever writes one is told before it is in a paper. Without a font nothing is known.
func Missing(text string) string {
	c, err := trial()
	if err != nil {
		return ""
	}
	missing := ""
	for _, r := range visible(text) {
		has, err := c.pdf.IsCurrFontContainGlyph(r)
		if err == nil && !has && !strings.ContainsRune(missing, r) {
			missing += string(r)
		}
	}
	return missing
}

// visible is s without characters that have no picture.
func visible(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.In(r, unicode.Cc, unicode.Cf, unicode.Variation_Selector) {
			return -1
		}
		return r
	}, s)
}

// NewPage goes on with a fresh sheet.
func (c *Canvas) NewPage() { c.pdf.AddPage() }

// Style sets size and colour for the next texts.
func (c *Canvas) Style(size float64, paint Colour) {
	if c.err == nil {
		c.err = c.pdf.SetFont(fontFamily, "", size)
	}
	c.pdf.SetTextColor(paint[0], paint[1], paint[2])
}

// Text writes one line with its upper left corner at x, y.
func (c *Canvas) Text(x, y float64, s string) {
	s = c.drawable(s)
	if c.err != nil || s == "" {
		return
	}
	c.pdf.SetXY(x, y)
	c.err = c.pdf.Cell(nil, s)
}

// Centred writes one line around x.
func (c *Canvas) Centred(x, y float64, s string) { c.Text(x-c.Width(s)/2, y, s) }

// Block writes s in lines of at most width, leading apart, and returns where the
// next line would begin.
func (c *Canvas) Block(x, y, width, leading float64, s string) float64 {
	for _, line := range c.Lines(s, width, 0) {
		c.Text(x, y, line.Text)
		y += leading
	}
	return y
}

// Lines breaks s into lines of at most width in the current style, the first indented.
func (c *Canvas) Lines(s string, width, indent float64) []Line {
	return wrap(s, width, indent, c.Width)
}

// Width returns how wide s is in the current style.
func (c *Canvas) Width(s string) float64 {
	s = c.drawable(s)
	if c.err != nil || s == "" {
		return 0
	}
	w, err := c.pdf.MeasureTextWidth(s)
	c.err = err
	return w
}

// drawable drops characters without a picture and fails on those the font lacks: a
// document with a hole in somebody's name must not leave the house.
func (c *Canvas) drawable(s string) string {
	s = visible(s)
	for _, r := range s {
		if c.err != nil {
			return ""
		}
		has, err := c.pdf.IsCurrFontContainGlyph(r)
		if err == nil && !has {
			err = fault.New(fault.Unavailable, "pdf.glyph", string(r), fmt.Sprintf("U+%04X", r))
		}
		c.err = err
	}
	return s
}

// Line draws a straight line.
func (c *Canvas) Line(x1, y1, x2, y2, width float64, paint Colour) {
	c.pdf.SetLineWidth(width)
	c.pdf.SetStrokeColor(paint[0], paint[1], paint[2])
	c.pdf.Line(x1, y1, x2, y2)
}

// Box draws the outline of a rectangle.
func (c *Canvas) Box(x, y, w, h, width float64, paint Colour) {
	c.pdf.SetLineWidth(width)
	c.pdf.SetStrokeColor(paint[0], paint[1], paint[2])
	c.pdf.RectFromUpperLeftWithStyle(x, y, w, h, "D")
}

// Turned draws with everything turned counter-clockwise around x, y.
func (c *Canvas) Turned(degrees, x, y float64, draw func()) {
	c.pdf.Rotate(degrees, x, y)
	draw()
	c.pdf.RotateReset()
}

// Stamp draws a round seal around x, y: the name along the rim, a star, and below it
// the words that make it a demonstration.
func (c *Canvas) Stamp(x, y, radius float64, name, note string) {
	c.pdf.SetLineWidth(radius / 21)
	c.pdf.SetStrokeColor(Red[0], Red[1], Red[2])
	c.pdf.Oval(x-radius, y-radius, x+radius, y+radius)
	c.star(x, y-radius*0.04, radius*0.28)

	runes := []rune(name)
	size := min(radius*0.24, radius*3.6/float64(max(1, len(runes)))) // of a character
	c.Style(size/pointMM, Red)
	arc := min(250, 26*float64(len(runes)))
	for i, r := range runes {
		angle := 0.0 // from the top, clockwise
		if len(runes) > 1 {
			angle = -arc/2 + arc*float64(i)/float64(len(runes)-1)
		}
		c.Turned(-angle, x, y, func() { c.Centred(x, y-radius*0.93, string(r)) })
	}
	c.Style(radius*0.15/pointMM, Red)
	c.Centred(x, y+radius*0.5, note)
}

// star draws a filled star with five points, one up.
func (c *Canvas) star(x, y, radius float64) {
	const points, inner = 5, 0.382
	var corners []gopdf.Point
	for i := range 2 * points {
		r := radius
		if i%2 == 1 {
			r *= inner
		}
		angle := math.Pi * float64(i) / points
		corners = append(corners, gopdf.Point{X: x + r*math.Sin(angle), Y: y - r*math.Cos(angle)})
	}
	c.pdf.SetFillColor(Red[0], Red[1], Red[2])
	c.pdf.Polygon(corners, "F")
}

// Across writes a word over the whole page from corner to corner, so thin that what
// is below can be read.
func (c *Canvas) Across(width, height float64, word string, paint Colour) {
	size := min(width, height) / 1.9
	c.Style(size, paint)
	degrees := math.Atan2(height, width) * 180 / math.Pi
	c.Turned(degrees, width/2, height/2, func() {
		c.pdf.SetXY(width/2-c.Width(word)/2, height/2-size*pointMM/2)
		if c.err == nil {
			c.err = c.pdf.CellWithOption(nil, word, gopdf.CellOption{
				Transparency: &gopdf.Transparency{Alpha: 0.3, BlendModeType: gopdf.NormalBlendMode},
			})
		}
	})
}

// Repeated writes words over the whole page several times, below each other and turned,
// so thin that what is below can be read and so often that no part goes without.
func (c *Canvas) Repeated(width, height float64, words string, paint Colour) {
	const largest, rows = 22, 5 // points; an odd number
	c.Style(largest, paint)
	size := largest * min(1, 0.92*width/c.Width(words))
	c.Style(size, paint)
	gap := height / (rows + 0.5)
	degrees := 0.5 * math.Atan2(min(width, height), max(width, height)) * 180 / math.Pi
	for row := range rows {
		y := height/2 + float64(row-rows/2)*gap
		c.Turned(degrees, width/2, y, func() {
			c.pdf.SetXY(width/2-c.Width(words)/2, y-size*pointMM/2)
			if c.err == nil {
				c.err = c.pdf.CellWithOption(nil, words, gopdf.CellOption{
					Transparency: &gopdf.Transparency{Alpha: 0.35, BlendModeType: gopdf.NormalBlendMode},
				})
			}
		})
	}
}

// QR draws a QR code as a square of the given side, its quiet zone included.
func (c *Canvas) QR(x, y, side float64, code qr.Code) {
	module := side / float64(code.Size())
	c.pdf.SetFillColor(0xff, 0xff, 0xff)
	c.pdf.RectFromUpperLeftWithStyle(x, y, side, side, "F")
	c.pdf.SetFillColor(0, 0, 0)
	for run := range code.Runs() {
		c.pdf.RectFromUpperLeftWithStyle(x+float64(run.X)*module, y+float64(run.Y)*module, float64(run.Width)*module, module, "F")
	}
}
