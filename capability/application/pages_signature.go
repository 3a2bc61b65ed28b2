package application

import (
	"context"
	"net/http"

	"github.com/a-h/templ"

	"tongban/capability/casework"
	"tongban/capability/form"
	"tongban/kernel/fault"
	"tongban/kernel/web"
	"tongban/ui"
)

// signaturePanel fills the place on a case's pages for how it was signed.
func (s *Service) signaturePanel(ctx context.Context) (templ.Component, error) {
	shown, ok := casework.Shown(ctx)
	if !ok {
		return nil, nil
	}
	signatures, err := s.Signatures(ctx, shown.File)
	if err != nil || len(signatures) == 0 {
		return nil, err
	}
	cosigners, err := s.CosignersOf(ctx, shown.File)
	if err != nil {
		return nil, err
	}
	return signedPanel(shown, signatures, cosigners), nil
}

// receiptView is what was handed in last, as its applicant keeps it.
type receiptView struct {
	*casework.File
	form       *form.Definition
	handed     casework.Submission
	signatures []Signature
}

// receipt shows everything that was handed in, ready to print.
func (p pages) receipt(w http.ResponseWriter, r *http.Request) error {
	applicationID, err := applicationID(r)
	if err != nil {
		return err
	}
	no, err := p.Cases.NumberOf(r.Context(), applicationID)
	if fault.KindOf(err) == fault.NotFound && err != nil {
		if _, err := p.work(r); err != nil {
			return err // which leads to what became of several items
		}
		return fault.New(fault.NotFound, "application.unknown-application")
	}
	if err != nil {
		return err
	}
	f, err := p.Cases.File(r.Context(), no)
	if err != nil {
		return err
	}
	v := receiptView{File: f, handed: f.Submissions[len(f.Submissions)-1]}
	if v.form, err = p.Cases.Form(f.Item); err != nil {
		return err
	}
	if v.signatures, err = p.Signatures(r.Context(), f); err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, receiptPage(v))
}

// materialRows lists the materials with who provided each.
func (v receiptView) materialRows(ctx context.Context) []ui.SummaryRow {
	var rows []ui.SummaryRow
	for _, m := range v.Item.Plan(v.handed.Answers).Materials {
		row := ui.SummaryRow{Key: m.Name, Value: t(ctx, "materials.none")}
		if has := v.handed.Has(m.Code); has != nil {
			row.Value = t(ctx, "receipt.by-"+string(has.Source), has.Name)
		}
		rows = append(rows, row)
	}
	return rows
}
