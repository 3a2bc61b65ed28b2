package shadow

import "tongban/kernel/web"

func (p pages) routes() []web.Route {
	return []web.Route{
		{Pattern: "GET /admin/rulebooks/{item}/shadow", Need: web.Staff, Handler: p.list},
		{Pattern: "POST /admin/rulebooks/{item}/shadow", Need: web.Staff, Handler: p.start},
		{Pattern: "GET /admin/rulebooks/{item}/shadow/{run}", Need: web.Staff, Handler: p.show},
	}
}
