package shell

import (
	"context"
	"net/http"

	"tongban/capability/access"
	"tongban/kernel/actor"
	"tongban/kernel/id"
	"tongban/kernel/web"
)

// act does one thing to one dead job.
func (p pages) act(w http.ResponseWriter, r *http.Request, do func(context.Context, id.ID) error) error {
	if err := access.May(actor.From(r.Context()), access.JobManage, access.Object{}); err != nil {
		return err
	}
	key, err := id.Parse(r.PathValue("id"))
	if err != nil {
		return unavailable()
	}
	if err := do(r.Context(), key); err != nil {
		return err
	}
	return web.Redirect(w, r, "/admin/jobs")
}
