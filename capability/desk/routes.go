package desk

import "tongban/kernel/web"

func (p pages) routes() []web.Route {
	return []web.Route{
		{Pattern: "GET /desk", Need: web.Staff, Handler: p.worklist},
		{Pattern: "POST /desk/tasks/{id}/claim", Need: web.Staff, Handler: p.claim},
		{Pattern: "POST /desk/tasks/{id}/release", Need: web.Staff, Handler: p.release},
		{Pattern: "GET /desk/tasks/{id}/send-back", Need: web.Staff, Handler: p.askSendBack},
		{Pattern: "POST /desk/tasks/{id}/send-back", Need: web.Staff, Handler: p.sendBack},
		{Pattern: "GET /desk/tasks/{id}/add-signer", Need: web.Staff, Handler: p.askSigner},
		{Pattern: "POST /desk/tasks/{id}/add-signer", Need: web.Staff, Handler: p.addSigner},
		{Pattern: "GET /desk/tasks/{id}/entrust", Need: web.Staff, Handler: p.askEntrust},
		{Pattern: "POST /desk/tasks/{id}/entrust", Need: web.Staff, Handler: p.entrust},
		{Pattern: "POST /desk/tasks/{id}/remove-signer", Need: web.Staff, Handler: p.removeSigner},
		{Pattern: "POST /desk/tasks/{id}/take-back", Need: web.Staff, Handler: p.takeBack},
		{Pattern: "POST /desk/tasks/{id}/urge", Need: web.Staff, Handler: p.urge},
		{Pattern: "GET /desk/incidents", Need: web.Staff, Handler: p.incidents},
		{Pattern: "GET /desk/phrases", Need: web.Staff, Handler: p.phraseList},
		{Pattern: "POST /desk/phrases", Need: web.Staff, Handler: p.keepPhrase},
		{Pattern: "POST /desk/phrases/{id}", Need: web.Staff, Handler: p.keepPhrase},

		{Pattern: "GET /desk/absence", Need: web.Staff, Handler: p.absence},
		{Pattern: "POST /desk/absence", Need: web.Staff, Handler: p.setAbsence},
		{Pattern: "GET /desk/handover", Need: web.Staff, Handler: p.askHandOverAll},
		{Pattern: "POST /desk/handover", Need: web.Staff, Handler: p.handOverAll},
		{Pattern: "GET /desk/handover/done", Need: web.Staff, Handler: p.handedAll},
		{Pattern: "GET /desk/keys", Need: web.Staff, Handler: p.keys},
		{Pattern: "POST /desk/keys", Need: web.Staff, Handler: p.setKeys},

		{Pattern: "GET /desk/cases", Need: web.Staff, Handler: p.deskCases},
		{Pattern: "GET /desk/cases/{no}", Need: web.Staff, Handler: p.desk},
		{Pattern: "GET /desk/cases/{no}/earlier", Need: web.Staff, Handler: p.earlier},
		{Pattern: "GET /desk/cases/{no}/branches", Need: web.Staff, Handler: p.branches},
		{Pattern: "GET /desk/cases/{no}/handover", Need: web.Staff, Handler: p.askHandOver},
		{Pattern: "POST /desk/cases/{no}/handover", Need: web.Staff, Handler: p.handOver},
		{Pattern: "POST /desk/cases/{no}/reveal", Need: web.Staff, Handler: p.reveal},
		{Pattern: "GET /desk/cases/{no}/files/{material}", Need: web.Staff, Handler: p.preview},
		{Pattern: "POST /desk/cases/{no}/files/{material}/marks", Need: web.Staff, Handler: p.mark},
		{Pattern: "POST /desk/cases/{no}/marks/{mark}/remove", Need: web.Staff, Handler: p.unmark},
		{Pattern: "GET /desk/cases/{no}/{command}", Need: web.Staff, Handler: p.ask},
		{Pattern: "POST /desk/cases/{no}/{command}", Need: web.Staff, Handler: p.step},
		{Pattern: "GET /desk/done/{no}", Need: web.Staff, Handler: p.stepDone},
	}
}
