package window

import "tongban/kernel/web"

// maxScans is the most one request with scans may hold.
const maxScans = 64 << 20

// tries bounds how often one address may open links to sign: they need no protection by
// it, the machine does.
func tries() *web.Limiter { return web.NewLimiter(60, 30) }

func (p pages) routes() []web.Route {
	links := tries()
	return []web.Route{
		{Pattern: "GET /window", Need: web.Staff, Handler: p.start},
		{Pattern: "POST /window", Need: web.Staff, Handler: p.meet},
		{Pattern: "GET /window/keys", Need: web.Staff, Handler: p.keys},
		{Pattern: "POST /window/keys", Need: web.Staff, Handler: p.setKeys},

		{Pattern: "GET /window/visits/{visit}", Need: web.Staff, Handler: p.visit},
		{Pattern: "GET /window/visits/{visit}/guide", Need: web.Staff, Handler: p.guide},
		{Pattern: "POST /window/visits/{visit}/guide", Need: web.Staff, Handler: p.choose},
		{Pattern: "GET /window/visits/{visit}/take", Need: web.Staff, Handler: p.desk},
		{Pattern: "POST /window/visits/{visit}/take", Need: web.Staff, Handler: p.take},
		{Pattern: "GET /window/visits/{visit}/refuse", Need: web.Staff, Handler: p.refusing},
		{Pattern: "POST /window/visits/{visit}/refuse", Need: web.Staff, Handler: p.refuse},
		{Pattern: "GET /window/visits/{visit}/form", Need: web.Staff, Handler: p.form},
		{Pattern: "GET /window/visits/{visit}/papers", Need: web.Staff, Handler: p.papers},
		{Pattern: "POST /window/visits/{visit}/papers", Need: web.Staff, Files: maxScans, Handler: p.scan},
		{Pattern: "GET /window/visits/{visit}/files/{code}/preview", Need: web.Staff, Handler: p.preview},
		{Pattern: "POST /window/visits/{visit}/signing", Need: web.Staff, Handler: p.askToSign},
		{Pattern: "GET /window/visits/{visit}/done", Need: web.Staff, Handler: p.done},

		{Pattern: "GET /window/visits/{visit}/firm", Need: web.Staff, Handler: p.firm},
		{Pattern: "POST /window/visits/{visit}/firm", Need: web.Staff, Handler: p.actFor},
		{Pattern: "GET /window/visits/{visit}/mobile", Need: web.Staff, Handler: p.mobile},
		{Pattern: "POST /window/visits/{visit}/mobile", Need: web.Staff, Handler: p.bindMobile},
		{Pattern: "POST /window/visits/{visit}/correction", Need: web.Staff, Handler: p.resume},
		{Pattern: "GET /window/visits/{visit}/cosign", Need: web.Staff, Handler: p.cosigners},
		{Pattern: "POST /window/visits/{visit}/cosign", Need: web.Staff, Handler: p.cosign},

		{Pattern: "POST /window/cases/{no}/originals/{material}", Need: web.Staff, Handler: p.original},
		{Pattern: "GET /window/cases/{no}/cosign", Need: web.Staff, Handler: p.cosigners},
		{Pattern: "POST /window/cases/{no}/cosign", Need: web.Staff, Handler: p.cosign},

		{Pattern: "GET /window/results", Need: web.Staff, Handler: p.results},
		{Pattern: "POST /window/results", Need: web.Staff, Handler: p.handOut},
		{Pattern: "GET /window/handouts/{handout}", Need: web.Staff, Handler: p.handout},
		{Pattern: "GET /window/handouts/{handout}/file", Need: web.Staff, Handler: p.handoutFile},

		{Pattern: "GET /sign/{token}", Need: web.Anyone, Handler: web.Limited(links, p.toSign)},
		{Pattern: "POST /sign/{token}", Need: web.Anyone, Handler: web.Limited(links, p.sign)},
	}
}
