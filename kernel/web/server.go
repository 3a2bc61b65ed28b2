package web

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"log/slog"
	"maps"
	"net/http"
	"net/netip"
	"runtime/debug"
	"strings"
	"time"

	"github.com/a-h/templ"
	"github.com/klauspost/compress/gzhttp"

	"tongban/kernel/actor"
	"tongban/kernel/clock"
	"tongban/kernel/fault"
	"tongban/kernel/message"
)

// Server turns routes into one handler. The application fills it in.
type Server struct {
	Messages *message.Catalogue
	// Authenticate says who asks; a guest when nobody is signed in.
	Authenticate func(*http.Request) (actor.Actor, error)
	// ErrorPage draws what the reader sees instead of the page asked for.
	ErrorPage func(context.Context, *Problem) templ.Component
	// SignIn returns the address that signs in and comes back to returnTo.
	SignIn func(returnTo string) string
	// Prepare adds what every page needs to know: the shell around it.
	Prepare func(context.Context) context.Context
	// Closed says why nothing is answered yet, nil if it is; nil asks nobody.
	Closed func(*http.Request) error
	// API returns the routes of programs and their document, whenever one is asked for; nil
	// where they are among the others.
	API func() *http.ServeMux
	// Proxies are the networks whose X-Forwarded-For is believed.
	Proxies []netip.Prefix
	// Observe, if set, is told of every answer; route is empty where there is none.
	Observe func(method, route string, status int, took time.Duration)
}

// maxForm is the most a form without files may send.
const maxForm = 1 << 20

// How long a body may take to arrive. Answers may take as long as the reader's line
// needs, which is why http.Server's own time-outs are not used: they end both.
const (
	formTime   = time.Minute
	uploadTime = 10 * time.Minute
)

// Mount puts routes on mux.
func (s *Server) Mount(mux *http.ServeMux, routes []Route) {
	for _, route := range routes {
		mux.Handle(route.Pattern, s.page(route))
	}
}

// page answers one route and draws its faults.
func (s *Server) page(route Route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		err := Allowed(actor.From(r.Context()), route.Need)
		if err == nil {
			err = bound(w, r, route.Files)
		}
		if err == nil {
			defer discard(r)
			err = route.Handler(w, r)
		}
		if err != nil {
			s.fail(w, r, err)
		}
	})
}

// bound limits what a handler can read. Asking a form with files for a value puts its
// files on the disk, so they are refused where none are expected.
func bound(w http.ResponseWriter, r *http.Request, files int64) error {
	limit := int64(maxForm)
	if kind := strings.TrimSpace(r.Header.Get("Content-Type")); strings.HasPrefix(strings.ToLower(kind), "multipart/") {
		if limit = files; limit == 0 {
			return fault.New(fault.Invalid, "fault.shape")
		}
		_ = http.NewResponseController(w).SetReadDeadline(clock.Real.Now().Add(uploadTime)) // as in inTime
	}
	r.Body = http.MaxBytesReader(w, r.Body, limit)
	return nil
}

// inTime lets nobody keep a connection by sending a body slowly.
func inTime(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ContentLength != 0 {
			_ = http.NewResponseController(w).SetReadDeadline(clock.Real.Now().Add(formTime)) // fails on what is no connection
		}
		next.ServeHTTP(w, r)
	})
}

// discard removes the files a handler has put on the disk: net/http does it only for
// the request as it came.
func discard(r *http.Request) {
	if r.MultipartForm == nil {
		return
	}
	if err := r.MultipartForm.RemoveAll(); err != nil {
		slog.WarnContext(r.Context(), "temporary files stay", "request", RequestID(r.Context()), "error", err)
	}
}

// fail answers with what is wrong. Whoever has to sign in first is sent there.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	ctx := r.Context()
	if fault.KindOf(err) == fault.Unauthenticated && r.Method == http.MethodGet && !isAPI(r) {
		http.Redirect(w, r, s.SignIn(r.URL.RequestURI()), http.StatusSeeOther)
		return
	}
	if fault.KindOf(err) == fault.Internal {
		slog.ErrorContext(ctx, "request failed", "request", RequestID(ctx), "error", err)
	}
	s.answer(w, r, ProblemOf(ctx, err))
}

// answer tells a program about p in a problem document and people on a page.
func (s *Server) answer(w http.ResponseWriter, r *http.Request, p *Problem) {
	ctx := r.Context()
	maps.Copy(w.Header(), p.headers)
	var err error
	if isAPI(r) {
		w.Header().Set("Content-Type", p.ContentType("application/json"))
		w.Header().Set("Cache-Control", "no-store")
		w.WriteHeader(p.Status)
		err = json.NewEncoder(w).Encode(p)
	} else {
		err = Render(w, r, p.Status, s.ErrorPage(ctx, p))
	}
	if err != nil {
		slog.WarnContext(ctx, "answer not written", "request", RequestID(ctx), "error", err)
	}
}

