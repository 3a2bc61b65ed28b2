package document

import (
	"bytes"
	"errors"
	"image"

	"tongban/capability/document/pdf"
	"tongban/kernel/fault"
)

// maxPages is how long a PDF may be: a person has to read it.
const maxPages = 200

// inspectPDF refuses what can act on its own and puts the pages together anew. The
// original stays as it is, since it may be signed.
func inspectPDF(content []byte, limits Limits) (finding, error) {
	if limit := limits.maxBytes(); int64(len(content)) > limit {
		return finding{}, tooLarge(limit)
	}
	d, err := pdf.Read(content)
	if err == nil {
		err = refuseRisks(d, limits.maxPages())
	}
	if err == nil {
		err = d.Contents(refuseVirus)
	}
	var preview bytes.Buffer
	if err == nil {
		err = d.Rewrite(&preview)
	}
	switch {
	case errors.Is(err, pdf.ErrEncrypted):
		return finding{}, fault.New(fault.Invalid, "document.pdf.encrypted")
	case errors.Is(err, pdf.ErrDamaged):
		return finding{}, fault.New(fault.Invalid, "document.pdf.damaged")
	case errors.Is(err, pdf.ErrTooLarge):
		return finding{}, fault.New(fault.TooLarge, "document.pdf.complex")
	case err != nil:
		return finding{}, err
	}
	return finding{mediaType: PDF, pages: d.Pages(), preview: preview.Bytes()}, nil
}

func refuseRisks(d *pdf.Document, pages int) error {
	if risks := d.Risks(); len(risks) > 0 {
		return fault.New(fault.Invalid, "document.pdf."+string(risks[0]))
	}
	if d.Pages() > pages {
		return fault.New(fault.TooLarge, "document.pdf.pages", d.Pages(), pages)
	}
	return nil
}

// asPage makes a picture the one page of a PDF, where only PDF is taken.
func asPage(upright *image.RGBA, limits Limits) (finding, error) {
	page, err := pageOf(upright, limits.maxBytes()-pageOverhead)
	if err != nil {
		return finding{}, err
	}
	return bound([]pdf.Picture{page}), nil
}

// pageOverhead is more than a page takes besides its picture.
const pageOverhead = 2 << 10

// pageOf encodes a picture for a page in at most limit bytes.
func pageOf(upright *image.RGBA, limit int64) (pdf.Picture, error) {
	content, size, err := squeeze(upright, JPEG, limit, false)
	return pdf.Picture{JPEG: content, Width: size.X, Height: size.Y}, err
}

// bound makes one document of pages. We made it, so it is its own preview.
func bound(pages []pdf.Picture) finding {
	content := pdf.FromPictures(pages)
	return finding{mediaType: PDF, pages: len(pages), content: content, preview: content}
}
