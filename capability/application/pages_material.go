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
			faults = append(faults, w.missing(m))
		}
	}
	return faults
}

// maxParts is how many files one request may hold.
const maxParts = 100

// sentPrefix begins the names of fields that hold what was sent ahead of the form.
const sentPrefix = "uploaded."

// attachAll takes in every chosen file, then makes the documents of those that have come,
// and collects the refusals. Several files of one material are its pages.
func (p pages) attachAll(r *http.Request, work *Work) (faults []fault.Field, err error) {
	sent, faults, err := p.receiveAll(r)
	defer func() {
		for _, transfer := range sent.here {
			_ = p.Documents.Discard(context.WithoutCancel(r.Context()), transfer) // else it goes in a day
		}
	}()
	if err != nil {
		return nil, err
	}
	if faults, err = p.promised(r.Context(), work, sent, faults); err != nil {
		return nil, err
	}
	for _, m := range work.Plan.Materials {
		if len(sent.by[m.Code]) == 0 || slices.ContainsFunc(faults, func(f fault.Field) bool { return f.Name == m.Code }) {
			continue
		}
		_, err := p.AttachSent(r.Context(), work.ID, m.Code, sent.by[m.Code]...)
		if f, ok := refusal(m.Code, err); ok {
			faults = append(faults, f)
		} else if err != nil {
			return nil, err
		}
	}
	return faults, nil
}

// arrivals are the files of a request.
type arrivals struct {
	asked bool               // which papers come later was asked
	later []Later            // that come later
	by    map[string][]id.ID // by the code of the material, in the order of the form
	here  []id.ID            // those that came with the form itself
}

// receiveAll takes in the files of a request, and what was sent ahead of it.
func (p pages) receiveAll(r *http.Request) (sent arrivals, faults []fault.Field, err error) {
	sent.by = map[string][]id.ID{}
	parts, err := r.MultipartReader()
	if err != nil {
		return sent, nil, fault.New(fault.Invalid, "fault.shape")
	}
	for range maxParts {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return sent, faults, nil
		}
		if err != nil {
			return sent, nil, cutOff(err, fault.New(fault.Invalid, "application.upload-cut"))
		}
		code := part.FormName()
		if ahead, ok := strings.CutPrefix(code, sentPrefix); ok {
			text, _ := io.ReadAll(io.LimitReader(part, 64)) // what is cut short is no id
			sent.by[ahead] = append(sent.by[ahead], idOf(string(text)))
		}
		sent.promise(code)
		if part.FileName() == "" {
			continue
		}
		transfer, err := p.Documents.Send(r.Context(), part.FileName(), part)
		if f, ok := refusal(code, err); ok {
			faults = append(faults, f)
		} else if err != nil {
			return sent, nil, cutOff(err, err)
		} else {
			sent.here = append(sent.here, transfer.ID)
			sent.by[code] = append(sent.by[code], transfer.ID)
		}
	}
	return sent, nil, fault.New(fault.Invalid, "application.upload-many", maxParts)
}

// refusal returns what is said beside the field of a material whose file was refused.
func refusal(code string, err error) (fault.Field, bool) {
	f, ok := fault.As(err)
	if !ok || f.Kind == fault.Internal {
		return fault.Field{}, false
	}
	return fault.Field{Name: code, Key: f.Key, Args: f.Args}, true
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

// ownFile lets the applicant save what they uploaded.
func (p pages) ownFile(w http.ResponseWriter, r *http.Request) error {
	return p.serveFile(w, r, p.Documents.Open, document.ServeOriginal)
}

// ownPreview shows applicants what others will see of it.
func (p pages) ownPreview(w http.ResponseWriter, r *http.Request) error {
	return p.serveFile(w, r, p.Documents.Preview, document.ServePreview)
}

func (p pages) serveFile(w http.ResponseWriter, r *http.Request, open opener, serve server) error {
	work, err := p.work(r)
	if err != nil {
		return err
	}
	return serveMaterial(w, r, work, open, serve)
}

// How a file is opened, and how it is sent.
type (
	opener func(context.Context, id.ID) (document.File, io.ReadCloser, error)
	server func(http.ResponseWriter, document.File, io.Reader) error
)

// serveMaterial sends the file of the material that the address of r names.
func serveMaterial(w http.ResponseWriter, r *http.Request, work *Work, open opener, serve server) error {
	m := work.Has(r.PathValue("code"))
	if m == nil || m.Source != casework.Upload {
		return fault.New(fault.NotFound, "application.unknown-material")
	}
	file, body, err := open(r.Context(), idOf(m.Reference))
	if err != nil {
		return err
	}
	defer body.Close()
	return serve(w, file, body)
}

// fileHint says what a file may be, before there is a mistake.
func fileHint(ctx context.Context, l document.Limits) string {
	kinds := l.Accept
	if len(kinds) == 0 {
		kinds = []string{"jpg", "png", "pdf"}
	}
	limit := l.MaxBytes
	if limit == 0 {
		limit = document.MaxBytes
	}
	hint := []string{t(ctx, "materials.hint", strings.ToUpper(message.Join(ctx, kinds)), size(limit))}
	if l.Width > 0 {
		hint = append(hint, t(ctx, "materials.pixels", l.Width, l.Height))
	} else {
		hint = append(hint, t(ctx, "materials.shrinks"))
	}
	if several(l) > 0 {
		hint = append(hint, t(ctx, "materials.several", several(l)))
	}
	return strings.Join(hint, "")
}

// isPicture reports whether a file can be shown in the page.
func isPicture(name string) bool {
	return strings.HasSuffix(name, ".jpg") || strings.HasSuffix(name, ".png")
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
