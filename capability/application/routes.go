package application

import "tongban/kernel/web"

func (p pages) routes() []web.Route {
	return []web.Route{
		{Pattern: "GET /apply/new", Need: web.Citizen, Handler: p.guide},
		{Pattern: "POST /apply", Need: web.Citizen, Handler: p.begin},
		{Pattern: "GET /apply/{id}/guide", Need: web.Citizen, Handler: leading(p.questions)},
		{Pattern: "POST /apply/{id}/guide", Need: web.Citizen, Handler: leading(p.answer)},
		{Pattern: "POST /apply/{id}/ordinary", Need: web.Citizen, Handler: leading(p.ordinary)},
		{Pattern: "POST /apply/{id}/left", Need: web.Citizen, Handler: leading(p.leave)},
		{Pattern: "POST /apply/{id}/invitations", Need: web.Citizen, Handler: leading(p.invite)},
		{Pattern: "POST /apply/{id}/invitations/{invitation}/revoke", Need: web.Citizen, Handler: leading(p.revoke)},
		{Pattern: "GET /cofill/{token}", Need: web.Citizen, Handler: p.part},
		{Pattern: "POST /cofill/{token}", Need: web.Citizen, Handler: p.takeOn},
		{Pattern: "GET /cofill/{token}/{step}", Need: web.Citizen, Handler: p.partTopic},
		{Pattern: "POST /cofill/{token}/{step}", Need: web.Citizen, Handler: p.savePart},
		{Pattern: "POST /cofill/{token}/done", Need: web.Citizen, Handler: p.finishPart},
		{Pattern: "GET /apply/{id}", Need: web.Citizen, Handler: leading(p.tasks)},
		{Pattern: "GET /apply/{id}/{step}", Need: web.Citizen, Handler: leading(p.topic)},
		{Pattern: "POST /apply/{id}/{step}", Need: web.Citizen, Handler: leading(p.save)},
		{Pattern: "GET /apply/{id}/materials", Need: web.Citizen, Handler: leading(p.materials)},
		{Pattern: "POST /apply/{id}/materials", Need: web.Citizen, Files: maxUpload, Handler: leading(p.attach)},
		{Pattern: "POST /apply/{id}/materials/{code}/remove", Need: web.Citizen, Handler: leading(p.detach)},
		{Pattern: "GET /apply/{id}/files/{code}", Need: web.Citizen, Handler: leading(p.ownFile)},
		{Pattern: "GET /apply/{id}/files/{code}/preview", Need: web.Citizen, Handler: leading(p.ownPreview)},
		{Pattern: "GET /apply/{id}/check", Need: web.Citizen, Handler: leading(p.check)},
		{Pattern: "GET /apply/{id}/receipt", Need: web.Citizen, Handler: leading(p.receipt)},
		{Pattern: "POST /apply/{id}/submit", Need: web.Citizen, Handler: leading(p.submit)},
		{Pattern: "GET /apply/{id}/discard", Need: web.Citizen, Handler: leading(p.discarding)},
		{Pattern: "POST /apply/{id}/discard", Need: web.Citizen, Handler: leading(p.discard)},
		{Pattern: "GET /items/{code}/walkthrough", Need: web.Anyone, Handler: p.walkthrough},
		{Pattern: "GET /items/{code}/walkthrough/{step}", Need: web.Anyone, Handler: p.step},
		{Pattern: "POST /items/{code}/walkthrough/{step}", Need: web.Anyone, Handler: web.Limited(trials(), p.try)},
		{Pattern: "GET /cases/{no}/correction", Need: web.Citizen, Handler: p.correction},
		{Pattern: "POST /cases/{no}/correction", Need: web.Citizen, Handler: p.correct},
	}
}
