package application

import (
	"net/http"

	"tongban/kernel/fault"
	"tongban/kernel/web"
	"tongban/ui"
)

// check shows everything once more before it is handed in.
func (p pages) check(w http.ResponseWriter, r *http.Request) error {
	work, err := p.work(r)
	if err != nil {
		return err
	}
	if err := work.mayChange(); err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, checkPage(work, nil))
}

// submit hands the application in.
func (p pages) submit(w http.ResponseWriter, r *http.Request) error {
	applicationID, err := applicationID(r)
	if err != nil {
		return err
	}
	if err := p.seen(r); err != nil {
		return p.checkAgain(w, r, http.StatusConflict, err)
	}
	f, err := p.Submit(keyed(r), applicationID)
	switch fault.KindOf(err) {
	case fault.Invalid:
		return p.checkAgain(w, r, http.StatusUnprocessableEntity, err)
	case fault.Conflict:
		return p.checkAgain(w, r, http.StatusConflict, err)
	}
	if err != nil {
		return err
	}
	return web.Redirect(w, r, "/apply/"+f.Case.ApplicationID.String()+"/done")
}

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

// checkAgain shows the check page with what keeps the application from being handed
// in; one that was handed in by an earlier click is done.
func (p pages) checkAgain(w http.ResponseWriter, r *http.Request, status int, why error) error {
	work, err := p.work(r)
	if err != nil {
		return err
	}
	if work.Case != nil {
		return web.Redirect(w, r, "/apply/"+work.ID.String()+"/done")
	}
	return web.Render(w, r, status, checkPage(work, ui.ErrorsOf(r.Context(), why)))
}
