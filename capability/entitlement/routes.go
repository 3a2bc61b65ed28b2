package entitlement

import "tongban/kernel/web"

// listURL is where a person reads all their invitations, and objects.
const listURL = "/entitlements"

func (p pages) routes() []web.Route {
	return []web.Route{
		{Pattern: "GET /entitlements", Need: web.Citizen, Handler: p.list},
		{Pattern: "POST /entitlements/objection", Need: web.Citizen, Handler: p.object},
		{Pattern: "POST /entitlements/objection/end", Need: web.Citizen, Handler: p.giveBack},
		{Pattern: "GET /entitlements/{id}", Need: web.Citizen, Handler: p.show},
		{Pattern: "POST /entitlements/{id}/confirm", Need: web.Citizen, Handler: p.confirm},
		{Pattern: "POST /entitlements/{id}/decline", Need: web.Citizen, Handler: p.decline},
		{Pattern: "GET /admin/entitlements", Need: web.Staff, Handler: p.programmes},
		{Pattern: "GET /admin/entitlements/{code}", Need: web.Staff, Handler: p.oneProgramme},
		{Pattern: "POST /admin/entitlements/{code}", Need: web.Staff, Handler: p.switchProgramme},
	}
}
