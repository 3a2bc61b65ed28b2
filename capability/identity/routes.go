package identity

import "tongban/kernel/web"

func (s *Service) routes() []web.Route {
	return []web.Route{
		{Pattern: "GET /signin", Need: web.Anyone, Handler: s.signInPage},
		{Pattern: "GET /personas", Need: web.Anyone, Handler: s.personasPage},
		{Pattern: "POST /personas/{key}", Need: web.Anyone, Handler: s.takePersona},
		{Pattern: "POST /signout", Need: web.Anyone, Handler: s.leave},
		{Pattern: "GET /me/sessions", Need: web.SignedIn, Handler: s.sessionsPage},
		{Pattern: "POST /me/sessions/{id}/end", Need: web.SignedIn, Handler: s.endOwn},
	}
}
