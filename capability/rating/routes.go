package rating

import "tongban/kernel/web"

func (p pages) routes() []web.Route {
	// Of one address, which in a hall may be many people. A link works once all the same.
	said, looked := web.NewLimiter(30, 20), web.NewLimiter(120, 60)
	return []web.Route{
		{Pattern: "GET /rate/{token}", Handler: web.Limited(looked, p.show)},
		{Pattern: "POST /rate/{token}", Handler: web.Limited(said, p.rate)},
		{Pattern: "POST /rate/{token}/reasons", Handler: web.Limited(said, p.add)},
		{Pattern: "POST /rate/{token}/dispute", Handler: web.Limited(said, p.dispute)},
		{Pattern: "GET /ratings", Handler: p.figures},

		{Pattern: "GET /desk/ratings", Need: web.Staff, Handler: p.office},
		{Pattern: "GET /desk/ratings/{id}", Need: web.Staff, Handler: p.followUp},
		{Pattern: "POST /desk/ratings/{id}/rater", Need: web.Staff, Handler: p.rater},
		{Pattern: "POST /desk/ratings/{id}/{step}", Need: web.Staff, Handler: p.step},
		{Pattern: "GET /desk/rating-texts", Need: web.Staff, Handler: p.texts},
		{Pattern: "POST /desk/rating-texts/{id}", Need: web.Staff, Handler: p.moderate},
	}
}
