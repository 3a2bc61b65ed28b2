package web

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestPagesArePackedAndStreamsAreNot(t *testing.T) {
	long := strings.Repeat("材料齐全", 500)
	for _, c := range []struct {
		name, kind, accepts, packed string
		status                      int
	}{
		{"page", "text/html; charset=utf-8", "gzip, br", "gzip", 200},
		{"refused page", "text/html; charset=utf-8", "gzip", "gzip", 422},
		{"JSON", "application/json", "gzip", "gzip", 200},
		{"stream", "text/event-stream", "gzip", "", 200},
		{"PDF", "application/pdf", "gzip", "", 200},
		{"old browser", "text/html", "", "", 200},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := httptest.NewRequest("GET", "/", nil)
			r.Header.Set("Accept-Encoding", c.accepts)
			w := httptest.NewRecorder()
			Compress(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", c.kind)
				w.WriteHeader(c.status)
				_, _ = io.WriteString(w, long)
			})).ServeHTTP(w, r)
			if w.Code != c.status || w.Header().Get("Content-Encoding") != c.packed {
				t.Fatalf("%d, packed by %q", w.Code, w.Header().Get("Content-Encoding"))
			}
			body := io.Reader(w.Body)
			if c.packed != "" {
				z, err := gzip.NewReader(w.Body)
				if err != nil {
					t.Fatal(err)
				}
				body = z
			}
			if got, _ := io.ReadAll(body); string(got) != long {
				t.Errorf("%d bytes arrive, not %d", len(got), len(long))
			}
		})
	}
}

func TestAnAnswerWithoutABodyIsNotPacked(t *testing.T) {
	r := httptest.NewRequest("POST", "/", nil)
	r.Header.Set("Accept-Encoding", "gzip")
	w := httptest.NewRecorder()
	Compress(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Header.Set("HX-Request", "true")
		w.Header().Set("Content-Type", "text/html")
		_ = Redirect(w, r, "/next")
	})).ServeHTTP(w, r)
	if w.Header().Get("Content-Encoding") != "" || w.Body.Len() != 0 || w.Header().Get("HX-Redirect") != "/next" {
		t.Errorf("got %v with %d bytes", w.Header(), w.Body.Len())
	}
}
