package notice

import "tongban/kernel/web"

// Anybody may check papers, at a pace no person exceeds: the codes need no protection by
// it, the machine does.
const (
	checksPerMinute = 120
	checksAtOnce    = 60
)

// checks bounds the checks of one address, on pages and API together.
func checks() *web.Limiter { return web.NewLimiter(checksPerMinute, checksAtOnce) }

func (s *Service) routes(checks *web.Limiter) []web.Route {
	p := pages{s}
	open := func(pattern string, h web.Handler) web.Route {
		return web.Route{Pattern: pattern, Need: web.Anyone, Handler: web.Limited(checks, h)}
	}
	file := func(r web.Route) web.Route { r.Files = checked.Limit(); return r }
	return []web.Route{
		open("GET /notices", p.verifyForm),
		file(open("POST /notices", p.verifyFile)),
		open("GET /notices/{code}", p.verify),
		file(open("POST /notices/{code}/file", p.verifyFile)),

		{Pattern: "GET /admin/notices", Need: web.Staff, Handler: p.templates},
		{Pattern: "GET /admin/notices/{department}/{name}", Need: web.Staff, Handler: p.template},
		{Pattern: "GET /admin/notices/{department}/{name}/edit", Need: web.Staff, Handler: p.edit},
		{Pattern: "POST /admin/notices/{department}/{name}", Need: web.Staff, Handler: p.write},
		{Pattern: "GET /admin/notices/{department}/{name}/{event}", Need: web.Staff, Handler: p.ask},
		{Pattern: "POST /admin/notices/{department}/{name}/{event}", Need: web.Staff, Handler: p.move},
	}
}
