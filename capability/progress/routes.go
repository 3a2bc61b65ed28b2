package progress

import (
	"net/http"
	"strings"

	"tongban/capability/casework"
	"tongban/kernel/web"
)

// lookups bounds how often one address may ask for a case by its query code, for a
// hall full of people behind it, and how often one case is asked for; the lock of a case
// bounds guessing. Pages and API count together.
func lookups() *web.Limiter { return web.NewLimiter(120, 60) }

func (p pages) routes(lookups *web.Limiter) []web.Route {
	return []web.Route{
		{Pattern: "GET /apply/{id}/done", Need: web.Citizen, Handler: p.done},

		{Pattern: "GET /cases", Need: web.Citizen, Handler: p.mine},
		{Pattern: "GET /cases/{no}", Need: web.Citizen, Handler: p.show},
		{Pattern: "GET /cases/{no}/withdraw", Need: web.Citizen, Handler: p.asking(casework.Withdraw, withdrawPage)},
		{Pattern: "POST /cases/{no}/withdraw", Need: web.Citizen, Handler: p.step(casework.Withdraw)},
		{Pattern: "GET /cases/{no}/request-hearing", Need: web.Citizen, Handler: p.asking(casework.RequestHearing, hearingPage)},
		{Pattern: "POST /cases/{no}/request-hearing", Need: web.Citizen, Handler: p.step(casework.RequestHearing)},
		{Pattern: "GET /cases/{no}/notices/{notice}", Need: web.SignedIn, Handler: p.notice},
		{Pattern: "POST /cases/{no}/notices/{notice}", Need: web.Staff, Handler: p.fullNotice},
		{Pattern: "GET /cases/{no}/notices/{notice}/file", Need: web.Citizen, Handler: p.noticeFile},
		{Pattern: "POST /cases/{no}/notices/{notice}/file", Need: web.Staff, Handler: p.fullNoticeFile},
		{Pattern: "GET /track", Need: web.Anyone, Handler: p.track},
		{Pattern: "POST /track", Need: web.Anyone, Handler: web.Limited(lookups, web.LimitedBy(lookups, numberOf, p.track))},
	}
}

// numberOf is the case that a form asks for.
func numberOf(r *http.Request) string { return strings.TrimSpace(r.PostFormValue("no")) }
