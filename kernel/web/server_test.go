package web

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
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

func TestWrongMethodsAreToldTheRightOnes(t *testing.T) {
	s, mux := newServer(), http.NewServeMux()
	fine := func(http.ResponseWriter, *http.Request) error { return nil }
	s.Mount(mux, []Route{
		{Pattern: "GET /cases", Handler: fine},
		{Pattern: "POST /api/v1/cases", Handler: fine}, {Pattern: "DELETE /api/v1/cases", Handler: fine},
	})
	h := s.Handler(mux)
	for _, tt := range []struct{ method, path, allow, kind string }{
		{http.MethodPost, "/cases", "GET, HEAD", "text/html; charset=utf-8"},
		{http.MethodPut, "/api/v1/cases", "DELETE, POST", "application/problem+json"},
	} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(tt.method, tt.path, nil))
		if w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") != tt.allow || w.Header().Get("Content-Type") != tt.kind {
			t.Errorf("%s %s: %d, %v", tt.method, tt.path, w.Code, w.Header())
		}
	}
}

// The log tells which routes are asked and how it went, and about nobody.
func TestEveryRequestLeavesOneLine(t *testing.T) {
	var log bytes.Buffer
	usual := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(&log, nil)))
	defer slog.SetDefault(usual)
	s, mux := newServer(), http.NewServeMux()
	s.Mount(mux, []Route{{Pattern: "GET /cases/{no}", Handler: func(w http.ResponseWriter, _ *http.Request) error {
		return fault.New(fault.NotFound, "fault.notfound")
	}}, {Pattern: "GET /broken/{no}", Handler: func(http.ResponseWriter, *http.Request) error { return errors.New("why") }},
		{Pattern: "GET /panic/{no}", Handler: func(http.ResponseWriter, *http.Request) error { panic("why") }}})
	h := s.Handler(mux)
	for _, tt := range []struct{ path, route, status string }{
		{"/cases/SECRET?code=SECRET", `route=/cases/{no}`, "status=404"},
		{"/nothing/SECRET", `route=""`, "status=404"},
		{"/broken/SECRET", `route=/broken/{no}`, "status=500"},
		{"/panic/SECRET", `route=/panic/{no}`, "status=500"},
	} {
		log.Reset()
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, tt.path, nil))
		line := log.String()
		if strings.Count(line, "msg=request ") != 1 || strings.Contains(line, "SECRET") {
			t.Errorf("%s is logged as %s", tt.path, line)
		}
		for _, part := range []string{"level=INFO", "method=GET", tt.route, tt.status, "ms=", "request=" + w.Header().Get("X-Request-Id")} {
			if !strings.Contains(line, part) {
				t.Errorf("%s leaves no %s: %s", tt.path, part, line)
			}
		}
	}
}

// What the API says about people is not kept on its way; what is for everybody says so.
func TestAPIAnswersAreNotKept(t *testing.T) {
	type public struct {
		CacheControl string `header:"Cache-Control"`
	}
	s, mux := newServer(), http.NewServeMux()
	api := NewAPI(mux, "t", "1")
	Register(api, Op{Method: http.MethodGet, Path: "/cases"}, func(context.Context, *struct{}) (*struct{}, error) { return nil, nil })
	Register(api, Op{Method: http.MethodGet, Path: "/items"}, func(context.Context, *struct{}) (*public, error) {
		return &public{"public, max-age=60"}, nil
	})
	h := s.Handler(mux)
	for path, want := range map[string]string{"/api/v1/cases": "no-store", "/api/v1/items": "public, max-age=60"} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		if got := w.Header()["Cache-Control"]; len(got) != 1 || got[0] != want {
			t.Errorf("%s: %v, want %s", path, got, want)
		}
	}
}
