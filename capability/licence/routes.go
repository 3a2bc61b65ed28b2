package licence

import "tongban/kernel/web"

// Anybody may check licences, at a pace no person exceeds: the codes need no
// protection by it, the machine does.
const (
	checksPerMinute = 120
	checksAtOnce    = 60
)

func (s *Service) routes() []web.Route {
	open := func(pattern string, h web.Handler) web.Route {
		return web.Route{Pattern: pattern, Need: web.Anyone, Handler: web.Limited(s.limit, h)}
	}
	return []web.Route{
		open("GET /verify", s.verifyForm),
		open("POST /verify", s.verifyFile),
		open("GET /verify/{code}", s.verify),
		open("POST /verify/{code}/file", s.verifyFile),
		{Pattern: "GET /licences", Need: web.Citizen, Handler: s.mine},
		{Pattern: "GET /licences/{id}", Need: web.Citizen, Handler: s.get},
		{Pattern: "GET /licences/{id}/file", Need: web.Citizen, Handler: s.file},
		{Pattern: "GET /licences/{id}/qr.png", Need: web.Citizen, Handler: s.qr},
	}
}
