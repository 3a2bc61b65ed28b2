package application

import (
	"context"
	"net/http"
	"reflect"
	"strings"

	"tongban/capability/casework"
	"tongban/capability/form"
	"tongban/capability/precheck"
	"tongban/kernel/actor"
	"tongban/kernel/fault"
	"tongban/kernel/mask"
	"tongban/kernel/web"
	"tongban/ui"
)

// checkView is the page on which everything is looked over, and signed.
type checkView struct {
	*Work
	noticed []precheck.Finding
	signer  casework.Person // who reads the page
	fill    bool            // and may only fill in
	signing Signing         // as far as it was given
	sent    bool            // a code is on its way
	terms   []string        // of papers brought later
	rules   bool            // rules may decide on it, unless the applicant wants a person
	errs    ui.FieldErrors
}

// check shows everything once more before it is handed in.
func (p pages) check(w http.ResponseWriter, r *http.Request) error {
	work, err := p.work(r)
	if err != nil {
		return err
	}
	if err := work.mayChange(); err != nil {
		return err
	}
	return p.showCheck(w, r, http.StatusOK, checkView{Work: work})
}

// showCheck shows the check page of v's work with what was noticed about it.
func (p pages) showCheck(w http.ResponseWriter, r *http.Request, status int, v checkView) (err error) {
	by := actor.From(r.Context())
	v.signer, v.fill = v.person, !by.MaySubmit()
	if by.Acting() {
		if v.signer, err = p.People.Person(r.Context(), by.ID); err != nil {
			return err
		}
	}
	v.terms = p.PromiseTerms(r.Context(), v.Work)
	if v.Ready() {
		v.noticed = p.noticed(r.Context(), v.Work)
	}
	if v.rules, err = p.byRules(r.Context(), v.Work); err != nil {
		return err
	}
	return web.Render(w, r, status, checkPage(v))
}

// submit hands the application in, or sends the code to sign it with.
func (p pages) submit(w http.ResponseWriter, r *http.Request) error {
	applicationID, err := applicationID(r)
	if err != nil {
		return err
	}
	if err := p.seen(r); err != nil {
		return p.checkAgain(w, r, err)
	}
	if r.PostFormValue("send-code") != "" {
		err := p.SendCode(r.Context(), applicationID)
		if f, ok := fault.As(err); err != nil && (!ok || f.Kind == fault.Internal || f.Kind == fault.NotFound) {
			return err
		}
		return p.checkAgain(w, r, err)
	}
	signing := signingOf(r)
	receipt, err := p.Submit(keyed(r), applicationID, &signing)
	switch fault.KindOf(err) {
	case fault.Invalid, fault.Conflict, fault.TooMany:
		return p.checkAgain(w, r, err)
	case fault.Forbidden:
		if work, unknown := p.work(r); unknown == nil && work.onPledge() && work.Barred != nil {
			return p.checkAgain(w, r, err) // it says why, and leads to the ordinary way
		}
	}
	if err != nil {
		return err
	}
	if receipt.Page != "" {
		return web.Redirect(w, r, receipt.Page)
	}
	return web.Redirect(w, r, "/apply/"+applicationID.String()+"/done")
}

// signingOf reads how an applicant signs.
func signingOf(r *http.Request) Signing {
	s := Signing{
		Consent: r.PostFormValue("consent") != "", Person: r.PostFormValue("person") != "", Method: Method(r.PostFormValue("signature.method")),
		Name: r.PostFormValue("signature.typed"), Code: r.PostFormValue("signature.code"),
		Picture: r.PostFormValue("signature.drawn"), Device: r.UserAgent(), Shown: r.PostFormValue(shownField), Pledged: PledgedOf(r),
	}
	for name := range r.PostForm {
		if key, isChecked := strings.CutPrefix(name, checkedPrefix); isChecked {
			s.Checked = append(s.Checked, key)
		}
	}
	return s
}

// shownField is the hidden field with the mark of what the check page shows.
const shownField = "shown"

// checkedPrefix begins the names of the boxes by which applicants answer findings.
const checkedPrefix = "checked."

// seen wants the applicant to have checked everything under the version it would be
// submitted under now.
func (p pages) seen(r *http.Request) error {
	work, err := p.work(r)
	version := r.PostFormValue("version")
	if err != nil || work.Case != nil || work.Ended != nil || version == "" || version == work.Item.VersionID.String() {
		return nil // who comes too late, or may not come, is told by Submit
	}
	return fault.New(fault.Conflict, "application.item-renewed", work.Item.Name)
}

// checkAgain shows the check page with what was given and what keeps the application
// from being handed in, or that a code was sent; one that was handed in by an earlier
// click is done.
func (p pages) checkAgain(w http.ResponseWriter, r *http.Request, why error) error {
	work, err := p.work(r)
	if err != nil {
		return err
	}
	if work.Case != nil {
		return web.Redirect(w, r, "/apply/"+work.ID.String()+"/done")
	}
	v := checkView{Work: work, signing: signingOf(r), sent: why == nil || r.PostFormValue("sent") != ""}
	if why == nil {
		return p.showCheck(w, r, http.StatusOK, v)
	}
	v.errs = ui.ErrorsOf(r.Context(), why)
	return p.showCheck(w, r, web.StatusOf(why), v)
}

// signature asks for a signature.
func (v checkView) signature(ctx context.Context) ui.SignatureProps {
	p := ui.SignatureProps{
		Name: "signature", Label: t(ctx, "sign.label"), Signer: v.signer.Name, Method: string(v.signing.Method),
		Drawn: v.signing.Picture, Typed: v.signing.Name, Sent: v.sent, Error: v.errs.Of("signature"), Errors: v.errs,
	}
	if v.signer.Mobile != "" {
		p.Mobile, p.SendCode = mask.Phone(v.signer.Mobile), &ui.Hidden{Name: "send-code", Value: "1"}
	}
	return p
}

// rows are the answers of a topic, each with a way to change it unless it is certain.
func (v checkView) rows(ctx context.Context, topic form.Topic) []ui.SummaryRow {
	rows := topic.Rows(ctx, v.Form, v.Values, workURL(v.ID, topic.Key)+"?back=check", false)
	for key, value := range v.locked() {
		for i := range rows {
			if strings.HasSuffix(rows[i].Change, "#"+ui.FieldID(key)) && reflect.DeepEqual(value, v.Values[key]) {
				rows[i].Change = ""
			}
		}
	}
	return rows
}

// label says what a field is called for the reader.
func (v checkView) label(ctx context.Context) label {
	return func(f *form.Field) string { return f.LabelIn(ctx) }
}

// hidden travels with the form: what the applicant looks at, and that a code was sent.
func (v checkView) hidden() []ui.Hidden {
	list := []ui.Hidden{{Name: "version", Value: v.Item.VersionID.String()}, {Name: shownField, Value: v.shown()}}
	if v.sent {
		list = append(list, ui.Hidden{Name: "sent", Value: "1"})
	}
	return list
}

// changeURL is where what a finding speaks of can be changed; whoever goes there comes
// back to the check page.
func (w *Work) changeURL(f precheck.Finding) string {
	if f.Material != "" {
		return workURL(w.ID, "materials")
	}
	for _, topic := range w.Form.Topics() {
		for _, field := range topic.Fields {
			if field.Key == form.Head(f.Field) {
				return workURL(w.ID, topic.Key) + "?back=check#" + ui.FieldID(f.Field)
			}
		}
	}
	return ""
}
