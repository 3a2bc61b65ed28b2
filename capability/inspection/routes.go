package inspection

import "tongban/kernel/web"

func (p pages) routes() []web.Route {
	return []web.Route{
		{Pattern: "GET /desk/cases/{no}/inspection", Need: web.Staff, Handler: p.show},
		{Pattern: "POST /desk/cases/{no}/inspection", Need: web.Staff, Handler: p.order},
		{Pattern: "GET /desk/cases/{no}/inspection/{visit}", Need: web.Staff, Handler: p.recording},
		{Pattern: "POST /desk/cases/{no}/inspection/{visit}", Need: web.Staff, Handler: p.write},
		{Pattern: "POST /desk/cases/{no}/inspection/{visit}/sign", Need: web.Staff, Handler: p.sign},
		{Pattern: "POST /desk/cases/{no}/inspection/{visit}/witness", Need: web.Staff, Handler: p.witness},
		{Pattern: "GET /desk/cases/{no}/inspection/{visit}/signature", Need: web.Staff, Handler: p.signature},
		{Pattern: "GET /desk/cases/{no}/inspection/{visit}/record.pdf", Need: web.Staff, Handler: p.paper},
		{Pattern: "POST /desk/cases/{no}/inspection/{visit}/cancel", Need: web.Staff, Handler: p.cancel},
		{Pattern: "POST /desk/cases/{no}/inspection/{visit}/photos", Need: web.Staff, Files: maxPhoto, Handler: p.attach},
		{Pattern: "GET /desk/cases/{no}/inspection/{visit}/photos/{photo}", Need: web.Staff, Handler: p.photo},

		{Pattern: "GET /admin/checklists", Need: web.Staff, Handler: p.checklists},
		{Pattern: "GET /admin/checklists/{department}", Need: web.Staff, Handler: p.checklist},
		{Pattern: "POST /admin/checklists/{department}", Need: web.Staff, Handler: p.keep},
	}
}
