package insight

import "tongban/kernel/web"

func (p pages) routes() []web.Route {
	return []web.Route{
		{Pattern: "GET /insight", Need: web.Staff, Handler: p.overview},
		{Pattern: "GET /insight/items", Need: web.Staff, Handler: p.items},
		{Pattern: "GET /insight/cases", Need: web.Staff, Handler: p.cases},
		{Pattern: "GET /insight/processes", Need: web.Staff, Handler: p.processes},
		{Pattern: "GET /insight/processes/{item}", Need: web.Staff, Handler: p.process},
		{Pattern: "GET /insight/processes/{item}/table", Need: web.Staff, Handler: p.table},
	}
}
