package archive

import "tongban/kernel/web"

func (p pages) routes() []web.Route {
	return []web.Route{
		{Pattern: "GET /desk/archive", Need: web.Staff, Handler: p.list},
		{Pattern: "GET /desk/archive/{no}", Need: web.Staff, Handler: p.show},
		{Pattern: "POST /desk/archive/{no}/export", Need: web.Staff, Handler: p.export},
		{Pattern: "POST /desk/archive/{no}/transfer", Need: web.Staff, Handler: p.transfer},
	}
}
