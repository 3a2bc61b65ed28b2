package identity

import (
	"net/http"

	"tongban/kernel/actor"
	"tongban/kernel/id"
	"tongban/kernel/web"
)

func (s *Service) personasPage(w http.ResponseWriter, r *http.Request) error {
	list, err := s.Personas(r.Context())
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, personasBody(list, returnTo(r)))
}

func (s *Service) takePersona(w http.ResponseWriter, r *http.Request) error {
	pass, err := s.SignInAs(r.Context(), r.PathValue("key"), s.visitor(r))
	if err != nil {
		return err
	}
	s.setCookie(w, r, pass.Token)
	return web.Redirect(w, r, localPath(r.PostFormValue("return"), s.landing(pass.Actor)))
}

func (s *Service) leave(w http.ResponseWriter, r *http.Request) error {
	if err := s.SignOut(r.Context(), s.cookie(r)); err != nil {
		return err
	}
	s.clearCookie(w, r)
	return web.Redirect(w, r, "/")
}

func (s *Service) sessionsPage(w http.ResponseWriter, r *http.Request) error {
	list, err := s.Sessions(r.Context(), actor.From(r.Context()))
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, sessionsBody(list))
}

func (s *Service) endOwn(w http.ResponseWriter, r *http.Request) error {
	key, err := id.Parse(r.PathValue("id"))
	if err != nil {
		return errUnknown
	}
	if err := s.End(r.Context(), actor.From(r.Context()), key); err != nil {
		return err
	}
	return web.Redirect(w, r, "/me/sessions")
}

// landing returns where a goes who did not come from a page.
func (s *Service) landing(a actor.Actor) string {
	if s.cfg.Landing == nil {
		return "/"
	}
	return s.cfg.Landing(a)
}

// returnTo returns the page of ours a reader came from, "" if there is none.
func returnTo(r *http.Request) string { return localPath(r.URL.Query().Get("return"), "") }
