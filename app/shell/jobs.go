package shell

import (
	"cmp"
	"context"
	"net/http"
	"slices"

	"github.com/danielgtaylor/huma/v2"

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

// operation is a line of the API's page.
type operation struct{ Method, Path, Summary, Tag string }

// operations lists the API's operations by path.
func operations(doc *huma.OpenAPI) []operation {
	var list []operation
	for path, item := range doc.Paths {
		for method, op := range map[string]*huma.Operation{
			"GET": item.Get, "POST": item.Post, "PATCH": item.Patch, "PUT": item.Put, "DELETE": item.Delete,
		} {
			if op != nil {
				list = append(list, operation{method, path, op.Summary, op.Tags[0]})
			}
		}
	}
	slices.SortFunc(list, func(a, b operation) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Method, b.Method))
	})
	return list
}
