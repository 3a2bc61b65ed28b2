package studio

import (
	"net/http"

	"tongban/kernel/actor"
	"tongban/kernel/web"
)

func (s *Service) routes() []web.Route {
	p := pages{s}
	routes := []web.Route{
		{Pattern: "GET /admin/items", Handler: p.items},
		{Pattern: "GET /admin/items/{code}", Handler: p.item},
		{Pattern: "GET /admin/items/{code}/edit", Handler: p.topics},
		{Pattern: "GET /admin/items/{code}/edit/{topic}", Handler: p.topic},
		{Pattern: "POST /admin/items/{code}/edit/{topic}", Handler: p.correct},
		{Pattern: "GET /admin/items/{code}/preview", Handler: p.preview},
		{Pattern: "GET /admin/items/{code}/discard", Handler: p.discarding},
		{Pattern: "POST /admin/items/{code}/discard", Handler: p.discard},
		{Pattern: "GET /admin/items/{code}/{command}", Handler: p.ask},
		{Pattern: "POST /admin/items/{code}/{command}", Handler: p.act},
		{Pattern: "GET /admin/imports", Handler: p.imports},
		{Pattern: "GET /admin/imports/{id}", Handler: p.importRun},
		{Pattern: "GET /admin/imports/{id}/rows.csv", Handler: p.importTable},
	}
	for i := range routes {
		routes[i].Need, routes[i].Handler = web.Staff, atWork(routes[i].Handler)
	}
	return routes
}

// atWork lets nobody in but editors and publishers.
func atWork(next web.Handler) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if err := mayWork(actor.From(r.Context())); err != nil {
			return err
		}
		return next(w, r)
	}
}
