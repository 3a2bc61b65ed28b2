package shell

import (
	"net/http"

	"github.com/a-h/templ"
	"github.com/danielgtaylor/huma/v2"

	"tongban/capability/access"
	"tongban/kernel/actor"
	"tongban/kernel/id"
	"tongban/kernel/job"
	"tongban/kernel/module"
	"tongban/kernel/web"
	"tongban/ui"
)

// pages are the shell's own.
type pages struct {
	*Shell
	runner   *job.Runner
	document func() *huma.OpenAPI
}

// Routes returns the shell's surface.
func (s *Shell) Routes(runner *job.Runner, document func() *huma.OpenAPI) []web.Route {
	p := pages{Shell: s, runner: runner, document: document}
	return append(ui.Routes(), []web.Route{
		{Pattern: "GET /{$}", Need: web.Anyone, Handler: p.home},
		{Pattern: "GET /me", Need: web.SignedIn, Handler: p.me},
		{Pattern: "GET /me/access", Need: web.Citizen, Handler: p.accesses},
		{Pattern: "GET /docs", Need: web.Anyone, Handler: p.docs},
		{Pattern: "GET /docs/{operation}", Need: web.Anyone, Handler: p.doc},
		{Pattern: "GET /demo/outbox", Need: web.Anyone, Handler: p.outbox},
		{Pattern: "GET /admin/jobs", Need: web.Staff, Handler: p.jobs},
		{Pattern: "POST /admin/jobs/{id}/retry", Need: web.Staff, Handler: p.retry},
		{Pattern: "POST /admin/jobs/{id}/drop", Need: web.Staff, Handler: p.drop},
	}...)
}

// home is where everybody begins.
func (p pages) home(w http.ResponseWriter, r *http.Request) error {
	var places [5][]templ.Component
	for i, place := range []string{"home.todo", "home.search", "home.mine", "home.services", "home.announcements"} {
		filled, err := module.Fill(r.Context(), place)
		if err != nil {
			return err
		}
		places[i] = filled
	}
	return web.Render(w, r, http.StatusOK, homePage(places))
}

// me leads to everything that is the reader's own.
func (p pages) me(w http.ResponseWriter, r *http.Request) error {
	return web.Render(w, r, http.StatusOK, mePage(actor.From(r.Context())))
}

// outbox shows the demo's texts that were not sent.
func (p pages) outbox(w http.ResponseWriter, r *http.Request) error {
	if p.Outbox == nil {
		return unavailable()
	}
	return web.Render(w, r, http.StatusOK, outboxPage(p.Outbox.Texts()))
}

// jobs lists the work that failed for good, for a person to act on.
func (p pages) jobs(w http.ResponseWriter, r *http.Request) error {
	if err := access.May(actor.From(r.Context()), access.JobManage, access.Object{}); err != nil {
		return err
	}
	cursor, _ := id.Parse(r.FormValue("before")) // what is no id begins at the top
	dead, next, err := p.runner.List(r.Context(), job.Dead, cursor)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, jobsPage(dead, next))
}

func (p pages) retry(w http.ResponseWriter, r *http.Request) error {
	return p.act(w, r, p.runner.Retry)
}

func (p pages) drop(w http.ResponseWriter, r *http.Request) error { return p.act(w, r, p.runner.Drop) }
