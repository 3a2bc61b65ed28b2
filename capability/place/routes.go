package place

import "tongban/kernel/web"

func (s *Service) routes() []web.Route {
	return []web.Route{
		{Pattern: "GET /halls", Need: web.Anyone, Handler: s.hallsPage},
	}
}
