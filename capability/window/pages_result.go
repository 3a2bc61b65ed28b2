package window

import (
	"context"
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"tongban/capability/casework"
	"tongban/capability/progress"
	"tongban/kernel/actor"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/web"
	"tongban/ui"
)

// resultsView is the page from which results are handed out.
type resultsView struct {
	query     string
	cases     []*casework.Case
	whole     *Whole           // what was asked for, if that is one matter
	wholes    map[id.ID]string // of which matter a case is a part, by its number
	chosen    []string
	receiver  string // the card of who is there
	entrusted bool
	picture   string
	errs      ui.FieldErrors
	keys      bool
}

func (p pages) results(w http.ResponseWriter, r *http.Request) error {
	return p.showResults(w, r, http.StatusOK, resultsView{query: r.FormValue("q")})
}

func (p pages) showResults(w http.ResponseWriter, r *http.Request, status int, v resultsView) (err error) {
	if v.whole, err = p.Whole(r.Context(), strings.TrimSpace(v.query)); err != nil {
		return err
	}
	if v.whole != nil {
		v.cases = v.whole.Ready
	} else if v.query != "" {
		v.cases, err = p.Fetch(r.Context(), v.query)
	} else {
		v.cases, err = p.Ready(r.Context())
	}
	if err != nil {
		return err
	}
	if v.wholes, err = p.wholesOf(r.Context(), v.cases); err != nil {
		return err
	}
	v.keys = keysOn(r)
	return web.Render(w, r, status, resultsPage(v))
}

// handOut gives the chosen results out to one receiver.
func (p pages) handOut(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return fault.New(fault.Invalid, "fault.shape")
	}
	v := resultsView{query: r.PostFormValue("q"), chosen: r.PostForm["case"], receiver: r.PostFormValue("receiver"), entrusted: r.PostFormValue("entrusted") != ""}
	receipt := Receipt{Card: CardOf(v.receiver), Entrusted: v.entrusted}
	if r.PostFormValue("signature.method") == "drawn" {
		receipt.Picture = r.PostFormValue("signature.drawn")
		v.picture = receipt.Picture
	}
	h, err := p.HandOut(keyed(r), v.chosen, receipt)
	if kind := fault.KindOf(err); err != nil && (kind == fault.Invalid || kind == fault.Conflict) {
		v.errs = ui.ErrorsOf(r.Context(), err)
		return p.showResults(w, r, http.StatusUnprocessableEntity, v)
	}
	if err != nil {
		return err
	}
	return web.Redirect(w, r, "/window/handouts/"+h.ID.String())
}

func (p pages) handout(w http.ResponseWriter, r *http.Request) error {
	h, err := p.Handout(r.Context(), keyOf(r, "handout"))
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, handoutPage(h))
}

// handoutFile sends the list as a PDF.
func (p pages) handoutFile(w http.ResponseWriter, r *http.Request) error {
	f, err := p.HandoutFile(r.Context(), keyOf(r, "handout"))
	if err != nil {
		return err
	}
	return progress.SendFile(w, f)
}

// original notes that an original was held beside its copy, or given back.
func (p pages) original(w http.ResponseWriter, r *http.Request) error {
	do := p.CheckOriginal
	if r.PostFormValue("do") == "return" {
		do = p.ReturnOriginal
	}
	no := r.PathValue("no")
	if err := do(r.Context(), no, r.PathValue("material")); err != nil {
		return err
	}
	return web.Redirect(w, r, "/desk/cases/"+no+"#originals")
}

func (p pages) toSign(w http.ResponseWriter, r *http.Request) error {
	to, err := p.ToSign(r.Context(), r.PathValue("token"))
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, signPage(to, nil))
}

func (p pages) sign(w http.ResponseWriter, r *http.Request) error {
	token := r.PathValue("token")
	err := p.Sign(r.Context(), token, r.PostFormValue("signature.drawn"))
	if fault.KindOf(err) == fault.Invalid && err != nil {
		to, missing := p.ToSign(r.Context(), token)
		if missing != nil {
			return missing
		}
		return web.Render(w, r, http.StatusUnprocessableEntity, signPage(to, ui.ErrorsOf(r.Context(), err)))
	}
	if err != nil {
		return err
	}
	return web.Redirect(w, r, "/sign/"+token)
}

// casePanel says on a case's pages who of the staff helped, and to staff whose originals
// have been seen.
func (s *Service) casePanel(ctx context.Context) (templ.Component, error) {
	shown, ok := casework.Shown(ctx)
	if !ok {
		return nil, nil
	}
	v := caseView{ShownCase: shown}
	var err error
	if v.aids, err = s.Aids(ctx, shown.Case.ApplicationID); err != nil {
		return nil, err
	}
	if v.originals, err = s.OriginalsOf(ctx, shown.Case.ApplicationID); err != nil {
		return nil, err
	}
	v.open = openOf(shown.File, v.originals)
	cosigners, err := s.Applications.CosignersOf(ctx, shown.File)
	if err != nil {
		return nil, err
	}
	v.unsigned = len(unsigned(cosigners)) > 0
	_, _, no := clerk(ctx)
	v.clerk = no == nil && actor.From(ctx).Kind == actor.Staff
	if len(v.aids)+len(v.originals) == 0 && (!shown.Desk || len(v.open) == 0 && !v.unsigned) {
		return nil, nil
	}
	return casePanel(v), nil
}

// caseView is what the window has to say of a case.
type caseView struct {
	casework.ShownCase
	aids      []Aid
	originals []Original
	open      []OpenOriginal
	unsigned  bool // somebody has still to sign their part
	clerk     bool // and may check originals
}
