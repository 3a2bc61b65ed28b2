package recheck

import "tongban/kernel/web"

// alarmsURL is where figures and alarms stand.
const alarmsURL = "/desk/rechecks/figures"

func (p pages) routes() []web.Route {
	return []web.Route{
		{Pattern: "GET /desk/rechecks", Need: web.Staff, Handler: p.list},
		{Pattern: "GET /desk/rechecks/figures", Need: web.Staff, Handler: p.figures},
		{Pattern: "POST /desk/rechecks/alarms/{id}", Need: web.Staff, Handler: p.endAlarm},
		{Pattern: "GET /desk/rechecks/{id}", Need: web.Staff, Handler: p.show},
		{Pattern: "POST /desk/rechecks/{id}", Need: web.Staff, Handler: p.judge},
	}
}
