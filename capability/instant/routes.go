package instant

import "tongban/kernel/web"

func (p pages) routes() []web.Route {
	return []web.Route{
		{Pattern: "GET /cases/{no}/decision", Need: web.Citizen, Handler: p.mine},
		{Pattern: "POST /cases/{no}/decision/review", Need: web.Citizen, Handler: p.ask},

		{Pattern: "GET /desk/cases/{no}/decision", Need: web.Staff, Handler: p.ofCase},
		{Pattern: "GET /desk/decisions", Need: web.Staff, Handler: p.reviews},
		{Pattern: "GET /desk/decisions/{id}", Need: web.Staff, Handler: p.review},
		{Pattern: "POST /desk/decisions/{id}", Need: web.Staff, Handler: p.answer},

		{Pattern: "GET /admin/instant", Need: web.Staff, Handler: p.items},
		{Pattern: "GET /admin/instant/{item}", Need: web.Staff, Handler: p.item},
		{Pattern: "POST /admin/instant/{item}", Need: web.Staff, Handler: p.switchItem},
	}
}
