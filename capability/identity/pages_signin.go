package identity

import (
	"context"
	"net/http"

	"tongban/kernel/fault"
	"tongban/kernel/web"
	"tongban/ui"
)

// signInView is what the page of signing in shows.
type signInView struct {
	Demo     bool
	Personas []Persona
	Return   string
	Mobile   string
	Sent     bool
	Errors   ui.FieldErrors
}

// signInPage asks for the mobile and the code; the demo also offers its personas.
func (s *Service) signInPage(w http.ResponseWriter, r *http.Request) error {
	return s.showSignIn(w, r, signInView{Return: returnTo(r)}, nil)
}

// sendSignIn sends a code and shows the page again, with the mobile in place.
func (s *Service) sendSignIn(w http.ResponseWriter, r *http.Request) error {
	v := signInView{Return: localPath(r.PostFormValue("return"), ""), Mobile: r.PostFormValue("mobile")}
	err := s.SendCode(r.Context(), v.Mobile, ForSignIn)
	v.Sent = err == nil
	return s.showSignIn(w, r, v, err)
}

// enter signs in by a code.
func (s *Service) enter(w http.ResponseWriter, r *http.Request) error {
	back := localPath(r.PostFormValue("return"), "")
	pass, err := s.SignInByCode(r.Context(), r.PostFormValue("mobile"), r.PostFormValue("code"), s.visitor(r))
	if err != nil {
		return s.showSignIn(w, r, signInView{Return: back, Mobile: r.PostFormValue("mobile")}, err)
	}
	s.setCookie(w, r, pass.Token)
	return web.Redirect(w, r, localPath(back, s.landing(pass.Actor)))
}

// showSignIn shows the page, with what went wrong. Without a gateway and outside the
// demo there is no way to sign in.
func (s *Service) showSignIn(w http.ResponseWriter, r *http.Request, v signInView, failed error) error {
	var err error
	if v.Demo = s.cfg.Demo; v.Demo {
		if v.Personas, err = s.Personas(r.Context()); err != nil {
			return err
		}
	}
	if !v.Demo && !s.ports.Texter.Ready() {
		return web.Render(w, r, http.StatusServiceUnavailable, noSignIn())
	}
	status, errs, err := mistakes(r.Context(), failed)
	if err != nil {
		return err
	}
	v.Errors = errs
	web.SayWhen(w.Header(), failed)
	return web.Render(w, r, status, signInBody(v))
}

// mistakes returns the status of a form that comes back, and what is said above it. An
// error the reader can do nothing about is returned.
func mistakes(ctx context.Context, failed error) (int, ui.FieldErrors, error) {
	if failed == nil {
		return http.StatusOK, nil, nil
	}
	switch fault.KindOf(failed) {
	case fault.Invalid, fault.TooMany, fault.Conflict, fault.Unavailable:
		return web.StatusOf(failed), ui.ErrorsOf(ctx, failed), nil
	}
	return 0, nil, failed
}