func isAPI(r *http.Request) bool { return strings.HasPrefix(r.URL.Path, "/api/") }

// Handler wraps mux, and the API, with everything a request passes on its way in.
func (s *Server) Handler(mux *http.ServeMux) http.Handler {
	csrf := http.NewCrossOriginProtection()
	csrf.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.fail(w, r, fault.New(fault.Forbidden, "fault.origin"))
	}))
	var h http.Handler = s.notFound(mux)
	h = csrf.Handler(h)
	h = s.who(h)
	h = inTime(h)
	h = s.recoverPanics(h)
	h = Headers(h)
	h = Readers(s.Messages, h)
	h = s.observe(behind(s.Proxies, h))
	return gzhttp.GzipHandler(h)
}

// notFound draws our page where neither pages nor the API know a route.
func (s *Server) notFound(pages *http.ServeMux) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mux := pages
		if s.API != nil && (isAPI(r) || strings.HasPrefix(r.URL.Path, documentPath)) {
			mux = s.API()
		}
		own, pattern := mux.Handler(r)
		if pattern == "" {
			s.missing(w, r, own)
			return
		}
		if seen, ok := r.Context().Value(requestKey{}).(*request); ok {
			seen.route = pattern[strings.Index(pattern, "/"):]
		}
		mux.ServeHTTP(w, r)
	})
}

// missing answers where there is no route, as the mux's own answer has it: an unknown
// address, or methods that are allowed instead.
func (s *Server) missing(w http.ResponseWriter, r *http.Request, own http.Handler) {
	answer := &headWriter{header: http.Header{}}
	own.ServeHTTP(answer, r)
	if allow := answer.header.Get("Allow"); allow != "" {
		w.Header().Set("Allow", allow)
		p := ProblemOf(r.Context(), fault.New(fault.Invalid, "fault.method"))
		p.Status = http.StatusMethodNotAllowed
		s.answer(w, r, p)
		return
	}
	s.fail(w, r, fault.New(fault.NotFound, "fault.notfound"))
}

// headWriter keeps the head of an answer and nothing else.
type headWriter struct{ header http.Header }

func (w *headWriter) Header() http.Header         { return w.header }
func (w *headWriter) Write(p []byte) (int, error) { return len(p), nil }
func (w *headWriter) WriteHeader(int)             {}

// who puts the actor into the context.
func (s *Server) who(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.Closed != nil {
			if err := s.Closed(r); err != nil {
				s.fail(w, r.WithContext(s.Prepare(r.Context())), err)
				return
			}
		}
		a, err := s.Authenticate(r)
		if err != nil {
			s.fail(w, r, err)
			return
		}
		next.ServeHTTP(w, r.WithContext(s.Prepare(actor.With(r.Context(), a))))
	})
}

// recoverPanics turns a panic into the internal error page.
func (s *Server) recoverPanics(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			v := recover()
			if v == nil || v == http.ErrAbortHandler {
				return
			}
			slog.ErrorContext(r.Context(), "panic", "request", RequestID(r.Context()), "panic", v, "stack", string(debug.Stack()))
			s.fail(w, r, fault.New(fault.Internal, "fault.internal"))
		}()
		next.ServeHTTP(w, r)
	})
}

type requestKey struct{}

// request is what the log says about a request, as far as it is known.
type request struct{ id, route string }

// RequestID returns the number under which the log knows this request.
func RequestID(ctx context.Context) string {
	if seen, ok := ctx.Value(requestKey{}).(*request); ok {
		return seen.id
	}
	return ""
}

// observe numbers the request and writes one line about it, nothing personal in it.
// What the API answers is not kept on its way, unless it says otherwise.
func (s *Server) observe(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		line := &request{id: rand.Text()[:10]}
		ctx := context.WithValue(r.Context(), requestKey{}, line)
		w.Header().Set("X-Request-Id", line.id)
		if isAPI(r) {
			w.Header().Set("Cache-Control", "no-store")
		}
		seen := &statusWriter{ResponseWriter: w, status: http.StatusOK}
		watch := clock.Start()
		next.ServeHTTP(seen, r.WithContext(ctx))
		took := watch.Elapsed()
		if s.Observe != nil {
			s.Observe(r.Method, line.route, seen.status, took)
		}
		slog.InfoContext(ctx, "request", "request", line.id, "method", r.Method, "route", line.route,
			"status", seen.status, "ms", took.Milliseconds())
	})
}

type statusWriter struct {
	http.ResponseWriter
	status int
}

func (w *statusWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

// Unwrap lets http.ResponseController reach the connection.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
