package prereview

import "tongban/kernel/web"

func (p pages) routes() []web.Route {
	return []web.Route{
		{Pattern: "POST /apply/{id}/prereview", Need: web.Citizen, Handler: p.ask},
		{Pattern: "POST /apply/{id}/prereview/cancel", Need: web.Citizen, Handler: p.cancel},

		{Pattern: "GET /desk/prereviews", Need: web.Staff, Handler: p.waiting},
		{Pattern: "GET /desk/prereviews/elsewhere", Need: web.Staff, Handler: p.elsewhere},
		{Pattern: "POST /desk/prereviews/elsewhere", Need: web.Staff, Handler: p.handOver},
		{Pattern: "GET /desk/prereviews/{id}", Need: web.Staff, Handler: p.request},
		{Pattern: "POST /desk/prereviews/{id}/claim", Need: web.Staff, Handler: p.claim},
		{Pattern: "POST /desk/prereviews/{id}/full", Need: web.Staff, Handler: p.full},
		{Pattern: "GET /desk/prereviews/{id}/files/{code}", Need: web.Staff, Handler: p.file},
		{Pattern: "POST /desk/prereviews/{id}/answer", Need: web.Staff, Handler: p.answer},
		{Pattern: "POST /desk/prereviews/{id}/settle", Need: web.Staff, Handler: p.settle},
	}
}
