package document

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"image/png"

	"tongban/kernel/fault"
)

const (
	// maxSide and maxPixels bound a picture: 50 megapixels are the largest of today's
	// telephones.
	maxSide   = 16000
	maxPixels = 50 << 20
	// maxMemory bounds what decoding needs.
	maxMemory = 192 << 20
	// previewSide is about the longer side of a preview: a page stays readable.
	previewSide = 2400
)

// inspectPicture checks the header before anything is decoded, then decodes all of it
// and encodes it again: what hides in a picture does not come along.
func inspectPicture(content []byte, mediaType string) (finding, error) {
	head, err := readHeader(content, mediaType)
	if err != nil {
		return finding{}, err
	}
	if head.width > maxSide || head.height > maxSide || head.width*head.height > maxPixels || head.memory > maxMemory {
		return finding{}, fault.New(fault.TooLarge, "document.pixels", head.width, head.height, maxPixels>>20)
	}
	decode := jpeg.Decode
	if mediaType == PNG {
		decode = png.Decode
	}
	picture, err := decode(bytes.NewReader(content))
	if err != nil {
		return finding{}, fault.New(fault.Invalid, "document.damaged")
	}
	var preview bytes.Buffer
	upright := orient(reduce(picture, previewSide), head.orientation)
	if err := jpeg.Encode(&preview, upright, &jpeg.Options{Quality: 85}); err != nil {
		return finding{}, err
	}
	return finding{mediaType, 1, preview.Bytes()}, nil
}

// header is what a picture says of itself before it is decoded.
type header struct {
	width, height int
	memory        int // bytes needed for decoding
	orientation   int // EXIF: 1 to 8
}

func readHeader(content []byte, mediaType string) (header, error) {
	var h header
	var err error
	if mediaType == JPEG {
		h, err = readJPEGHeader(content)
	} else {
		h, err = readPNGHeader(content)
	}
	if err != nil || h.width <= 0 || h.height <= 0 {
		return header{}, fault.New(fault.Invalid, "document.damaged")
	}
	return h, nil
}

func readPNGHeader(content []byte) (header, error) {
	config, err := png.DecodeConfig(bytes.NewReader(content))
	if err != nil {
		return header{}, err
	}
	bytesPerPixel := 4
	if config.ColorModel == color.NRGBA64Model || config.ColorModel == color.RGBA64Model {
		bytesPerPixel = 8
	}
	return header{config.Width, config.Height, config.Width * config.Height * bytesPerPixel, 1}, nil
}

// maxScans is more scans than any camera or program puts into a progressive JPEG; each
// of them costs a walk over the whole picture.
const maxScans = 100

var errManyScans = errors.New("too many scans")

func readJPEGHeader(content []byte) (header, error) {
	config, err := jpeg.DecodeConfig(bytes.NewReader(content))
	if err != nil {
		return header{}, err
	}
	if bytes.Count(content, []byte{0xff, 0xda}) > maxScans {
		return header{}, errManyScans
	}
	h := header{width: config.Width, height: config.Height, orientation: 1}
	samples := config.Width * config.Height * 3
	if config.ColorModel == color.CMYKModel {
		samples = config.Width * config.Height * 8 // planes and their combination
	}
	h.memory = samples
	for segment := range segments(content) {
		switch segment.marker {
		case 0xc2: // progressive: four bytes of coefficient per sample besides
			h.memory = samples * 5
		case 0xe1:
			if o := exifOrientation(segment.data); o != 0 {
				h.orientation = o
			}
		}
	}
	return h, nil
}

// reduce scales a picture down by a whole number until its longer side is at most
// side, on white. It works in strips, so that it needs little memory besides.
func reduce(picture image.Image, side int) *image.RGBA {
	b := picture.Bounds()
	n := max(1, (max(b.Dx(), b.Dy())+side-1)/side)
	small := image.NewRGBA(image.Rect(0, 0, max(1, b.Dx()/n), max(1, b.Dy()/n)))
	strip := image.NewRGBA(image.Rect(0, 0, b.Dx(), n))
	for y := range small.Rect.Dy() {
		draw.Draw(strip, strip.Rect, image.White, image.Point{}, draw.Src)
		draw.Draw(strip, strip.Rect, picture, image.Pt(b.Min.X, b.Min.Y+y*n), draw.Over)
		for x := range small.Rect.Dx() {
			small.SetRGBA(x, y, average(strip, x*n, n))
		}
	}
	return small
}

// average returns the mean colour of the n × n pixels of strip from column x.
func average(strip *image.RGBA, x, n int) color.RGBA {
	right, bottom := min(x+n, strip.Rect.Dx()), min(n, strip.Rect.Dy())
	var r, g, b, count uint32
	for row := range bottom {
		for col := x; col < right; col++ {
			p := strip.Pix[strip.PixOffset(col, row):]
			r, g, b, count = r+uint32(p[0]), g+uint32(p[1]), b+uint32(p[2]), count+1
		}
	}
	return color.RGBA{uint8(r / count), uint8(g / count), uint8(b / count), 0xff}
}

// orient turns and mirrors a picture as its EXIF orientation asks.
func orient(picture *image.RGBA, orientation int) *image.RGBA {
	if orientation <= 1 || orientation > 8 {
		return picture
	}
	w, h := picture.Rect.Dx(), picture.Rect.Dy()
	outW, outH := w, h
	if orientation >= 5 {
		outW, outH = h, w
	}
	out := image.NewRGBA(image.Rect(0, 0, outW, outH))
	for y := range h {
		for x := range w {
			toX, toY := x, y
			switch orientation {
			case 2:
				toX = w - 1 - x
			case 3:
				toX, toY = w-1-x, h-1-y
			case 4:
				toY = h - 1 - y
			case 5:
				toX, toY = y, x
			case 6:
				toX, toY = h-1-y, x
			case 7:
				toX, toY = h-1-y, w-1-x
			case 8:
				toX, toY = y, w-1-x
			}
			out.SetRGBA(toX, toY, picture.RGBAAt(x, y))
		}
	}
	return out
}
