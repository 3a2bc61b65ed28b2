package web

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"tongban/kernel/actor"
	"tongban/kernel/fault"
	"tongban/kernel/message"
)

// newServer returns a server whose visitors are guests, and those with a stale token.
func newServer() *Server {
	who := func(r *http.Request) (actor.Actor, error) {
		if r.Header.Get("Authorization") != "" {
			return actor.Actor{}, fault.New(fault.Unauthenticated, "fault.signin")
		}
		return actor.Actor{Kind: actor.Guest}, nil
	}
	return &Server{
		Messages: message.New(), Authenticate: who,
		ErrorPage: func(context.Context, *Problem) templ.Component { return templ.Raw("<h1>page</h1>") },
		SignIn:    func(string) string { return "/signin" },
		Prepare:   func(ctx context.Context) context.Context { return ctx },
	}
}

// Programs get problem documents, people get pages.
func TestWhatGoesWrongIsSaidInTheReadersWay(t *testing.T) {
	s := newServer()
	mux := http.NewServeMux()
	s.Mount(mux, []Route{
		{Pattern: "GET /broken", Handler: func(http.ResponseWriter, *http.Request) error { return errors.New("secret") }},
		{Pattern: "GET /api/v1/panic", Handler: func(http.ResponseWriter, *http.Request) error { panic("secret") }},
		{Pattern: "GET /mine", Need: SignedIn},
	})
	h := s.Handler(mux)
	for _, tt := range []struct {
		path, bearer string
		status       int
		kind, says   string
	}{
		{"/api/v1/cases", "stale", http.StatusUnauthorized, "application/problem+json", "urn:tongban:fault:fault.signin"},
		{"/api/v1/nothing", "", http.StatusNotFound, "application/problem+json", "urn:tongban:fault:fault.notfound"},
		{"/api/v1/panic", "", http.StatusInternalServerError, "application/problem+json", "urn:tongban:fault:fault.internal"},
		{"/cases", "stale", http.StatusSeeOther, "text/html; charset=utf-8", ""},
		{"/mine", "", http.StatusSeeOther, "text/html; charset=utf-8", ""},
		{"/nothing", "", http.StatusNotFound, "text/html; charset=utf-8", "page"},
		{"/broken", "", http.StatusInternalServerError, "text/html; charset=utf-8", "page"},
	} {
		r := httptest.NewRequest(http.MethodGet, tt.path, nil)
		if tt.bearer != "" {
			r.Header.Set("Authorization", "Bearer "+tt.bearer)
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		body := w.Body.String()
		if w.Code != tt.status || w.Header().Get("Content-Type") != tt.kind || !strings.Contains(body, tt.says) || strings.Contains(body, "secret") {
			t.Errorf("%s: %d %s: %s", tt.path, w.Code, w.Header().Get("Content-Type"), body)
		}
		var p Problem
		if strings.HasPrefix(tt.path, "/api/") && (json.Unmarshal([]byte(body), &p) != nil || p.Status != tt.status) {
			t.Errorf("%s: %s", tt.path, body)
		}
	}
}
