package licence

import (
	"net/http"

	"tongban/kernel/web"
)

// Anybody may check licences, at a pace no person exceeds: the codes need no
// protection by it, the machine does.
const (
	checksPerMinute = 120
	checksAtOnce    = 60
)

// checks bounds the checks of one address and of one code, on pages and API together.
func checks() *web.Limiter { return web.NewLimiter(checksPerMinute, checksAtOnce) }

func (s *Service) routes(checks *web.Limiter) []web.Route {
	open := func(pattern string, h web.Handler) web.Route {
		return web.Route{Pattern: pattern, Need: web.Anyone, Handler: web.Limited(checks, h)}
	}
	file := func(r web.Route) web.Route { r.Files = checked.Limit(); return r }
	return []web.Route{
		open("GET /verify", s.verifyForm),
		file(open("POST /verify", s.verifyFile)),
		open("GET /verify/{code}", web.LimitedBy(checks, codeOf, s.verify)),
		file(open("POST /verify/{code}/file", s.verifyFile)),
		open("GET /show/{token}", s.shown),

		{Pattern: "GET /desk/licences", Need: web.Staff, Handler: s.search},
		{Pattern: "GET /desk/licences/{id}", Need: web.Staff, Handler: s.entry},
		{Pattern: "POST /desk/licences/{id}/full", Need: web.Staff, Handler: s.reveal},
		{Pattern: "GET /desk/licences/{id}/{event}", Need: web.Staff, Handler: s.ask},
		{Pattern: "POST /desk/licences/{id}/{event}", Need: web.Staff, Handler: s.act},
		{Pattern: "POST /desk/licences/{id}/proposals/{proposal}", Need: web.Staff, Handler: s.settle},

		{Pattern: "GET /admin/licence-types", Need: web.Staff, Handler: s.types},
		{Pattern: "GET /admin/licence-types/{code}/sample.pdf", Need: web.Staff, Handler: s.sample},
	}
}

// codeOf is the code that a request checks.
func codeOf(r *http.Request) string { return r.PathValue("code") }
