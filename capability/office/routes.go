package office

import "tongban/kernel/web"

// knocks bounds how often one address may try the set-up link.
func knocks() *web.Limiter { return web.NewLimiter(30, 30) }

func (s *Service) routes() []web.Route {
	p, knocks := pages{s}, knocks()
	return []web.Route{
		{Pattern: "GET /setup", Need: web.Anyone, Handler: web.Limited(knocks, p.setUpForm)},
		{Pattern: "POST /setup", Need: web.Anyone, Handler: web.Limited(knocks, p.setUp)},

		{Pattern: "GET /admin", Need: web.Staff, Handler: p.firstSteps},
		{Pattern: "GET /admin/departments", Need: web.Staff, Handler: p.departments},
		{Pattern: "POST /admin/departments", Need: web.Staff, Handler: p.addDepartment},
		{Pattern: "GET /admin/departments/{code}", Need: web.Staff, Handler: p.department},
		{Pattern: "POST /admin/departments/{code}", Need: web.Staff, Handler: p.keepDepartment},
		{Pattern: "GET /admin/outlets", Need: web.Staff, Handler: p.outlets},
		{Pattern: "POST /admin/outlets", Need: web.Staff, Handler: p.addOutlet},
		{Pattern: "GET /admin/outlets/{id}", Need: web.Staff, Handler: p.outlet},
		{Pattern: "POST /admin/outlets/{id}", Need: web.Staff, Handler: p.keepOutlet},
		{Pattern: "GET /admin/staff", Need: web.Staff, Handler: p.staff},
		{Pattern: "POST /admin/staff", Need: web.Staff, Handler: p.employ},
		{Pattern: "GET /admin/staff/{account}", Need: web.Staff, Handler: p.member},
		{Pattern: "POST /admin/staff/{account}/post", Need: web.Staff, Handler: p.post},
		{Pattern: "POST /admin/staff/{account}/roles", Need: web.Staff, Handler: p.authorise},
		{Pattern: "POST /admin/staff/{account}/password", Need: web.Staff, Handler: p.reset},
		{Pattern: "POST /admin/staff/{account}/disable", Need: web.Staff, Handler: p.disable},
		{Pattern: "POST /admin/staff/{account}/enable", Need: web.Staff, Handler: p.enable},
		{Pattern: "GET /admin/settings", Need: web.Staff, Handler: p.settings},
	}
}
