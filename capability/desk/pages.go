package desk

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"tongban/capability/casework"
	"tongban/capability/form"
	"tongban/kernel/id"
	"tongban/kernel/message"
	"tongban/kernel/once"
	"tongban/kernel/web"
	"tongban/ui"
)

// pages are the handlers of the desk's pages.
type pages struct{ *Service }

// perPage is how many rows a list shows.
const perPage = 20

// t is how the pages look up the desk's texts.
func t(ctx context.Context, key string, args ...any) string {
	return message.T(ctx, "desk."+key, args...)
}

// shared looks up what the desk calls as casework does.
func shared(ctx context.Context, key string, args ...any) string {
	return message.T(ctx, "casework."+key, args...)
}

// keyed returns r's context with the idempotency key its form carries.
func keyed(r *http.Request) context.Context {
	return once.WithKey(r.Context(), r.PostFormValue(web.FormKey))
}

// view is a case with what its pages work out.
type view struct {
	*casework.File
	form      *form.Definition
	reveal    bool // show it in full
	mayReveal bool // the reader may ask for that
	why       casework.Why
	errs      ui.FieldErrors    // of why
	signed    []templ.Component // panels of others: how it was signed
}

func (s *Service) view(f *casework.File) (*view, error) {
	def, err := s.Casework.Form(f.Item)
	if err != nil {
		return nil, err
	}
	return &view{File: f, form: def}, nil
}

// fill lets others say how the case was signed.
func (v *view) fill(ctx context.Context) (err error) {
	v.signed, err = casework.Fill(ctx, casework.SignedPlace, casework.ShownCase{File: v.File, Desk: true, Reveal: v.reveal})
	return err
}

// applicant returns the name as the reader may see it.
func (v *view) applicant() string {
	if v.reveal {
		return v.Case.ApplicantName
	}
	return v.Case.ShownName()
}

// isPicture reports whether a stored file's preview can be shown in the page.
func isPicture(name string) bool {
	return strings.HasSuffix(name, ".jpg") || strings.HasSuffix(name, ".png")
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

// idOf reads an id out of an address, zero if it is none.
func idOf(s string) id.ID {
	v, _ := id.Parse(s)
	return v
}
