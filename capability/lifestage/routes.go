package lifestage

import "tongban/kernel/web"

func (p pages) routes() []web.Route {
	return []web.Route{
		{Pattern: "GET /life", Handler: p.life},
		{Pattern: "GET /life/{kind}", Handler: p.stages},
		{Pattern: "GET /life/{kind}/{stage}", Handler: p.stage},
		{Pattern: "GET /stages", Handler: p.formerly},
		{Pattern: "GET /stages/{stage}", Handler: p.formerly},
		{Pattern: "GET /me/suggestions", Need: web.Citizen, Handler: p.mine},
		{Pattern: "POST /me/suggestions", Need: web.Citizen, Handler: p.turn},
		{Pattern: "POST /me/suggestions/restore", Need: web.Citizen, Handler: p.restore},
		{Pattern: "POST /suggestions/{id}/dismiss", Need: web.Citizen, Handler: p.dismiss},
	}
}
