package bundlecase

import "tongban/kernel/web"

func (p pages) routes() []web.Route {
	return []web.Route{
		{Pattern: "GET /bundle-cases/{no}", Need: web.Citizen, Handler: p.show},
		{Pattern: "GET /bundle-cases/{no}/withdraw", Need: web.Citizen, Handler: p.askWithdraw},
		{Pattern: "POST /bundle-cases/{no}/withdraw", Need: web.Citizen, Handler: p.withdraw},
		{Pattern: "POST /bundle-cases/{no}/rating", Need: web.Citizen, Handler: p.rate},
		{Pattern: "GET /desk/bundle-cases", Need: web.Staff, Handler: p.list},
		{Pattern: "GET /desk/bundle-cases/{no}", Need: web.Staff, Handler: p.deskShow},
		{Pattern: "POST /desk/bundle-cases/{no}/parts/{component}/report", Need: web.Staff, Handler: p.report},
	}
}
