package identity

import "tongban/kernel/web"

// attempts bounds how often one address may try to sign in, for a hall full of
// people behind it. There is no secret to guess in a persona; the bound keeps a
// program from filling the table of sessions. Pages and API count together.
func attempts() *web.Limiter { return web.NewLimiter(600, 600) }

// limits bound what one address may do.
type limits struct {
	attempts  *web.Limiter // signing in
	texts     *web.Limiter // having codes sent, which cost money and patience
	passwords *web.Limiter // trying passwords, each the work of 40 ms
}

func newLimits() limits {
	return limits{attempts: attempts(), texts: web.NewLimiter(20, 40), passwords: web.NewLimiter(30, 60)}
}

func (s *Service) routes(l limits) []web.Route {
	return []web.Route{
		{Pattern: "GET /signin", Need: web.Anyone, Handler: s.signInPage},
		{Pattern: "POST /signin", Need: web.Anyone, Handler: web.Limited(l.attempts, s.enter)},
		{Pattern: "POST /signin/code", Need: web.Anyone, Handler: web.Limited(l.texts, s.sendSignIn)},
		{Pattern: "GET /signin/staff", Need: web.Anyone, Handler: s.staffPage},
		{Pattern: "POST /signin/staff", Need: web.Anyone, Handler: web.Limited(l.passwords, s.enterStaff)},
		{Pattern: "GET /me/password", Need: web.Staff, Handler: s.passwordPage},
		{Pattern: "POST /me/password", Need: web.Staff, Handler: s.changePassword},
		{Pattern: "GET /personas", Need: web.Anyone, Handler: s.personasPage},
		{Pattern: "POST /personas/{key}", Need: web.Anyone, Handler: web.Limited(l.attempts, s.takePersona)},
		{Pattern: "POST /signout", Need: web.Anyone, Handler: s.leave},
		{Pattern: "GET /me/sessions", Need: web.SignedIn, Handler: s.sessionsPage},
		{Pattern: "POST /me/sessions/{id}/end", Need: web.SignedIn, Handler: s.endOwn},
		{Pattern: "POST /me/sessions/others", Need: web.SignedIn, Handler: s.endOthers},

		{Pattern: "GET /me/profile", Need: web.Citizen, Handler: s.profilePage},
		{Pattern: "POST /me/profile", Need: web.Citizen, Handler: s.describe},
		{Pattern: "GET /me/mobile", Need: web.Citizen, Handler: s.mobilePage},
		{Pattern: "POST /me/mobile/code", Need: web.Citizen, Handler: web.Limited(l.texts, s.sendBind)},
		{Pattern: "POST /me/mobile", Need: web.Citizen, Handler: s.bindMobile},
		{Pattern: "POST /me/mobile/leave", Need: web.Citizen, Handler: s.sendLeave},
		{Pattern: "GET /me/realname", Need: web.Citizen, Handler: s.realnamePage},
		{Pattern: "POST /me/realname", Need: web.Citizen, Handler: s.prove},
		{Pattern: "POST /me/realname/code", Need: web.Citizen, Handler: web.Limited(l.texts, s.sendClaim)},
		{Pattern: "POST /me/realname/claim", Need: web.Citizen, Handler: s.claim},

		{Pattern: "GET /me/acting", Need: web.Citizen, Handler: s.actingPage},
		{Pattern: "POST /me/acting", Need: web.Citizen, Handler: s.act},
		{Pattern: "GET /me/firms", Need: web.Citizen, Handler: s.firmsPage},
		{Pattern: "POST /me/firms", Need: web.Citizen, Handler: s.addFirm},
		{Pattern: "GET /me/firms/{id}", Need: web.Citizen, Handler: s.firmPage},
		{Pattern: "GET /me/authorisations", Need: web.Citizen, Handler: s.mandatesPage},
		{Pattern: "GET /me/authorisations/new", Need: web.Citizen, Handler: s.offerPage},
		{Pattern: "POST /me/authorisations", Need: web.Citizen, Handler: s.authorise},
		{Pattern: "POST /me/authorisations/{id}/accept", Need: web.Citizen, Handler: s.acceptMandate},
		{Pattern: "POST /me/authorisations/{id}/decline", Need: web.Citizen, Handler: s.declineMandate},
		{Pattern: "POST /me/authorisations/{id}/end", Need: web.Citizen, Handler: s.revokeMandate},
		{Pattern: "GET /me/children/new", Need: web.Citizen, Handler: s.childPage},
		{Pattern: "POST /me/children", Need: web.Citizen, Handler: s.addChild},
	}
}
