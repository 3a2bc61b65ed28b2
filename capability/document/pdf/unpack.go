package pdf

import (
	"bytes"
	"compress/zlib"
	"encoding/ascii85"
	"encoding/hex"
	"errors"
	"io"
)

const (
	maxStream   = 24 << 20  // bytes one stream unpacks to, if it is no picture
	maxContents = 96 << 20  // all of them together
	maxFilters  = 3         // one after the other; no program needs more than two
	maxPixels   = 120 << 20 // of a picture: A3 at 600 dpi
)

// Contents calls fn with what the streams of the file unpack to, one after the other:
// page contents, fonts, forms, whatever is no picture. A stream in a coding that we do not
// know is passed as it is. What unpacks to more than is reasonable, or claims to show
// more than that, is ErrTooLarge: viewers would unpack it.
func (d *Document) Contents(fn func([]byte) error) error {
	left := maxContents
	for _, object := range d.objects {
		s, ok := object.(*stream)
		if !ok {
			continue
		}
		if d.resolve(s.dict["Subtype"]) == name("Image") {
			if err := d.bounded(s); err != nil {
				return err
			}
			continue
		}
		content, err := d.open(s, min(maxStream, left))
		if err != nil {
			return err
		}
		left -= len(content)
		if err := fn(content); err != nil {
			return err
		}
	}
	return nil
}

// bounded refuses a picture of more pixels than anybody can look at.
func (d *Document) bounded(s *stream) error {
	width, _ := asNumber(d.resolve(s.dict["Width"]))
	height, _ := asNumber(d.resolve(s.dict["Height"]))
	if width > maxPixels || height > maxPixels || width*height > maxPixels {
		return ErrTooLarge
	}
	if len(s.raw) > 8*width*height+1<<20 { // more than its pixels could need: who knows what it unpacks to
		return ErrTooLarge
	}
	if list, ok := d.resolve(s.dict["Filter"]).(array); ok && len(list) > maxFilters {
		return ErrTooLarge
	}
	return nil
}

// open undoes the filters of a stream as far as they are known, in at most limit bytes.
func (d *Document) open(s *stream, limit int) ([]byte, error) {
	filters, ok := d.resolve(s.dict["Filter"]).(array)
	if !ok {
		filters = array{s.dict["Filter"]}
	}
	if len(filters) > maxFilters {
		return nil, ErrTooLarge
	}
	content := s.raw
	for _, f := range filters {
		var r io.Reader
		switch d.resolve(f) {
		case name("FlateDecode"), name("Fl"):
			z, err := zlib.NewReader(bytes.NewReader(content))
			if err != nil {
				return content, nil // viewers show nothing of it
			}
			r = z
		case name("ASCIIHexDecode"), name("AHx"):
			r = hex.NewDecoder(bytes.NewReader(bytes.TrimRight(content, "> \r\n\t")))
		case name("ASCII85Decode"), name("A85"):
			r = ascii85.NewDecoder(bytes.NewReader(bytes.TrimSuffix(bytes.TrimSpace(content), []byte("~>"))))
		default:
			return content, nil
		}
		opened, err := io.ReadAll(io.LimitReader(r, int64(limit)+1))
		if len(opened) > limit {
			return nil, ErrTooLarge
		}
		if content = opened; err != nil && !errors.Is(err, io.EOF) {
			return content, nil // viewers show what came before the damage
		}
	}
	return content, nil
}
