package audit

import "tongban/kernel/web"

func (s *Service) routes() []web.Route {
	return []web.Route{
		{Pattern: "GET /log/checkpoint", Need: web.Anyone, Handler: s.getCheckpoint},
		{Pattern: "GET /log/tile/{path...}", Need: web.Anyone, Handler: s.getTile},
		{Pattern: "GET /log/proof", Need: web.Anyone, Handler: s.getProof},
	}
}
