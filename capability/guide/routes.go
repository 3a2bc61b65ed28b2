package guide

import "tongban/kernel/web"

// keepings bounds how often one address may have a plan kept. Pages and API count
// together.
func keepings() *web.Limiter { return web.NewLimiter(30, 20) }

func (p pages) routes(keeping *web.Limiter) []web.Route {
	return []web.Route{
		{Pattern: "GET /items/{code}", Need: web.Anyone, Handler: p.item},
		{Pattern: "POST /items/{code}/plan", Need: web.Anyone, Handler: web.Limited(keeping, p.keep)},
		{Pattern: "GET /plans/{key}", Need: web.Anyone, Handler: p.plan},
	}
}
