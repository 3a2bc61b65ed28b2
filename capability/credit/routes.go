package credit

import "tongban/kernel/web"

func (p pages) routes() []web.Route {
	return []web.Route{
		{Pattern: "GET /me/record", Need: web.Citizen, Handler: p.mine},
		{Pattern: "GET /me/record/{id}", Need: web.Citizen, Handler: p.show},
		{Pattern: "POST /me/record/{id}/object", Need: web.Citizen, Handler: p.object},

		{Pattern: "GET /desk/cases/{no}/record", Need: web.Staff, Handler: p.ask},
		{Pattern: "POST /desk/cases/{no}/record", Need: web.Staff, Handler: p.record},
		{Pattern: "GET /desk/records", Need: web.Staff, Handler: p.office},
		{Pattern: "GET /desk/records/{id}", Need: web.Staff, Handler: p.show},
		{Pattern: "POST /desk/records/{id}/decide", Need: web.Staff, Handler: p.decide},
	}
}
