package publicity

import "tongban/kernel/web"

func (s *Service) routes() []web.Route {
	p := pages{s}
	return []web.Route{
		{Pattern: "GET /publicity", Need: web.Anyone, Handler: p.list},
		{Pattern: "GET /publicity/{id}", Need: web.Anyone, Handler: p.show},

		{Pattern: "GET /desk/publicity", Need: web.Staff, Handler: p.office},
		{Pattern: "GET /desk/publicity/{id}", Need: web.Staff, Handler: p.record},
		{Pattern: "GET /desk/publicity/{id}/{event}", Need: web.Staff, Handler: p.ask},
		{Pattern: "POST /desk/publicity/{id}/{event}", Need: web.Staff, Handler: p.change},
	}
}
