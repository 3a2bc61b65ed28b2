package objection

import "tongban/kernel/web"

func (p pages) routes() []web.Route {
	filings := web.NewLimiter(30, 10) // of one address; a limit for an account is in rules.go
	return []web.Route{
		{Pattern: "GET /objections", Need: web.Citizen, Handler: p.mine},
		{Pattern: "GET /objections/new", Need: web.Citizen, Handler: p.ask},
		{Pattern: "POST /objections", Need: web.Citizen, Handler: web.Limited(filings, p.file)},
		{Pattern: "GET /objections/{id}", Need: web.Citizen, Handler: p.show},

		{Pattern: "GET /desk/objections", Need: web.Staff, Handler: p.office},
		{Pattern: "GET /desk/objections/{id}", Need: web.Staff, Handler: p.read},
		{Pattern: "POST /desk/objections/{id}/answer", Need: web.Staff, Handler: p.answer},
	}
}
