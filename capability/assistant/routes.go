package assistant

import "tongban/kernel/web"

func (s *Service) routes() []web.Route {
	p := pages{s}
	return []web.Route{
		{Pattern: "GET /search", Need: web.Anyone, Handler: p.search},
		{Pattern: "GET /themes", Need: web.Anyone, Handler: p.themes},
		{Pattern: "GET /themes/{theme}", Need: web.Anyone, Handler: p.theme},
	}
}
