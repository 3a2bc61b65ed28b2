package deferral

import "tongban/kernel/web"

func (p pages) routes() []web.Route {
	return []web.Route{
		{Pattern: "GET /cases/{no}/deferral", Need: web.Citizen, Handler: p.show},
		{Pattern: "POST /cases/{no}/deferral", Need: web.Citizen, Files: maxUpload, Handler: p.bringing},

		{Pattern: "GET /desk/deferrals", Need: web.Staff, Handler: p.list},
		{Pattern: "GET /desk/deferrals/{id}", Need: web.Staff, Handler: p.open},
		{Pattern: "POST /desk/deferrals/{id}/{event}", Need: web.Staff, Handler: p.step},
	}
}
