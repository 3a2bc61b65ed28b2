package bundlestudio

import (
	"net/http"

	"tongban/capability/bundle"
	"tongban/kernel/actor"
	"tongban/kernel/web"
)

func (s *Service) routes() []web.Route {
	p := pages{s}
	routes := []web.Route{
		{Pattern: "GET /admin/bundles", Handler: p.list},
		{Pattern: "POST /admin/bundles", Handler: p.begin},
		{Pattern: "GET /admin/bundles/{code}", Handler: p.show},
		{Pattern: "POST /admin/bundles/{code}/begin", Handler: p.again},

		// The draft, part by part.
		{Pattern: "GET /admin/bundles/{code}/edit/{part}", Handler: p.part},
		{Pattern: "POST /admin/bundles/{code}/edit/{part}", Handler: p.save},
		{Pattern: "GET /admin/bundles/{code}/edit/{part}/{at}", Handler: p.part},
		{Pattern: "POST /admin/bundles/{code}/edit/{part}/{at}", Handler: p.save},
		{Pattern: "GET /admin/bundles/{code}/preview", Handler: p.preview},

		{Pattern: "GET /admin/bundles/{code}/versions", Handler: p.versions},
		{Pattern: "POST /admin/bundles/{code}/versions/{number}/draft", Handler: p.again},
		{Pattern: "GET /admin/bundles/{code}/decide/{event}", Handler: p.ask},
		{Pattern: "POST /admin/bundles/{code}/decide/{event}", Handler: p.decide},
	}
	for i := range routes {
		routes[i].Need, routes[i].Handler = web.Staff, atWork(routes[i].Handler)
	}
	return routes
}

// atWork lets nobody in but editors and publishers.
func atWork(next web.Handler) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if err := bundle.MayLook(actor.From(r.Context())); err != nil {
			return err
		}
		return next(w, r)
	}
}
