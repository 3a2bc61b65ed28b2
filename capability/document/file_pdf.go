package document

import (
	"bytes"
	"errors"

	"tongban/capability/document/pdf"
	"tongban/kernel/fault"
)

// maxPages is how long a PDF may be: a person has to read it.
const maxPages = 200

// inspectPDF refuses what can act on its own and puts the pages together anew.
func inspectPDF(content []byte) (finding, error) {
	d, err := pdf.Read(content)
	if err == nil {
		err = refuseRisks(d)
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
	return finding{PDF, d.Pages(), preview.Bytes()}, nil
}

func refuseRisks(d *pdf.Document) error {
	if risks := d.Risks(); len(risks) > 0 {
		return fault.New(fault.Invalid, "document.pdf."+string(risks[0]))
	}
	if d.Pages() > maxPages {
		return fault.New(fault.TooLarge, "document.pdf.pages", d.Pages(), maxPages)
	}
	return nil
}
