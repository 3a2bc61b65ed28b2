package casework

import "tongban/kernel/web"

func (p pages) routes() []web.Route {
	return []web.Route{
		{Pattern: "GET /admin/calendar/recounts/{id}", Need: web.Staff, Handler: p.moved},
	}
}
