// Package pdf draws official documents: pages of text in an embedded Chinese font, with
// seals and QR codes. The text of a file can be selected and found; the same drawing
// gives the same bytes. What is drawn is signed by package seal.
package pdf

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"sync"

	"github.com/klauspost/compress/zstd"
	"github.com/signintech/gopdf"

	"tongban/kernel/fault"
)

// The font is put into dist by `go run ./kernel/pdf/build`: a TrueType font
// with all of Chinese is too large for the repository.
//
//go:generate go run ./build
//go:embed all:dist
var dist embed.FS

// Messages holds the texts of the faults of this package.
//
//go:embed messages.*.toml
var Messages embed.FS

const (
	fontFile = "dist/font.ttf.zst"
	// fontFamily has the tag of six letters that marks a subset (ISO 32000-1, 9.6.4).
	fontFamily = "TONGBA+OfficialFont"
)

// loadFont unpacks and parses the font, once, when it is first needed.
var loadFont = sync.OnceValues(func() (*gopdf.FontContainer, error) {
	packed, err := dist.ReadFile(fontFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fault.New(fault.Unavailable, "pdf.font")
	}
	if err != nil {
		return nil, fmt.Errorf("pdf font: %w", err)
	}
	r, err := zstd.NewReader(nil)
	if err != nil {
		return nil, fmt.Errorf("pdf font: %w", err)
	}
	defer r.Close()
	ttf, err := r.DecodeAll(packed, nil)
	if err != nil {
		return nil, fmt.Errorf("pdf font: %w", err)
	}
	container := &gopdf.FontContainer{}
	if err := container.AddTTFFontData(fontFamily, ttf); err != nil {
		return nil, fmt.Errorf("pdf font: %w", err)
	}
	return container, nil
})

// Ready returns nil if documents can be drawn, and Unavailable where the font was not
// built.
func Ready() error {
	_, err := loadFont()
	return err
}
