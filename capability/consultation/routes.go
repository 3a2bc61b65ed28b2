package consultation

import "tongban/kernel/web"

func (p pages) routes() []web.Route {
	return []web.Route{
		{Pattern: "GET /desk/consultations", Need: web.Staff, Handler: p.list},
		{Pattern: "GET /desk/consultations/{id}", Need: web.Staff, Handler: p.show},
		{Pattern: "POST /desk/consultations/{id}/{event}", Need: web.Staff, Handler: p.step},
		{Pattern: "GET /desk/cases/{no}/consult", Need: web.Staff, Handler: p.asking},
		{Pattern: "POST /desk/cases/{no}/consult", Need: web.Staff, Handler: p.ask},
	}
}
