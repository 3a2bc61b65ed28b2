package application

import (
	"context"
	"fmt"
	"io"
	"slices"

	"tongban/capability/casework"
	"tongban/capability/catalogue"
	"tongban/capability/document"
	"tongban/capability/form"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// Attach stores a file for the material with the given code, in place of what was
// there. The file is checked and durable before the material names it.
func (s *Service) Attach(ctx context.Context, applicationID id.ID, code, name string, size int64, body io.Reader) (*Work, error) {
	return s.attach(ctx, applicationID, code, func(u document.Upload) (document.File, error) {
		u.Name, u.Size, u.Body = name, size, body
		return s.Documents.Receive(ctx, u)
	})
}

// AttachSent does so with files that have come in pieces or all at once before: one as it
// is, several photographs as one PDF in this order.
func (s *Service) AttachSent(ctx context.Context, applicationID id.ID, code string, transfers ...id.ID) (*Work, error) {
	return s.attach(ctx, applicationID, code, func(u document.Upload) (document.File, error) {
		return s.Documents.Finish(ctx, u, transfers...)
	})
}

// attach stores the file that receive takes in for a material, within its limits.
func (s *Service) attach(ctx context.Context, applicationID id.ID, code string, receive func(document.Upload) (document.File, error)) (*Work, error) {
	w, err := s.Work(ctx, applicationID)
	if err != nil {
		return nil, err
	}
	if err := w.mayChange(); err != nil {
		return nil, err
	}
	i := slices.IndexFunc(w.Plan.Materials, func(m catalogue.Material) bool { return m.Code == code })
	if i < 0 {
		return nil, fault.New(fault.NotFound, "application.unknown-material")
	}
	material := w.Plan.Materials[i]
	file, err := receive(document.Upload{Owner: w.Owner.String(), Name: material.Name, Limits: w.limits(material)})
	if err != nil {
		return nil, fmt.Errorf("attach %s: %w", code, err)
	}
	m := casework.Material{
		ID: id.New(), Code: code, Source: casework.Upload, Reference: file.ID.String(),
		Name: file.Name, Size: file.Size, AddedAt: s.Clock.Now(),
	}
	err = s.DB.Write(ctx, applicationID.String(), func(ctx context.Context, tx *db.Tx) error {
		if err := s.Documents.Keep(ctx, tx, file.ID); err != nil { // first: it may be the one that is there
			return err
		}
		if err := s.replaceMaterial(ctx, tx, w, code); err != nil {
			return err
		}
		if err := s.Precheck.Queue(ctx, tx, file.ID); err != nil {
			return err
		}
		return insertMaterial(ctx, tx, applicationID, m)
	})
	if err != nil {
		return nil, fmt.Errorf("attach %s: %w", code, err)
	}
	return s.Work(ctx, applicationID)
}

// limits are what a file for m must keep to, by the material and by the field of the
// form that asks for it.
func (w *Work) limits(m catalogue.Material) document.Limits {
	l := document.Limits{MaxBytes: int64(m.MaxKB) << 10, Accept: m.Accept}
	for _, f := range w.Form.Fields {
		if f.Kind == form.File && f.Material == m.Code {
			l.Width, l.Height = f.Rules.WidthPx, f.Rules.HeightPx
		}
	}
	return l
}

// several says how many photographs make one document for m; 0 takes one file.
func several(l document.Limits) int {
	if l.Width == 0 && (len(l.Accept) == 0 || slices.Contains(l.Accept, "pdf")) {
		return document.MaxPhotos
	}
	return 0
}
