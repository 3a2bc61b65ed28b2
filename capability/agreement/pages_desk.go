package agreement

import (
	"fmt"
	"net/http"

	"tongban/capability/casework"
	"tongban/capability/document"
	"tongban/kernel/actor"
	"tongban/kernel/fault"
	"tongban/kernel/once"
	"tongban/kernel/web"
	"tongban/ui"
)

// deskView is the agreements of a case as those who work on it see them.
type deskView struct {
	*OfCase
	draft  Draft
	code   string // of the need that is to be excused
	why    string
	errs   ui.FieldErrors
	mayAll bool // look at documents and at names in full
}

// base is where the agreements of a case are.
func base(no string) string { return casework.DeskURL(no) + "/agreements" }

func (o *OfCase) url(a *Agreement) string { return base(o.Case.ShortNo) + "/" + a.ID.String() }

func (p pages) deskView(r *http.Request) (*deskView, error) {
	o, err := p.Of(r.Context(), r.PathValue("no"))
	if err != nil {
		return nil, err
	}
	return &deskView{OfCase: o, mayAll: casework.MayReveal(actor.From(r.Context()), o.File) == nil}, nil
}

func (p pages) desk(w http.ResponseWriter, r *http.Request) error {
	v, err := p.deskView(r)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, deskPage(v))
}

// answer shows the list with what was wrong, or leads back to it.
func (p pages) answer(w http.ResponseWriter, r *http.Request, why error, typed func(*deskView)) error {
	if why != nil && isShown(why) {
		v, err := p.deskView(r)
		if err != nil {
			return err
		}
		v.errs = ui.ErrorsOf(r.Context(), why)
		typed(v)
		return web.Render(w, r, web.StatusOf(why), deskPage(v))
	}
	if why != nil {
		return why
	}
	return web.Redirect(w, r, base(r.PathValue("no")))
}

// draftOf reads what is to be drawn up, as it was typed or posted with a document.
// The fields of a form with a document begin with withDocument.
func draftOf(value func(string) string, begin string) Draft {
	d := Draft{Code: value("code")}
	for i := range maxOthers {
		d.Others = append(d.Others, Further{value(fmt.Sprintf("%sother-%d", begin, i)), value(fmt.Sprintf("%snumber-%d", begin, i))})
	}
	return d
}

const (
	withDocument = "u-"
	maxOthers    = 10 // further parties of one agreement
)

func (p pages) drawUp(w http.ResponseWriter, r *http.Request) error {
	d := draftOf(r.PostFormValue, "")
	_, err := p.DrawUp(keyed(r), r.PathValue("no"), d)
	return p.answer(w, r, err, func(v *deskView) { v.draft = d })
}

// upload draws an agreement up from a document.
func (p pages) upload(w http.ResponseWriter, r *http.Request) error {
	part, err := document.FromMultipart(r, "document", maxDocument)
	if err != nil {
		return p.answer(w, r, err, func(*deskView) {})
	}
	d := draftOf(part.Values.Get, withDocument)
	d.Upload = &document.Upload{Name: part.Name, Size: part.Size, Body: part.Body, Limits: document.Limits{MaxBytes: maxDocument, Accept: []string{"pdf"}}}
	_, err = p.DrawUp(once.WithKey(r.Context(), part.Values.Get(web.FormKey)), r.PathValue("no"), d)
	return p.answer(w, r, err, func(v *deskView) { v.draft = d })
}

func (p pages) excuse(w http.ResponseWriter, r *http.Request) error {
	code, why := r.PostFormValue("code"), r.PostFormValue("why")
	err := p.Excuse(r.Context(), r.PathValue("no"), code, why)
	return p.answer(w, r, err, func(v *deskView) { v.code, v.why = code, why })
}

// deskOf is one agreement for those who work on its case.
func (p pages) deskOf(r *http.Request) (view, error) {
	o, a, err := p.OfDesk(r.Context(), r.PathValue("no"), keyOf(r))
	if err != nil {
		return view{}, err
	}
	return view{Agreement: a, of: o, mayReveal: casework.MayReveal(actor.From(r.Context()), o.File) == nil}, nil
}

func (p pages) deskOne(w http.ResponseWriter, r *http.Request) error {
	v, err := p.deskOf(r)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, deskOnePage(v))
}

// deskAgain shows one agreement with what was wrong, or leads back to it.
func (p pages) deskAgain(w http.ResponseWriter, r *http.Request, why error, typed func(*view)) error {
	if why != nil && !isShown(why) {
		return why
	}
	v, err := p.deskOf(r)
	if err != nil {
		return err
	}
	if why == nil {
		return web.Redirect(w, r, v.of.url(v.Agreement))
	}
	v.errs = ui.ErrorsOf(r.Context(), why)
	typed(&v)
	return web.Render(w, r, web.StatusOf(why), deskOnePage(v))
}

func (p pages) signFor(w http.ResponseWriter, r *http.Request) error {
	err := p.SignFor(keyed(r), r.PathValue("no"), keyOf(r), r.PostFormValue("signature.typed"))
	return p.deskAgain(w, r, err, func(*view) {})
}

func (p pages) cancel(w http.ResponseWriter, r *http.Request) error {
	why := r.PostFormValue("why")
	err := p.Cancel(r.Context(), r.PathValue("no"), keyOf(r), why)
	return p.deskAgain(w, r, err, func(v *view) { v.why = why })
}

// full shows an agreement as it is to staff who say what for.
func (p pages) full(w http.ResponseWriter, r *http.Request) error {
	v, err := p.deskOf(r)
	if err != nil {
		return err
	}
	v.because = casework.WhyOf(r.PostFormValue)
	_, err = p.Casework.Reveal(r.Context(), r.PathValue("no"), v.because)
	if fault.KindOf(err) == fault.Invalid && err != nil {
		v.purposes = ui.ErrorsOf(r.Context(), err)
		return web.Render(w, r, http.StatusUnprocessableEntity, deskOnePage(v))
	}
	if err != nil {
		return err
	}
	v.reveal = true
	w.Header().Set("Cache-Control", "no-store")
	return web.Render(w, r, http.StatusOK, deskOnePage(v))
}

// deskFile sends it to staff who say what for.
func (p pages) deskFile(w http.ResponseWriter, r *http.Request) error {
	v, err := p.deskOf(r)
	if err != nil {
		return err
	}
	if _, err := p.Casework.Reveal(r.Context(), r.PathValue("no"), casework.WhyOf(r.PostFormValue)); err != nil {
		return err
	}
	return p.send(w, v.Agreement)
}

// deskDocument shows an uploaded document to whoever may look at the papers of the case.
func (p pages) deskDocument(w http.ResponseWriter, r *http.Request) error {
	v, err := p.deskOf(r)
	if err != nil {
		return err
	}
	if err := casework.MayReveal(actor.From(r.Context()), v.of.File); err != nil {
		return err
	}
	return p.preview(w, r, v.Agreement)
}
