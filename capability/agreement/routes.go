package agreement

import "tongban/kernel/web"

// maxDocument is the most a form with an uploaded document may hold.
const maxDocument = 20 << 20

func (p pages) routes() []web.Route {
	return []web.Route{
		{Pattern: "GET /agreements/{id}", Need: web.Citizen, Handler: p.show},
		{Pattern: "GET /agreements/{id}/file", Need: web.Citizen, Handler: p.file},
		{Pattern: "GET /agreements/{id}/document", Need: web.Citizen, Handler: p.document},
		{Pattern: "POST /agreements/{id}/sign", Need: web.Citizen, Handler: p.sign},
		{Pattern: "POST /agreements/{id}/refuse", Need: web.Citizen, Handler: p.refuse},

		{Pattern: "GET /desk/cases/{no}/agreements", Need: web.Staff, Handler: p.desk},
		{Pattern: "POST /desk/cases/{no}/agreements", Need: web.Staff, Handler: p.drawUp},
		{Pattern: "POST /desk/cases/{no}/agreements/upload", Need: web.Staff, Files: maxDocument, Handler: p.upload},
		{Pattern: "POST /desk/cases/{no}/agreements/excuse", Need: web.Staff, Handler: p.excuse},
		{Pattern: "GET /desk/cases/{no}/agreements/{id}", Need: web.Staff, Handler: p.deskOne},
		{Pattern: "POST /desk/cases/{no}/agreements/{id}/sign", Need: web.Staff, Handler: p.signFor},
		{Pattern: "POST /desk/cases/{no}/agreements/{id}/cancel", Need: web.Staff, Handler: p.cancel},
		{Pattern: "POST /desk/cases/{no}/agreements/{id}/full", Need: web.Staff, Handler: p.full},
		{Pattern: "POST /desk/cases/{no}/agreements/{id}/file", Need: web.Staff, Handler: p.deskFile},
		{Pattern: "GET /desk/cases/{no}/agreements/{id}/document", Need: web.Staff, Handler: p.deskDocument},
	}
}
