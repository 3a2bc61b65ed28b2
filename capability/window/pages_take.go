package window

import (
	"context"
	"net/http"
	"net/url"
	"slices"

	"tongban/capability/application"
	"tongban/capability/casework"
	"tongban/capability/catalogue"
	"tongban/capability/form"
	"tongban/kernel/fault"
	"tongban/kernel/message"
	"tongban/kernel/web"
	"tongban/ui"
)

// deskView is the page on which a clerk takes an application in.
type deskView struct {
	*Desk
	applications *application.Service
	input        url.Values    // of a page that came back
	faults       []fault.Field // of the form, shown once something was sent
	signing      application.Signing
	errs         ui.FieldErrors
	reason       string
	ground       string
	redirect     string
	keys         bool
}

func (p pages) desk(w http.ResponseWriter, r *http.Request) error {
	v, err := p.deskOf(r)
	if err != nil {
		return err
	}
	if v.finished() {
		return web.Redirect(w, r, v.at("/done"))
	}
	return web.Render(w, r, http.StatusOK, takePage(v))
}

func (p pages) deskOf(r *http.Request) (v deskView, err error) {
	v = deskView{applications: p.Applications, keys: keysOn(r)}
	v.Desk, err = p.Desk(r.Context(), keyOf(r, "visit"))
	if err == nil && v.Desk.Signing != nil && !v.Desk.Signing.SignedAt.IsZero() {
		v.signing = application.Signing{Method: application.Drawn, Picture: v.Desk.Signing.Picture}
	}
	return v, err
}

// take keeps what was put down and does what the clerk's button says.
func (p pages) take(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return fault.New(fault.Invalid, "fault.shape")
	}
	v, err := p.deskOf(r)
	if err != nil {
		return err
	}
	if v.finished() {
		return web.Redirect(w, r, v.at("/done"))
	}
	filling, acted := v.filling(r.PostForm)
	v.signing, v.input = v.signingOf(r), r.PostForm
	if v.Desk, err = p.Fill(r.Context(), v.ID, filling); err != nil {
		return err
	}
	switch do := r.PostFormValue("do"); {
	case acted || form.Searched(r.PostForm):
		v.Work.Values = v.Work.Values.With(filling.Values) // with the rows that are still blank
		return web.Render(w, r, http.StatusOK, takePage(v))
	case do == "papers":
		return web.Redirect(w, r, v.at("/papers"))
	case do == "form":
		return web.Redirect(w, r, v.at("/form"))
	case do == "refuse":
		return web.Redirect(w, r, v.at("/refuse"))
	case do == "cosign":
		return web.Redirect(w, r, v.at("/cosign"))
	case do == "phone":
		if err := p.AskToSign(r.Context(), v.ID); err != nil {
			return err
		}
		return web.Redirect(w, r, v.at("/take?sign=phone")) // not only to a place on the page, which would not load it
	case do == string(Accept), do == string(Mend), do == string(Keep):
		return p.decide(w, r, v, Taking{Decision: Decision(do), Signing: v.signing})
	}
	return web.Redirect(w, r, v.at("/take"))
}

// decide takes in, or shows what keeps the clerk from it.
func (p pages) decide(w http.ResponseWriter, r *http.Request, v deskView, t Taking) error {
	_, err := p.Take(keyed(r), v.ID, t)
	switch kind := fault.KindOf(err); {
	case err == nil:
		return web.Redirect(w, r, v.at("/done"))
	case kind == fault.Invalid || kind == fault.Conflict:
		v.errs = ui.ErrorsOf(r.Context(), err)
		v.faults = v.Work.Faults
		if t.Decision == Refuse {
			return web.Render(w, r, http.StatusUnprocessableEntity, refusePage(v))
		}
		return web.Render(w, r, http.StatusUnprocessableEntity, takePage(v))
	}
	return err
}

// The names of what the page asks besides the item's own form.
const (
	namePaper    = "counter.paper"
	nameLater    = "counter.later"
	nameOriginal = "counter.original"
	nameConsent  = "consent"
)

// filling reads what was put down, and whether a button of the form changed its rows.
func (v deskView) filling(posted url.Values) (in Filling, acted bool) {
	in = Filling{Papers: posted[namePaper], Later: posted[nameLater], Originals: posted[nameOriginal], Values: form.Values{}}
	if posted.Get("all") != "" {
		for _, m := range v.Work.Plan.Materials {
			if m.Necessity == catalogue.Required && !slices.Contains(in.Later, m.Code) {
				in.Papers = append(in.Papers, m.Code)
			}
		}
	}
	for _, topic := range v.Work.Form.Pages(v.Work.Values, v.Work.Answers) {
		values, _, did := v.Work.Form.Act(posted, topic)
		if !did {
			values = v.Work.Form.Decode(posted, topic)
		}
		acted = acted || did
		for key, value := range values {
			in.Values[key] = value
		}
	}
	return in, acted
}

