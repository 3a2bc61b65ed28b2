package licence

import (
	"fmt"
	"math"
	"strings"
	"unicode"

	"github.com/signintech/gopdf"

	"tongban/kernel/fault"
)

// colour is red, green, blue.
type colour [3]uint8

var (
	ink   = colour{0x1b, 0x24, 0x30}
	muted = colour{0x4a, 0x55, 0x65}
	frame = colour{0x15, 0x58, 0xb0}
	red   = colour{0xb3, 0x26, 0x1e}
)

// canvas draws one page. Lengths are millimetres from the upper left corner, sizes
// of type are points. The first error stays; later calls do nothing.
type canvas struct {
	pdf gopdf.GoPdf
	err error
}

// pointMM is a point in millimetres.
const pointMM = 25.4 / 72

func newCanvas(width, height float64) (*canvas, error) {
	font, err := loadFont()
	if err != nil {
		return nil, err
	}
	c := &canvas{}
	c.pdf.Start(gopdf.Config{Unit: gopdf.UnitMM, PageSize: gopdf.Rect{W: width, H: height}})
	c.pdf.SetMargins(0, 0, 0, 0)
	c.pdf.AddPage()
	if err := c.pdf.AddTTFFontFromFontContainer(fontFamily, font); err != nil {
		return nil, fmt.Errorf("licence font: %w", err)
	}
	return c, nil
}

// bytes returns the finished PDF.
func (c *canvas) bytes() ([]byte, error) {
	if c.err != nil {
		return nil, c.err
	}
	return c.pdf.GetBytesPdfReturnErr()
}

// style sets size and colour for the next texts.
func (c *canvas) style(size float64, paint colour) {
	if c.err == nil {
		c.err = c.pdf.SetFont(fontFamily, "", size)
	}
	c.pdf.SetTextColor(paint[0], paint[1], paint[2])
}

// text writes one line with its upper left corner at x, y.
func (c *canvas) text(x, y float64, s string) {
	s = c.drawable(s)
	if c.err != nil || s == "" {
		return
	}
	c.pdf.SetXY(x, y)
	c.err = c.pdf.Cell(nil, s)
}

// centred writes one line around x.
func (c *canvas) centred(x, y float64, s string) { c.text(x-c.width(s)/2, y, s) }

// block writes s in lines of at most width, leading apart, and returns where the
// next line would begin. Chinese may break anywhere.
func (c *canvas) block(x, y, width, leading float64, s string) float64 {
	line := ""
	for _, r := range s {
		if c.width(line+string(r)) > width && line != "" {
			c.text(x, y, line)
			y += leading
			line = ""
		}
		line += string(r)
	}
	c.text(x, y, line)
	return y + leading
}

// width returns how wide s is in the current style.
func (c *canvas) width(s string) float64 {
	s = c.drawable(s)
	if c.err != nil || s == "" {
		return 0
	}
	w, err := c.pdf.MeasureTextWidth(s)
	c.err = err
	return w
}

// drawable drops characters without a picture and fails on those the font lacks: a
// licence with a hole in its holder's name must not leave the house.
func (c *canvas) drawable(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.In(r, unicode.Cc, unicode.Cf, unicode.Variation_Selector) {
			return -1
		}
		return r
	}, s)
	for _, r := range s {
		if c.err != nil {
			return ""
		}
		has, err := c.pdf.IsCurrFontContainGlyph(r)
		if err == nil && !has {
			err = fault.New(fault.Unavailable, "licence.glyph", string(r), fmt.Sprintf("U+%04X", r))
		}
		c.err = err
	}
	return s
}

// line draws a straight line.
func (c *canvas) line(x1, y1, x2, y2, width float64, paint colour) {
	c.pdf.SetLineWidth(width)
	c.pdf.SetStrokeColor(paint[0], paint[1], paint[2])
	c.pdf.Line(x1, y1, x2, y2)
}

// box draws the outline of a rectangle.
func (c *canvas) box(x, y, w, h, width float64, paint colour) {
	c.pdf.SetLineWidth(width)
	c.pdf.SetStrokeColor(paint[0], paint[1], paint[2])
	c.pdf.RectFromUpperLeftWithStyle(x, y, w, h, "D")
}

// turned draws with everything turned counter-clockwise around x, y.
func (c *canvas) turned(degrees, x, y float64, draw func()) {
	c.pdf.Rotate(degrees, x, y)
	draw()
	c.pdf.RotateReset()
}

// stamp draws a round seal around x, y: the name along the rim, a star, and below it
// the words that make it a demonstration.
func (c *canvas) stamp(x, y, radius float64, name, note string) {
	c.pdf.SetLineWidth(radius / 21)
	c.pdf.SetStrokeColor(red[0], red[1], red[2])
	c.pdf.Oval(x-radius, y-radius, x+radius, y+radius)
	c.star(x, y-radius*0.04, radius*0.28)

	runes := []rune(name)
	size := min(radius*0.24, radius*3.6/float64(max(1, len(runes)))) // of a character
	c.style(size/pointMM, red)
	arc := min(250, 26*float64(len(runes)))
	for i, r := range runes {
		angle := 0.0 // from the top, clockwise
		if len(runes) > 1 {
			angle = -arc/2 + arc*float64(i)/float64(len(runes)-1)
		}
		c.turned(-angle, x, y, func() { c.centred(x, y-radius*0.93, string(r)) })
	}
	c.style(radius*0.15/pointMM, red)
	c.centred(x, y+radius*0.5, note)
}

// star draws a filled star with five points, one up.
func (c *canvas) star(x, y, radius float64) {
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
	c.pdf.SetFillColor(red[0], red[1], red[2])
	c.pdf.Polygon(corners, "F")
}

// across writes a word over the whole page from corner to corner, so thin that what
// is below can be read.
func (c *canvas) across(width, height float64, word string, paint colour) {
	size := min(width, height) / 1.9
	c.style(size, paint)
	degrees := math.Atan2(height, width) * 180 / math.Pi
	c.turned(degrees, width/2, height/2, func() {
		c.pdf.SetXY(width/2-c.width(word)/2, height/2-size*pointMM/2)
		if c.err == nil {
			c.err = c.pdf.CellWithOption(nil, word, gopdf.CellOption{
				Transparency: &gopdf.Transparency{Alpha: 0.3, BlendModeType: gopdf.NormalBlendMode},
			})
		}
	})
}
