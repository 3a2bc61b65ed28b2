package lane

import "tongban/kernel/web"

func (p pages) routes() []web.Route {
	return []web.Route{
		{Pattern: "GET /desk/lane", Need: web.Staff, Handler: p.costs},
		{Pattern: "GET /desk/cases/{no}/lane", Need: web.Staff, Handler: p.show},
		{Pattern: "POST /desk/cases/{no}/lane/review", Need: web.Staff, Handler: p.review},
		{Pattern: "POST /desk/cases/{no}/lane/refuse", Need: web.Staff, Handler: p.refuse},
	}
}
