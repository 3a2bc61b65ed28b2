// Package documenttest draws the files that demos and tests upload: an ID photo of a
// person who does not exist, a scanned page, and files that must be refused.
package documenttest

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"math"
	"math/rand/v2"
	"strings"
)

// The size of an ID photo in pixels (26 × 32 mm at 350 dpi).
const (
	photoWidth  = 358
	photoHeight = 441
)

// Photo returns a portrait on white, a JPEG of about 40 KB. Every seed is another
// person.
func Photo(seed uint64) []byte { return encode(portrait(seed, photoWidth, photoHeight), 90) }

// LargePhoto returns a portrait of more than size bytes.
func LargePhoto(size int) []byte {
	for scale := 2; ; scale++ {
		if b := encode(portrait(1, photoWidth*scale, photoHeight*scale), 100); len(b) > size {
			return b
		}
	}
}

// disc is an ellipse, in parts of the picture's width and height.
type disc struct {
	x, y, w, h float64
	colour     color.RGBA
}

func (d disc) has(x, y float64) bool {
	dx, dy := (x-d.x)/d.w, (y-d.y)/d.h
	return dx*dx+dy*dy <= 1
}

// features are shoulders, neck, hair, face, eyes, nose and mouth, back to front.
func features(rnd *rand.Rand) []disc {
	skin := color.RGBA{uint8(220 + rnd.IntN(25)), uint8(180 + rnd.IntN(20)), uint8(150 + rnd.IntN(20)), 255}
	hair := color.RGBA{uint8(20 + rnd.IntN(30)), uint8(15 + rnd.IntN(20)), uint8(15 + rnd.IntN(15)), 255}
	coat := color.RGBA{uint8(30 + rnd.IntN(60)), uint8(40 + rnd.IntN(60)), uint8(60 + rnd.IntN(80)), 255}
	nose := color.RGBA{skin.R - 25, skin.G - 25, skin.B - 25, 255}
	dark, lips := color.RGBA{40, 30, 30, 255}, color.RGBA{180, 90, 90, 255}
	wide := 0.19 + rnd.Float64()*0.03
	return []disc{
		{0.5, 1.02, 0.46, 0.30, coat}, {0.5, 0.74, 0.10, 0.13, skin},
		{0.5, 0.40, wide + 0.035, 0.26, hair}, {0.5, 0.46, wide, 0.235, skin},
		{0.5, 0.27, wide, 0.07, hair},
		{0.42, 0.45, 0.028, 0.012, dark}, {0.58, 0.45, 0.028, 0.012, dark},
		{0.5, 0.53, 0.014, 0.02, nose}, {0.5, 0.60, 0.05, 0.010, lips},
	}
}

// portrait draws a head on white, lit from the left, with a little grain.
func portrait(seed uint64, width, height int) *image.RGBA {
	rnd := rand.New(rand.NewPCG(seed, 2026))
	parts := features(rnd)
	picture := image.NewRGBA(image.Rect(0, 0, width, height))
	for py := range height {
		for px := range width {
			x, y := (float64(px)+0.5)/float64(width), (float64(py)+0.5)/float64(height)
			c := color.RGBA{250, 251, 252, 255}
			for _, p := range parts {
				if p.has(x, y) {
					c = p.colour
				}
			}
			light := 1 - 0.12*math.Abs(x-0.45) + (rnd.Float64()-0.5)*0.02
			picture.SetRGBA(px, py, color.RGBA{lit(c.R, light), lit(c.G, light), lit(c.B, light), 255})
		}
	}
	return picture
}

func lit(v uint8, by float64) uint8 { return uint8(max(0, min(255, float64(v)*by))) }

func encode(picture image.Image, quality int) []byte {
	var b bytes.Buffer
	_ = jpeg.Encode(&b, picture, &jpeg.Options{Quality: quality}) // a Buffer takes everything
	return b.Bytes()
}

// WithEXIF returns a JPEG with an EXIF header that asks for orientation and names a
// place, as telephones write it.
func WithEXIF(photo []byte, orientation uint16) []byte {
	tiff := binary.BigEndian.AppendUint32([]byte("MM\x00\x2a"), 8)
	tiff = binary.BigEndian.AppendUint16(tiff, 1)
	tiff = append(tiff, 0x01, 0x12, 0, 3, 0, 0, 0, 1)
	tiff = binary.BigEndian.AppendUint16(tiff, orientation)
	tiff = append(tiff, 0, 0, 0, 0, 0, 0)
	tiff = append(tiff, "GPS 25.04N 102.71E"...)
	segment := append([]byte("Exif\x00\x00"), tiff...)
	head := binary.BigEndian.AppendUint16([]byte{0xff, 0xd8, 0xff, 0xe1}, uint16(len(segment)+2))
	return bytes.Join([][]byte{head, segment, photo[2:]}, nil)
}

// Truncated returns a photo that broke off.
func Truncated() []byte {
	photo := Photo(1)
	return photo[:len(photo)*2/3]
}

// BombPNG returns a PNG of a few bytes whose header claims side × side pixels.
func BombPNG(side uint32) []byte {
	header := binary.BigEndian.AppendUint32([]byte("IHDR"), side)
	header = binary.BigEndian.AppendUint32(header, side)
	header = append(header, 8, 6, 0, 0, 0)
	b := binary.BigEndian.AppendUint32([]byte("\x89PNG\r\n\x1a\n"), 13)
	b = append(b, header...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(header))
}

// HTML returns a web page with a script.
func HTML() []byte {
	return []byte("<!DOCTYPE html><html><script>alert(document.cookie)</script></html>")
}

// SVG returns a picture with a script.
func SVG() []byte {
	return []byte(`<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`)
}

// GIFScript returns a file that is a GIF and a script.
func GIFScript() []byte { return []byte("GIF89a/*\x01\x00\x00\x00*/=1;alert(1);//") }

// EICAR returns the string every virus scanner reports.
func EICAR() []byte {
	return []byte(`X5O!P%@AP[4\PZX54(P^)7CC)7}$` + `EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*`)
}

// HEIC returns the beginning of an iPhone's photo.
func HEIC() []byte {
	return []byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic\x00\x00\x01\x00meta")
}

// PDF returns a document of so many pages, each with a frame.
func PDF(pages int) []byte { return pdf(pages, "") }

// ScriptPDF returns a document that runs a script when opened.
func ScriptPDF() []byte { return pdf(1, `/OpenAction << /S /JavaScript /JS (app.alert\(1\)) >>`) }

// pdf writes a document whose catalogue has extra entries.
func pdf(pages int, extra string) []byte {
	var b strings.Builder
	var offsets []int
	object := func(format string, args ...any) {
		offsets = append(offsets, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", len(offsets), fmt.Sprintf(format, args...))
	}
	b.WriteString("%PDF-1.4\n")
	object("<< /Type /Catalog /Pages 2 0 R %s >>", extra)
	var kids strings.Builder
	for i := range pages {
		fmt.Fprintf(&kids, "%d 0 R ", i+4)
	}
	object("<< /Type /Pages /Kids [%s] /Count %d >>", kids.String(), pages)
	const frame = "2 w 60 60 475 722 re S 100 700 395 2 re f 100 660 300 2 re f"
	object("<< /Length %d >>\nstream\n%s\nendstream", len(frame), frame)
	for range pages {
		object("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << >> /Contents 3 0 R >>")
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(offsets)+1)
	for _, o := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(offsets)+1, start)
	return []byte(b.String())
}
