package deferral

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"

	"tongban/capability/document"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/message"
	"tongban/kernel/web"
	"tongban/ui"
)

// maxUpload is the most one request with files may hold, maxParts how many files.
const (
	maxUpload = 64 << 20
	maxParts  = 100
)

// sentPrefix begins the names of fields that hold what was sent ahead of the form.
const sentPrefix = "uploaded."

// uploadsURL is where files go ahead of a form.
const uploadsURL = "/api/v1/uploads"

// bringing takes in what the applicant brought. A file that is refused does not take the
// others with it.
func (p pages) bringing(w http.ResponseWriter, r *http.Request) error {
	v, err := p.mine(r, nil)
	if err != nil {
		return err
	}
	if r.ContentLength > maxUpload {
		return fault.New(fault.TooLarge, "deferral.upload-too-large", maxUpload>>20)
	}
	sent, here, faults, err := p.receiveAll(r)
	defer func() {
		for _, transfer := range here {
			_ = p.Documents.Discard(context.WithoutCancel(r.Context()), transfer) // else it goes in a day
		}
	}()
	if err != nil {
		return err
	}
	some := false
	for _, paper := range v.Owed() {
		transfers := sent[paper.Code]
		if len(transfers) == 0 {
			continue
		}
		some = true
		_, err := p.Bring(r.Context(), v.Case.No, paper.Code, transfers...)
		if f, ok := refusal(paper.Code, err); ok {
			faults = append(faults, f)
		} else if err != nil {
			return err
		}
	}
	if !some && len(faults) == 0 {
		for _, paper := range v.Owed() {
			faults = append(faults, fault.Field{Name: paper.Code, Key: "deferral.wrong.none", Args: []any{paper.Name}})
		}
	}
	if len(faults) == 0 {
		return web.Redirect(w, r, v.URL())
	}
	if v, err = p.mine(r, ui.ErrorsOf(r.Context(), fault.InvalidFields(faults))); err != nil {
		return err
	}
	return web.Render(w, r, http.StatusUnprocessableEntity, bringPage(v))
}

// receiveAll takes in the files of a request, and what was sent ahead of it, by the code of the
// paper; here are those that came with the form itself.
func (p pages) receiveAll(r *http.Request) (sent map[string][]id.ID, here []id.ID, faults []fault.Field, err error) {
	sent = map[string][]id.ID{}
	parts, err := r.MultipartReader()
	if err != nil {
		return sent, nil, nil, fault.New(fault.Invalid, "fault.shape")
	}
	for range maxParts {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return sent, here, faults, nil
		}
		if err != nil {
			return sent, here, nil, fault.New(fault.Invalid, "deferral.upload-cut")
		}
		code := part.FormName()
		if ahead, ok := strings.CutPrefix(code, sentPrefix); ok {
			text, _ := io.ReadAll(io.LimitReader(part, 64)) // what is cut short is no id
			key, _ := id.Parse(string(text))
			sent[ahead] = append(sent[ahead], key)
		}
		if part.FileName() == "" {
			continue
		}
		transfer, err := p.Documents.Send(r.Context(), part.FileName(), part)
		if f, ok := refusal(code, err); ok {
			faults = append(faults, f)
		} else if err != nil {
			return sent, here, nil, err
		} else {
			here = append(here, transfer.ID)
			sent[code] = append(sent[code], transfer.ID)
		}
	}
	return sent, here, nil, fault.New(fault.Invalid, "deferral.upload-many", maxParts)
}

// fileField asks for a paper.
func (v view) fileField(ctx context.Context, paper Paper) ui.FileFieldProps {
	m, _ := v.file.Item.Material(paper.Code)
	limits, kinds, several := limitsOf(m), m.Accept, document.MaxPhotos
	if len(kinds) == 0 {
		kinds = []string{"jpg", "png", "pdf"}
	}
	if limits.MaxBytes == 0 {
		limits.MaxBytes = document.MaxBytes
	}
	return ui.FileFieldProps{
		Name: paper.Code, Label: t(ctx, "choose", paper.Name), Hint: t(ctx, "hint", strings.ToUpper(message.Join(ctx, kinds)), limits.MaxBytes>>20, document.MaxPhotos),
		Error: v.errs.Of(paper.Code), Kinds: m.Accept, Several: several, Camera: true, Optional: len(v.Owed()) > 1,
		Send: &ui.Sending{URL: uploadsURL, MaxKB: m.MaxKB},
	}
}
