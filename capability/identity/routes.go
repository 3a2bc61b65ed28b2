package identity

import "tongban/kernel/web"

// attempts bounds how often one address may try to sign in, for a hall full of
// people behind it. There is no secret to guess in a persona; the bound keeps a
// program from filling the table of sessions. Pages and API count together.
func attempts() *web.Limiter { return web.NewLimiter(600, 600) }

func (s *Service) routes(attempts *web.Limiter) []web.Route {
	return []web.Route{
		{Pattern: "GET /signin", Need: web.Anyone, Handler: s.signInPage},
		{Pattern: "GET /personas", Need: web.Anyone, Handler: s.personasPage},
		{Pattern: "POST /personas/{key}", Need: web.Anyone, Handler: web.Limited(attempts, s.takePersona)},
		{Pattern: "POST /signout", Need: web.Anyone, Handler: s.leave},
		{Pattern: "GET /me/sessions", Need: web.SignedIn, Handler: s.sessionsPage},
		{Pattern: "POST /me/sessions/{id}/end", Need: web.SignedIn, Handler: s.endOwn},
	}
}
