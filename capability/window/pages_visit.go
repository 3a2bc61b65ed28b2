package window

import (
	"context"
	"net/http"
	"strings"

	"tongban/capability/application"
	"tongban/kernel/fault"
	"tongban/kernel/web"
	"tongban/ui"
)

// firmView asks for whom the person at the counter came.
type firmView struct {
	*Visit
	person    Person
	uscc      string
	entrusted bool
	errs      ui.FieldErrors
}

func (p pages) firm(w http.ResponseWriter, r *http.Request) error {
	v, person, err := p.Visit(r.Context(), keyOf(r, "visit"))
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, firmPage(firmView{Visit: v, person: person}))
}

func (p pages) actFor(w http.ResponseWriter, r *http.Request) error {
	v := firmView{uscc: strings.TrimSpace(r.PostFormValue("uscc")), entrusted: r.PostFormValue("entrusted") != ""}
	err := p.ActFor(r.Context(), keyOf(r, "visit"), v.uscc, v.entrusted)
	if err == nil {
		return web.Redirect(w, r, "/window/visits/"+r.PathValue("visit"))
	}
	if kind := fault.KindOf(err); kind != fault.Invalid && kind != fault.Unavailable {
		return err
	}
	v.errs = ui.ErrorsOf(r.Context(), err)
	if v.Visit, v.person, err = p.Visit(r.Context(), keyOf(r, "visit")); err != nil {
		return err
	}
	return web.Render(w, r, http.StatusUnprocessableEntity, firmPage(v))
}

// resume goes on with a case whose corrections are brought to the counter.
func (p pages) resume(w http.ResponseWriter, r *http.Request) error {
	v, err := p.Resume(r.Context(), keyOf(r, "visit"), r.PostFormValue("case"))
	if err != nil {
		return err
	}
	return web.Redirect(w, r, v.at("/take"))
}

// mobileView binds a mobile to the account of who is at the counter.
type mobileView struct {
	*Visit
	person Person
	mobile string
	sent   bool
	errs   ui.FieldErrors
}

func (p pages) mobile(w http.ResponseWriter, r *http.Request) error {
	return p.showMobile(w, r, mobileView{}, nil)
}

// bindMobile sends the code, or takes it.
func (p pages) bindMobile(w http.ResponseWriter, r *http.Request) (err error) {
	v, visit := mobileView{mobile: r.PostFormValue("mobile")}, keyOf(r, "visit")
	if r.PostFormValue("send-code") != "" {
		err = p.SendMobileCode(r.Context(), visit, v.mobile)
		v.sent = err == nil
		return p.showMobile(w, r, v, err)
	}
	if err = p.BindMobile(r.Context(), visit, v.mobile, r.PostFormValue("code")); err != nil {
		return p.showMobile(w, r, v, err)
	}
	return web.Redirect(w, r, "/window/visits/"+r.PathValue("visit"))
}

func (p pages) showMobile(w http.ResponseWriter, r *http.Request, v mobileView, failed error) (err error) {
	status := http.StatusOK
	if failed != nil {
		switch fault.KindOf(failed) {
		case fault.Invalid, fault.Conflict, fault.TooMany, fault.Unavailable:
			v.errs, status = ui.ErrorsOf(r.Context(), failed), http.StatusUnprocessableEntity
		default:
			return failed
		}
	}
	if v.Visit, v.person, err = p.Visit(r.Context(), keyOf(r, "visit")); err != nil {
		return err
	}
	return web.Render(w, r, status, mobilePage(v))
}

// cosignView has those sign whom an application names besides its applicant.
type cosignView struct {
	item    string
	action  string
	back    ui.Link
	list    []application.Cosigner
	card    string
	signing application.Signing
	errs    ui.FieldErrors
	keys    bool
}

// cosigning is the cosigners of a visit's application, or of a case.
func (p pages) cosigning(r *http.Request) (v cosignView, err error) {
	v = cosignView{action: r.URL.Path, keys: keysOn(r)}
	if no := r.PathValue("no"); no != "" {
		f, list, err := p.CosigningOf(r.Context(), no)
		if err != nil {
			return v, err
		}
		v.item, v.list, v.back = f.Case.ItemName, list, ui.Link{Text: t(r.Context(), "done.case"), URL: "/desk/cases/" + f.Case.ShortNo}
		return v, nil
	}
	d, err := p.Desk(r.Context(), keyOf(r, "visit"))
	if err != nil {
		return v, err
	}
	v.item, v.list, v.back = d.Work.Item.Name, d.Cosigners, ui.Link{Text: t(r.Context(), "take.title"), URL: d.at("/take")}
	return v, nil
}

func (p pages) cosigners(w http.ResponseWriter, r *http.Request) error {
	v, err := p.cosigning(r)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, cosignPage(v))
}

// cosign keeps how one of them signed.
func (p pages) cosign(w http.ResponseWriter, r *http.Request) error {
	card := r.PostFormValue("card")
	signing := application.Signing{
		Consent: true, // whoever signs has read the notice above the line
		Method:  application.Method(r.PostFormValue("signature.method")), Picture: r.PostFormValue("signature.drawn"), Device: r.UserAgent(),
	}
	err := p.cosignBy(r.Context(), r, CardOf(card), signing)
	if err == nil {
		return web.Redirect(w, r, r.URL.Path)
	}
	if fault.KindOf(err) != fault.Invalid {
		return err
	}
	v, missing := p.cosigning(r)
	if missing != nil {
		return missing
	}
	v.card, v.signing, v.errs = card, signing, ui.ErrorsOf(r.Context(), err)
	return web.Render(w, r, http.StatusUnprocessableEntity, cosignPage(v))
}

func (p pages) cosignBy(ctx context.Context, r *http.Request, card Card, signing application.Signing) error {
	if no := r.PathValue("no"); no != "" {
		return p.CosignCase(ctx, no, card, signing)
	}
	return p.Cosign(ctx, keyOf(r, "visit"), card, signing)
}
