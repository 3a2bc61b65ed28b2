package wallet

import "tongban/kernel/web"

func (p pages) routes() []web.Route {
	return []web.Route{
		{Pattern: "GET /licences", Need: web.Citizen, Handler: p.mine},
		{Pattern: "GET /licences/{id}", Need: web.Citizen, Handler: p.get},
		{Pattern: "GET /licences/{id}/file", Need: web.Citizen, Handler: p.file},
		{Pattern: "GET /licences/{id}/qr.png", Need: web.Citizen, Handler: p.qr},
		{Pattern: "GET /licences/{id}/show", Need: web.Citizen, Handler: p.show},
		{Pattern: "GET /licences/{id}/copy", Need: web.Citizen, Handler: p.copying},
		{Pattern: "POST /licences/{id}/copy", Need: web.Citizen, Handler: p.copy},
		{Pattern: "GET /licences/{id}/copies/{copy}", Need: web.Citizen, Handler: p.copyFile},
		{Pattern: "GET /licences/{id}/uses", Need: web.Citizen, Handler: p.uses},
		{Pattern: "POST /licences/{id}/consents/{consent}/end", Need: web.Citizen, Handler: p.endConsent},
	}
}
