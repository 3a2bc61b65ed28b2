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
		{Pattern: "GET /licences", Need: web.Citizen, Handler: s.mine},
		{Pattern: "GET /licences/{id}", Need: web.Citizen, Handler: s.get},
		{Pattern: "GET /licences/{id}/file", Need: web.Citizen, Handler: s.file},
		{Pattern: "GET /licences/{id}/qr.png", Need: web.Citizen, Handler: s.qr},
	}
}

// codeOf is the code that a request checks.
func codeOf(r *http.Request) string { return r.PathValue("code") }
