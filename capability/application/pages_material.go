package application

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"strings"

	"tongban/capability/casework"
	"tongban/capability/catalogue"
	"tongban/capability/document"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/message"
	"tongban/kernel/web"
	"tongban/ui"
)

// maxUpload is the most one request with files may hold.
const maxUpload = 64 << 20

// materials shows every material, and what is held already.
func (p pages) materials(w http.ResponseWriter, r *http.Request) error {
	work, err := p.work(r)
	if err != nil {
		return err
	}
	if err := work.mayChange(); err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, materialsPage(work, nil))
}

// attach takes the files of one request in, one after the other. A file that is
// refused does not take the others with it.
func (p pages) attach(w http.ResponseWriter, r *http.Request) error {
	work, err := p.work(r)
	if err != nil {
		return err
	}
	if r.ContentLength > maxUpload {
		return tooMuch()
	}
	faults, err := p.attachAll(r, work)
	if err != nil {
		return err
	}
	if work, err = p.work(r); err != nil {
		return err
	}
	if faults = append(faults, work.absent(faults)...); len(faults) > 0 {
		errs := ui.ErrorsOf(r.Context(), fault.InvalidFields(faults))
		return web.Render(w, r, http.StatusUnprocessableEntity, materialsPage(work, errs))
	}
	return web.Redirect(w, r, work.after("materials", ""))
}

// absent says which materials are still missing, but for those refused just now.
func (w *Work) absent(refused []fault.Field) (faults []fault.Field) {
	for _, m := range w.Missing {
		if !slices.ContainsFunc(refused, func(f fault.Field) bool { return f.Name == m.Code }) {
			faults = append(faults, fault.Field{Name: m.Code, Key: "application.material-missing", Args: []any{m.Name}})
		}
	}
	return faults
}

// attachAll streams every chosen file to its material and collects the refusals. A
// form has one file for each material.
func (p pages) attachAll(r *http.Request, work *Work) (faults []fault.Field, err error) {
	parts, err := r.MultipartReader()
	if err != nil {
		return nil, fault.New(fault.Invalid, "fault.shape")
	}
	for left := len(work.Plan.Materials); ; {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return faults, nil
		}
		if err != nil {
			return nil, cutOff(err, fault.New(fault.Invalid, "application.upload-cut"))
		}
		if part.FileName() == "" {
			continue
		}
		if left--; left < 0 {
			return nil, fault.New(fault.Invalid, "fault.shape")
		}
		_, err = p.Attach(r.Context(), work.ID, part.FormName(), part.FileName(), 0, part)
		if f, ok := fault.As(err); ok && f.Kind != fault.Internal {
			faults = append(faults, fault.Field{Name: part.FormName(), Key: f.Key, Args: f.Args})
		} else if err != nil {
			return nil, cutOff(err, err)
		}
	}
}

// cutOff says what ended an upload that was too large or too slow, else otherwise.
func cutOff(err, otherwise error) error {
	var most *http.MaxBytesError
	switch {
	case errors.As(err, &most):
		return tooMuch()
	case errors.Is(err, os.ErrDeadlineExceeded):
		return fault.New(fault.Invalid, "application.upload-cut")
	}
	return otherwise
}

func tooMuch() error { return fault.New(fault.TooLarge, "application.upload-too-large", maxUpload>>20) }

// detach takes a file out again.
func (p pages) detach(w http.ResponseWriter, r *http.Request) error {
	applicationID, err := applicationID(r)
	if err != nil {
		return err
	}
	if _, err := p.Detach(r.Context(), applicationID, r.PathValue("code")); err != nil {
		return err
	}
	return web.Redirect(w, r, "/apply/"+applicationID.String()+"/materials")
}

// ownFile lets the applicant look at what they uploaded.
func (p pages) ownFile(w http.ResponseWriter, r *http.Request) error {
	work, err := p.work(r)
	if err != nil {
		return err
	}
	m := work.Has(r.PathValue("code"))
	if m == nil || m.Source != casework.Upload {
		return fault.New(fault.NotFound, "application.unknown-material")
	}
	fileID, err := id.Parse(m.Reference)
	if err != nil {
		return err
	}
	file, body, err := p.Documents.Open(r.Context(), fileID)
	if err != nil {
		return err
	}
	defer body.Close()
	return document.ServeOriginal(w, file, body)
}

// fileHint says what a file for m may be, before there is a mistake.
func fileHint(ctx context.Context, m catalogue.Material) string {
	kinds := m.Accept
	if len(kinds) == 0 {
		kinds = []string{"jpg", "png", "pdf"}
	}
	limit := int64(m.MaxKB) << 10
	if limit == 0 {
		limit = defaultFile
	}
	return t(ctx, "materials.hint", strings.ToUpper(message.Join(ctx, kinds)), size(limit))
}

// defaultFile is the largest file of a material that names no limit.
const defaultFile = 10 << 20

func acceptAttribute(m catalogue.Material) string {
	if len(m.Accept) == 0 {
		return ".jpg,.jpeg,.png,.pdf"
	}
	return "." + strings.Join(m.Accept, ",.")
}

// size writes a number of bytes for people.
func size(bytes int64) string {
	switch {
	case bytes >= 1<<20:
		return strings.TrimSuffix(fmt.Sprintf("%.1f", float64(bytes)/(1<<20)), ".0") + " MB"
	case bytes >= 1<<10:
		return fmt.Sprintf("%d KB", bytes>>10)
	}
	return fmt.Sprintf("%d B", bytes)
}
