package document

import (
	"bytes"
	"errors"
	"image"
	"image/color"
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
)

// decodePicture checks the header before anything is decoded, then decodes all of it.
func decodePicture(content []byte, mediaType string) (image.Image, header, error) {
	head, err := readHeader(content, mediaType)
	if err != nil {
		return nil, head, err
	}
	if head.width > maxSide || head.height > maxSide || head.width*head.height > maxPixels || head.memory > maxMemory {
		return nil, head, fault.New(fault.TooLarge, "document.pixels", head.width, head.height, maxPixels>>20)
	}
	decode := jpeg.Decode
	if mediaType == PNG {
		decode = png.Decode
	}
	picture, err := decode(bytes.NewReader(content))
	if err != nil {
		return nil, head, fault.New(fault.Invalid, "document.damaged")
	}
	return picture, head, nil
}

// header is what a picture says of itself before it is decoded.
type header struct {
	width, height int
	memory        int // bytes needed for decoding
	orientation   int // EXIF: 1 to 8
}

// upright returns width and height after the turn.
func (h header) upright() (width, height int) {
	if h.orientation >= 5 {
		return h.height, h.width
	}
	return h.width, h.height
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
const maxScans = 40

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
