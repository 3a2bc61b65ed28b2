// Package web answers requests: it knows who asks, in which language and looks,
// turns faults into pages or problem documents, and sets the headers that protect
// the reader. Handlers read input, call a service and render.
package web

import (
	"net/http"

	"tongban/kernel/actor"

	"github.com/a-h/templ"
)

// Handler answers a request or says why it cannot.
type Handler func(w http.ResponseWriter, r *http.Request) error

// Need says who must be signed in before a handler is asked at all. Whether this
// person may touch that object is the service's decision.
type Need int

// The needs.
const (
	Anyone Need = iota
	SignedIn
	Citizen
	Staff
	Program // by a service key
)

// Route is one line of a capability's surface.
type Route struct {
	Pattern string // "GET /items/{code}"
	Need    Need
	Handler Handler
	Files   int64 // the most a form with files may hold; 0 takes none
}

// Render writes a page. Pages are never stored by caches unless the handler said
// otherwise before. X-Reader says for whom the page is, so that what a browser
// keeps of one is not shown to the next.
func Render(w http.ResponseWriter, r *http.Request, status int, page templ.Component) error {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	if h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", "no-store")
	}
	if a := actor.From(r.Context()); a.Kind == actor.Citizen || a.Kind == actor.Staff {
		h.Set("X-Reader", a.ID)
	}
	w.WriteHeader(status)
	return page.Render(r.Context(), w)
}

// Redirect sends the reader on after a change, with or without htmx.
func Redirect(w http.ResponseWriter, r *http.Request, url string) error {
	if r.Header.Get("HX-Request") == "true" {
		w.Header().Set("HX-Redirect", url)
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	http.Redirect(w, r, url, http.StatusSeeOther)
	return nil
}

// FormKey is the name of the hidden field in which a form carries its idempotency
// key.
const FormKey = "_once"
