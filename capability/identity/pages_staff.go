package identity

import (
	"net/http"

	"tongban/kernel/actor"
	"tongban/kernel/fault"
	"tongban/kernel/web"
	"tongban/ui"
)

// staffPage asks for account and password.
func (s *Service) staffPage(w http.ResponseWriter, r *http.Request) error {
	return web.Render(w, r, http.StatusOK, staffBody("", returnTo(r), nil))
}

// enterStaff signs in by account and password. Who must change it does that first.
func (s *Service) enterStaff(w http.ResponseWriter, r *http.Request) error {
	account, back := r.PostFormValue("account"), localPath(r.PostFormValue("return"), "")
	pass, err := s.SignInByPassword(r.Context(), account, r.PostFormValue("password"), s.visitor(r))
	if kind := fault.KindOf(err); kind == fault.Unauthenticated || kind == fault.TooMany {
		web.SayWhen(w.Header(), err)
		return web.Render(w, r, web.StatusOf(err), staffBody(account, back, ui.ErrorsOf(r.Context(), err)))
	}
	if err != nil {
		return err
	}
	s.setCookie(w, r, pass.Token)
	if len(pass.Actor.Roles) == 0 {
		return web.Redirect(w, r, "/me/password")
	}
	return web.Redirect(w, r, localPath(back, s.landing(pass.Actor)))
}

// passwordPage asks for the old password and a new one.
func (s *Service) passwordPage(w http.ResponseWriter, r *http.Request) error {
	return web.Render(w, r, http.StatusOK, passwordBody(mustChange(r), nil))
}

// changePassword sets the reader's own password.
func (s *Service) changePassword(w http.ResponseWriter, r *http.Request) error {
	fresh := r.PostFormValue("password")
	var err error
	if fresh != r.PostFormValue("again") {
		err = fault.InvalidFields([]fault.Field{{Name: "again", Key: "identity.password.differs"}})
	} else {
		err = s.ChangePassword(r.Context(), actor.From(r.Context()), r.PostFormValue("old"), fresh)
	}
	status, errs, err := mistakes(r.Context(), err)
	switch {
	case err != nil:
		return err
	case errs != nil:
		return web.Render(w, r, status, passwordBody(mustChange(r), errs))
	}
	return web.Redirect(w, r, "/me/sessions?changed=1")
}

// mustChange reports whether the reader may do nothing else until then.
func mustChange(r *http.Request) bool { return len(actor.From(r.Context()).Roles) == 0 }
