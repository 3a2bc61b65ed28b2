package web

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"tongban/kernel/clock"
)

// upload is a form with one file of zeros, sent without saying how long it is.
type upload struct {
	io.Reader
	taken int64
}

func newUpload(size int64) *upload {
	head := "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n\r\n"
	return &upload{Reader: io.MultiReader(strings.NewReader(head), io.LimitReader(zeros{}, size), strings.NewReader("\r\n--b--\r\n"))}
}

func (u *upload) Read(p []byte) (int, error) {
	n, err := u.Reader.Read(p)
	u.taken += int64(n)
	return n, err
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// post sends the form to a handler and returns the status.
func (u *upload) post(h http.Handler, path, kind string) int {
	r := httptest.NewRequest(http.MethodPost, path, u)
	r.ContentLength = -1
	r.Header.Set("Content-Type", kind+"; boundary=b")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Code
}

func TestFilesAreTakenOnlyWhereTheyAreExpected(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	s, mux := newServer(), http.NewServeMux()
	value := func(w http.ResponseWriter, r *http.Request) error { _ = r.FormValue("no"); return nil }
	var tooLarge *http.MaxBytesError
	stream := func(w http.ResponseWriter, r *http.Request) error {
		if _, err := io.Copy(io.Discard, r.Body); !errors.As(err, &tooLarge) {
			t.Errorf("the body ends with %v", err)
		}
		return nil
	}
	s.Mount(mux, []Route{
		{Pattern: "POST /track", Handler: value},
		{Pattern: "POST /materials", Files: 64 << 20, Handler: value},
		{Pattern: "POST /licence", Files: 5 << 20, Handler: stream},
	})
	h := s.Handler(mux)

	for _, kind := range []string{"multipart/form-data", "Multipart/Form-Data", " multipart/mixed "} {
		u := newUpload(50 << 20)
		if status := u.post(h, "/track", kind); status != http.StatusUnprocessableEntity || u.taken > 0 {
			t.Errorf("%s where no file is expected: %d after %d bytes", kind, status, u.taken)
		}
	}
	if status := newUpload(50<<20).post(h, "/materials", "multipart/form-data"); status != http.StatusOK {
		t.Errorf("a file where one is expected: %d", status)
	}
	u := newUpload(50 << 20)
	u.post(h, "/licence", "multipart/form-data")
	if tooLarge == nil || u.taken > 6<<20 {
		t.Errorf("%d bytes were read where 5 MB may come", u.taken)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("%d files stay on the disk, %v", len(left), err)
	}
}

// line is a connection that notes until when it listens.
type line struct {
	*httptest.ResponseRecorder
	until time.Time
}

func (l *line) SetReadDeadline(t time.Time) error { l.until = t; return nil }

// Who sends slowly holds a connection, but not for ever; files may take longer.
func TestBodiesHaveToArriveInTime(t *testing.T) {
	s, mux := newServer(), http.NewServeMux()
	fine := func(http.ResponseWriter, *http.Request) error { return nil }
	s.Mount(mux, []Route{{Pattern: "/form", Handler: fine}, {Pattern: "POST /files", Files: 1 << 20, Handler: fine}})
	Register(NewAPI(mux, "t", "1"), Op{Method: http.MethodPost, Path: "/files", MaxBody: 1 << 20},
		func(context.Context, *struct{}) (*struct{}, error) { return nil, nil })
	h := s.Handler(mux)
	for _, tt := range []struct {
		method, path, kind string
		want               time.Duration
	}{
		{http.MethodPost, "/form", "", formTime},
		{http.MethodPost, "/api/v1/nothing", "", formTime},
		{http.MethodPost, "/files", "multipart/form-data", uploadTime},
		{http.MethodPost, "/api/v1/files", "multipart/form-data", uploadTime},
		{http.MethodGet, "/form", "", 0}, // a slow download is nobody's fault
	} {
		var body io.Reader
		if tt.method == http.MethodPost {
			body = strings.NewReader("x")
		}
		r := httptest.NewRequest(tt.method, tt.path, body)
		r.Header.Set("Content-Type", tt.kind)
		l, before := &line{ResponseRecorder: httptest.NewRecorder()}, clock.Real.Now()
		h.ServeHTTP(l, r)
		if tt.want == 0 && !l.until.IsZero() || tt.want > 0 && l.until.Sub(before).Round(10*time.Second) != tt.want {
			t.Errorf("%s %s may send until %v, want %v", tt.method, tt.path, l.until.Sub(before), tt.want)
		}
	}
}
