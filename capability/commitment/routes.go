package commitment

import "tongban/kernel/web"

func (p pages) routes() []web.Route {
	return []web.Route{
		{Pattern: "GET /desk/after-checks", Need: web.Staff, Handler: p.list},
		{Pattern: "GET /desk/after-checks/{id}", Need: web.Staff, Handler: p.show},
		{Pattern: "GET /desk/after-checks/{id}/papers/{paper}", Need: web.Staff, Handler: p.deskPaper},
		{Pattern: "GET /desk/after-checks/{id}/{event}", Need: web.Staff, Handler: p.form},
		{Pattern: "POST /desk/after-checks/{id}/{event}", Need: web.Staff, Handler: p.step},
		{Pattern: "GET /cases/{no}/commitment", Need: web.Citizen, Handler: p.mine},
		{Pattern: "POST /cases/{no}/commitment/answer", Need: web.Citizen, Handler: p.answer},
		{Pattern: "GET /cases/{no}/commitment/papers/{paper}", Need: web.Citizen, Handler: p.minePaper},
	}
}
