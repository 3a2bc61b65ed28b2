package credit

import "tongban/kernel/web"

func (p pages) routes() []web.Route {
	return []web.Route{
		{Pattern: "GET /me/record", Need: web.Citizen, Handler: p.mine},
		{Pattern: "GET /me/record/{id}", Need: web.Citizen, Handler: p.show},
		{Pattern: "POST /me/record/{id}/object", Need: web.Citizen, Handler: p.object},

		{Pattern: "GET /credit", Need: web.Anyone, Handler: p.listings},
		{Pattern: "GET /credit/{id}", Need: web.Anyone, Handler: p.listing},
		{Pattern: "GET /admin/credit", Need: web.Staff, Handler: p.batches},
		{Pattern: "POST /admin/credit/imports", Need: web.Staff, Files: maxImport + 64<<10, Handler: p.bring},
		{Pattern: "GET /admin/credit/imports/{id}", Need: web.Staff, Handler: p.batch},
		{Pattern: "POST /admin/credit/listings/{id}/remove", Need: web.Staff, Handler: p.remove},

		{Pattern: "GET /me/credit", Need: web.Citizen, Handler: p.credit},
		{Pattern: "GET /me/record/{id}/repair", Need: web.Citizen, Handler: p.askRepair},
		{Pattern: "POST /me/record/{id}/repair", Need: web.Citizen, Files: maxEvidence, Handler: p.fileRepair},
		{Pattern: "GET /me/credit/repairs", Need: web.Citizen, Handler: p.repairs},
		{Pattern: "GET /me/credit/repairs/{id}", Need: web.Citizen, Handler: p.repair},
		{Pattern: "GET /me/credit/repairs/{id}/evidence", Need: web.Citizen, Handler: p.evidence},
		{Pattern: "POST /me/credit/repairs/{id}/withdraw", Need: web.Citizen, Handler: p.dropRepair},

		{Pattern: "GET /desk/repairs", Need: web.Staff, Handler: p.officeRepairs},
		{Pattern: "GET /desk/repairs/{id}", Need: web.Staff, Handler: p.repair},
		{Pattern: "GET /desk/repairs/{id}/evidence", Need: web.Staff, Handler: p.evidence},
		{Pattern: "POST /desk/repairs/{id}/decide", Need: web.Staff, Handler: p.decideRepair},
		{Pattern: "GET /desk/cases/{no}/credit", Need: web.Staff, Handler: p.ofCase},
		{Pattern: "GET /desk/cases/{no}/record", Need: web.Staff, Handler: p.ask},
		{Pattern: "POST /desk/cases/{no}/record", Need: web.Staff, Handler: p.record},
		{Pattern: "GET /desk/records", Need: web.Staff, Handler: p.office},
		{Pattern: "GET /desk/records/{id}", Need: web.Staff, Handler: p.show},
		{Pattern: "POST /desk/records/{id}/decide", Need: web.Staff, Handler: p.decide},
	}
}
