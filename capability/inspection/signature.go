package inspection

import (
	"bytes"
	"encoding/base64"
	"image/png"
	"strings"
)

// Limits of a drawn signature.
const (
	pictureURL = "data:image/png;base64,"
	maxPicture = 100_000 // characters of the data URL
	maxSide    = 4_000   // pixels
)

// pictureOf reads the picture of a signature out of a data URL; false if it is none.
func pictureOf(posted string) ([]byte, bool) {
	text, isPicture := strings.CutPrefix(posted, pictureURL)
	if !isPicture || len(posted) > maxPicture {
		return nil, false
	}
	raw, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil, false
	}
	size, err := png.DecodeConfig(bytes.NewReader(raw))
	if err != nil || size.Width > maxSide || size.Height > maxSide {
		return nil, false
	}
	_, err = png.Decode(bytes.NewReader(raw))
	return raw, err == nil
}
