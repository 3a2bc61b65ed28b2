package warning

import "tongban/kernel/web"

func (p pages) routes() []web.Route {
	return []web.Route{
		{Pattern: "GET /desk/warnings", Need: web.Staff, Handler: p.list},
		{Pattern: "GET /desk/warnings/{id}", Need: web.Staff, Handler: p.show},
		{Pattern: "POST /desk/warnings/{id}", Need: web.Staff, Handler: p.answer},

		{Pattern: "GET /admin/warnings", Need: web.Staff, Handler: p.kinds},
		{Pattern: "GET /admin/warnings/{kind}", Need: web.Staff, Handler: p.kind},
		{Pattern: "POST /admin/warnings/{kind}", Need: web.Staff, Handler: p.set},
		{Pattern: "GET /admin/warning-rules", Need: web.Staff, Handler: p.rules},
		{Pattern: "POST /admin/warning-rules", Need: web.Staff, Handler: p.write},
		{Pattern: "GET /admin/warning-rules/{name}", Need: web.Staff, Handler: p.rule},
		{Pattern: "POST /admin/warning-rules/{name}", Need: web.Staff, Handler: p.keep},
		{Pattern: "POST /admin/warning-rules/{name}/drop", Need: web.Staff, Handler: p.drop},
	}
}
