package bundle

import "tongban/kernel/web"

func (s *Service) routes() []web.Route {
	p := pages{s}
	return []web.Route{
		{Pattern: "GET /bundles", Need: web.Anyone, Handler: p.list},
		{Pattern: "GET /bundles/{code}", Need: web.Anyone, Handler: p.show},
	}
}
