package casework

import "tongban/kernel/web"

// lookups bounds how often one address may ask for a case by its query code, for a
// hall full of people behind it; the lock of a case bounds guessing. Pages and API
// count together.
func lookups() *web.Limiter { return web.NewLimiter(120, 60) }

func (p pages) routes(lookups *web.Limiter) []web.Route {
	return []web.Route{
		{Pattern: "GET /apply/new", Need: web.Citizen, Handler: p.guide},
		{Pattern: "POST /apply", Need: web.Citizen, Handler: p.begin},
		{Pattern: "GET /apply/{id}", Need: web.Citizen, Handler: p.tasks},
		{Pattern: "GET /apply/{id}/{step}", Need: web.Citizen, Handler: p.topic},
		{Pattern: "POST /apply/{id}/{step}", Need: web.Citizen, Handler: p.save},
		{Pattern: "GET /apply/{id}/materials", Need: web.Citizen, Handler: p.materials},
		{Pattern: "POST /apply/{id}/materials", Need: web.Citizen, Files: maxUpload, Handler: p.attach},
		{Pattern: "POST /apply/{id}/materials/{code}/remove", Need: web.Citizen, Handler: p.detach},
		{Pattern: "GET /apply/{id}/files/{code}", Need: web.Citizen, Handler: p.ownFile},
		{Pattern: "GET /apply/{id}/check", Need: web.Citizen, Handler: p.check},
		{Pattern: "POST /apply/{id}/submit", Need: web.Citizen, Handler: p.submit},
		{Pattern: "GET /apply/{id}/discard", Need: web.Citizen, Handler: p.discarding},
		{Pattern: "POST /apply/{id}/discard", Need: web.Citizen, Handler: p.discard},
		{Pattern: "GET /apply/{id}/done", Need: web.Citizen, Handler: p.done},

		{Pattern: "GET /cases", Need: web.Citizen, Handler: p.mine},
		{Pattern: "GET /cases/{no}", Need: web.Citizen, Handler: p.show},
		{Pattern: "GET /cases/{no}/correction", Need: web.Citizen, Handler: p.correction},
		{Pattern: "POST /cases/{no}/correction", Need: web.Citizen, Handler: p.correct},
		{Pattern: "GET /cases/{no}/withdraw", Need: web.Citizen, Handler: p.withdrawal},
		{Pattern: "POST /cases/{no}/withdraw", Need: web.Citizen, Handler: p.withdraw},
		{Pattern: "GET /cases/{no}/notices/{notice}", Need: web.SignedIn, Handler: p.notice},
		{Pattern: "POST /cases/{no}/notices/{notice}", Need: web.Staff, Handler: p.fullNotice},
		{Pattern: "GET /track", Need: web.Anyone, Handler: p.track},
		{Pattern: "POST /track", Need: web.Anyone, Handler: web.Limited(lookups, p.track)},

		{Pattern: "GET /desk", Need: web.Staff, Handler: p.worklist},
		{Pattern: "POST /desk/tasks/{id}/claim", Need: web.Staff, Handler: p.claim},
		{Pattern: "GET /desk/cases", Need: web.Staff, Handler: p.deskCases},
		{Pattern: "GET /desk/cases/{no}", Need: web.Staff, Handler: p.desk},
		{Pattern: "POST /desk/cases/{no}/reveal", Need: web.Staff, Handler: p.reveal},
		{Pattern: "GET /desk/cases/{no}/{command}", Need: web.Staff, Handler: p.ask},
		{Pattern: "POST /desk/cases/{no}/{command}", Need: web.Staff, Handler: p.step},
		{Pattern: "GET /desk/cases/{no}/files/{material}", Need: web.Staff, Handler: p.preview},
		{Pattern: "GET /desk/done/{no}", Need: web.Staff, Handler: p.stepDone},
	}
}