// signingOf reads how the applicant stands by the application.
func (v deskView) signingOf(r *http.Request) application.Signing {
	s := application.Signing{
		Consent: true, // whoever signs has read the notice above the line
		Method:  application.Method(r.PostFormValue("signature.method")),
		Picture: r.PostFormValue("signature.drawn"), Device: r.UserAgent(), Pledged: application.PledgedOf(r),
	}
	if v.Desk.Signing != nil && !v.Desk.Signing.SignedAt.IsZero() && s.Method != application.Paper && s.Picture == "" {
		s.Method, s.Picture = application.Drawn, v.Desk.Signing.Picture
	}
	return s
}

func (p pages) refusing(w http.ResponseWriter, r *http.Request) error {
	v, err := p.deskOf(r)
	if err != nil {
		return err
	}
	if v.finished() {
		return web.Redirect(w, r, v.at("/done"))
	}
	v.reason = v.missingText(r.Context())
	v.redirect = v.Work.Item.Department.Name
	return web.Render(w, r, http.StatusOK, refusePage(v))
}

// missingText lists what is missing as the reason of a refusal: real estate is refused on
// the spot with everything that it lacks.
func (v deskView) missingText(ctx context.Context) string {
	if v.Work.Item.Regime.Kind != realEstate {
		return ""
	}
	text := ""
	for _, g := range gapsOf(v.Work, func(key string, args ...any) string { return message.Official(ctx, key, args...) }) {
		text += g.Label + "：" + g.Problem + "\n"
	}
	return text
}

// refuse takes the application in and refuses it in writing.
func (p pages) refuse(w http.ResponseWriter, r *http.Request) error {
	v, err := p.deskOf(r)
	if err != nil {
		return err
	}
	v.reason, v.ground, v.redirect = r.PostFormValue("reason"), r.PostFormValue("legalGround"), r.PostFormValue("redirect")
	v.signing = application.Signing{Consent: true, Method: application.Paper, Device: r.UserAgent()}
	return p.decide(w, r, v, Taking{Decision: Refuse, Signing: v.signing, Reason: v.reason, LegalGround: v.ground, Redirect: v.redirect})
}

// form is the application on paper.
func (p pages) form(w http.ResponseWriter, r *http.Request) error {
	v, err := p.deskOf(r)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, formPage(v))
}

func (p pages) papers(w http.ResponseWriter, r *http.Request) error {
	v, err := p.deskOf(r)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, papersPage(v))
}

// scan takes in what the clerk scanned or photographed.
func (p pages) scan(w http.ResponseWriter, r *http.Request) error {
	v, err := p.deskOf(r)
	if err != nil {
		return err
	}
	hr := r.WithContext(p.helping(r.Context(), v.Visit, v.Person))
	faults, err := p.Applications.TakeFiles(hr, v.Work)
	if err != nil {
		return err
	}
	if err := p.Scanned(r.Context(), v.ID); err != nil {
		return err
	}
	if len(faults) == 0 {
		return web.Redirect(w, r, v.at("/take"))
	}
	if v, err = p.deskOf(r); err != nil {
		return err
	}
	v.errs = ui.ErrorsOf(r.Context(), fault.InvalidFields(faults))
	return web.Render(w, r, http.StatusUnprocessableEntity, papersPage(v))
}

// preview shows the clerk what others will see of a scan.
func (p pages) preview(w http.ResponseWriter, r *http.Request) error {
	v, err := p.deskOf(r)
	if err != nil {
		return err
	}
	return p.Applications.ServePreview(w, r, v.Work)
}

func (p pages) askToSign(w http.ResponseWriter, r *http.Request) error {
	if err := p.AskToSign(r.Context(), keyOf(r, "visit")); err != nil {
		return err
	}
	return web.Redirect(w, r, "/window/visits/"+r.PathValue("visit")+"/take?sign=phone")
}

// doneView is what came of a visit.
type doneView struct {
	*Visit
	person Person
	file   *casework.File
	keys   bool
}

// done shows the case that was made, with its papers to print.
func (p pages) done(w http.ResponseWriter, r *http.Request) error {
	visit, person, err := p.Visit(r.Context(), keyOf(r, "visit"))
	if err != nil {
		return err
	}
	if page, err := p.Applications.Became(r.Context(), visit.Application); page != "" || err != nil {
		if err != nil {
			return err
		}
		return web.Redirect(w, r, page)
	}
	no, err := p.Cases.NumberOf(r.Context(), visit.Application)
	if err != nil {
		return web.Redirect(w, r, visit.at("/take"))
	}
	f, err := p.Cases.File(r.Context(), no)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, donePage(doneView{visit, person, f, keysOn(r)}))
}

// lastPaper is the paper that a visit ends with.
func (v doneView) lastPaper() casework.Notice {
	return slices.MaxFunc(v.file.Notices, func(a, b casework.Notice) int { return a.At.Compare(b.At) })
}
