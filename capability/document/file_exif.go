package document

import (
	"bytes"
	"encoding/binary"
	"iter"
)

// segment is a part of a JPEG before its picture data.
type segment struct {
	marker byte
	data   []byte
}

// segments walks the header of a JPEG and stops where it ends or makes no sense.
func segments(content []byte) iter.Seq[segment] {
	return func(yield func(segment) bool) {
		for rest := content[min(2, len(content)):]; len(rest) >= 4 && rest[0] == 0xff; {
			if rest[1] == 0xff { // fill
				rest = rest[1:]
				continue
			}
			size := int(binary.BigEndian.Uint16(rest[2:])) + 2
			if rest[1] == 0xda || size < 4 || size > len(rest) || !yield(segment{rest[1], rest[4:size]}) {
				return
			}
			rest = rest[size:]
		}
	}
}

// exifOrientation returns how an APP1 segment says the picture must be turned, 1 to 8,
// or 0 if it does not.
func exifOrientation(data []byte) int {
	tiff, ok := bytes.CutPrefix(data, []byte("Exif\x00\x00"))
	if !ok || len(tiff) < 8 {
		return 0
	}
	var order binary.ByteOrder = binary.LittleEndian
	if tiff[0] == 'M' {
		order = binary.BigEndian
	}
	at := int64(order.Uint32(tiff[4:])) // of the first directory
	if at+2 > int64(len(tiff)) {
		return 0
	}
	count := int(order.Uint16(tiff[at:]))
	entries := tiff[at+2:]
	for range count {
		if len(entries) < 12 {
			return 0
		}
		if tag := order.Uint16(entries); tag == 0x0112 {
			if o := int(order.Uint16(entries[8:])); o >= 1 && o <= 8 {
				return o
			}
			return 0
		}
		entries = entries[12:]
	}
	return 0
}
