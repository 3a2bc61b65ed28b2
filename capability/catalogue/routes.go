package catalogue

import "tongban/kernel/web"

func (s *Service) routes() []web.Route {
	p := pages{s}
	return []web.Route{
		{Pattern: "GET /items/{code}", Need: web.Anyone, Handler: p.item},
	}
}
