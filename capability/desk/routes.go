package desk

import "tongban/kernel/web"

func (p pages) routes() []web.Route {
	return []web.Route{
		{Pattern: "GET /desk", Need: web.Staff, Handler: p.worklist},
		{Pattern: "POST /desk/tasks/{id}/claim", Need: web.Staff, Handler: p.claim},
		{Pattern: "GET /desk/cases", Need: web.Staff, Handler: p.deskCases},
		{Pattern: "GET /desk/cases/{no}", Need: web.Staff, Handler: p.desk},
		{Pattern: "POST /desk/cases/{no}/reveal", Need: web.Staff, Handler: p.reveal},
		{Pattern: "GET /desk/cases/{no}/{command}", Need: web.Staff, Handler: p.ask},
		{Pattern: "POST /desk/cases/{no}/{command}", Need: web.Staff, Handler: p.step},
		{Pattern: "GET /desk/cases/{no}/files/{material}", Need: web.Staff, Handler: p.preview},
		{Pattern: "GET /desk/done/{no}", Need: web.Staff, Handler: p.stepDone},
	}
}
