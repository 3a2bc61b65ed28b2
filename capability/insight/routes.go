package insight

import "tongban/kernel/web"

func (p pages) routes() []web.Route {
	return []web.Route{
		{Pattern: "GET /insight", Need: web.Staff, Handler: p.overview},
		{Pattern: "GET /insight/items", Need: web.Staff, Handler: p.items},
		{Pattern: "GET /insight/cases", Need: web.Staff, Handler: p.cases},
	}
}
