package place

import "tongban/kernel/web"

func (s *Service) routes() []web.Route {
	p := pages{s}
	return []web.Route{
		{Pattern: "GET /halls", Need: web.Anyone, Handler: p.outlets},
		{Pattern: "GET /halls/{id}", Need: web.Anyone, Handler: p.outlet},
	}
}
