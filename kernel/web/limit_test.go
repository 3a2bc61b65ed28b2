package web

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"
	"time"

	"tongban/kernel/clock"
	"tongban/kernel/fault"
)

func newLimiter(perMinute, atOnce int) (*Limiter, *clock.Fixed) {
	now := clock.At(time.Date(2026, 2, 13, 9, 0, 0, 0, clock.Shanghai))
	l := NewLimiter(perMinute, atOnce)
	l.now = now
	return l, now
}

func TestClientMayComeAtOnceAndThenAtItsPace(t *testing.T) {
	l, now := newLimiter(60, 3)
	const who = "192.0.2.1:5000"
	for i := range 3 {
		if err := l.Allow(who); err != nil {
			t.Fatalf("request %d: %v", i, err)
		}
	}
	err := l.Allow(who)
	if f, ok := fault.As(err); !ok || f.Kind != fault.TooMany || fmt.Sprint(f.Args) != "[2]" || f.After != 2*time.Second {
		t.Errorf("the fourth: %v", err)
	}
	if err := l.Allow("192.0.2.2:5000"); err != nil {
		t.Errorf("another client: %v", err)
	}
	now.Set(now.Now().Add(time.Second))
	if err := l.Allow(who); err != nil {
		t.Errorf("a second later: %v", err)
	}
	if err := l.Allow(who); err == nil {
		t.Error("two in that second")
	}
}

func TestClientsAreNetworksWhereAddressesAreFree(t *testing.T) {
	for _, c := range []struct {
		a, b string
		same bool
	}{
		{"192.0.2.1:1", "192.0.2.1:2", true},
		{"192.0.2.1:1", "192.0.2.2:1", false},
		{"192.0.2.1:1", "[::ffff:192.0.2.1]:1", true},
		{"[2001:db8::1]:1", "[2001:db8::ffff:1]:1", true},
		{"[2001:db8::1]:1", "[2001:db8:0:1::1]:1", false},
		{"[fe80::1%eth0]:1", "[fe80::1]:1", true},
		{"", "@", true}, // no address: one client, limited all the same
	} {
		if got := client(c.a) == client(c.b); got != c.same {
			t.Errorf("%s and %s: the same client %v, want %v", c.a, c.b, got, c.same)
		}
	}
}

func TestIdleClientsAreForgotten(t *testing.T) {
	l, now := newLimiter(60, 10)
	for i := range 1000 {
		_ = l.Allow(fmt.Sprintf("10.0.%d.%d:1", i/256, i%256))
	}
	now.Set(now.Now().Add(time.Minute))
	_ = l.Allow("192.0.2.1:1")
	if len(l.ahead) != 1 {
		t.Errorf("%d clients are kept", len(l.ahead))
	}
}

func TestLimitedHandlerIsNotAskedOnceTooOften(t *testing.T) {
	l, _ := newLimiter(60, 1)
	asked := 0
	h := Limited(l, func(http.ResponseWriter, *http.Request) error { asked++; return nil })
	for range 3 {
		_ = h(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/", nil))
	}
	if asked != 1 {
		t.Errorf("asked %d times", asked)
	}
}

// What many addresses ask about one thing counts as one, and apart from addresses.
func TestKeysAreCountedFromWhereverTheyCome(t *testing.T) {
	l, _ := newLimiter(60, 2)
	for range 2 {
		if err := l.AllowKey("YX-260210-ABC234"); err != nil {
			t.Fatal(err)
		}
	}
	if err := l.AllowKey("YX-260210-ABC234"); fault.KindOf(err) != fault.TooMany {
		t.Errorf("the third: %v", err)
	}
	if err := l.AllowKey("YX-260210-ZZZ999"); err != nil {
		t.Errorf("another key: %v", err)
	}
	for range 5 {
		if err := l.AllowKey(""); err != nil {
			t.Fatalf("no key: %v", err)
		}
	}
}

func TestNoCrowdFillsTheMemory(t *testing.T) {
	l, _ := newLimiter(60, 10)
	for i := range mostSubjects + 1000 {
		_ = l.Allow(fmt.Sprintf("[2001:db8:%x:%x::1]:1", i>>16, i&0xffff))
	}
	if len(l.ahead) != mostSubjects {
		t.Errorf("%d clients are kept, at most %d should be", len(l.ahead), mostSubjects)
	}
	const who = "192.0.2.1:1"
	for range 10 {
		if err := l.Allow(who); err != nil {
			t.Fatalf("a newcomer is kept out: %v", err)
		}
	}
	if err := l.Allow(who); err == nil {
		t.Error("a newcomer is not counted once the memory is full")
	}
}

// People see a page, programs a problem, and both learn when to come again. Behind a
// proxy of ours the address it names counts, one that is only claimed does not.
func TestWhoComesTooOftenIsToldWhen(t *testing.T) {
	s, mux := newServer(), http.NewServeMux()
	s.Proxies = []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}
	l, _ := newLimiter(60, 1)
	fine := func(http.ResponseWriter, *http.Request) error { return nil }
	s.Mount(mux, []Route{{Pattern: "GET /track", Handler: Limited(l, fine)}})
	Register(NewAPI(mux, "t", "1"), Op{Method: http.MethodGet, Path: "/track"}, func(_ context.Context, in *struct{ Client }) (*struct{}, error) {
		return nil, in.Within(l)
	})
	h := s.Handler(mux)
	ask := func(path, from, forwarded string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodGet, path, nil)
		r.RemoteAddr = from
		r.Header.Set("X-Forwarded-For", forwarded)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w
	}
	if w := ask("/track", "10.0.0.1:1", "2001:db8:0:1::1"); w.Code != http.StatusOK {
		t.Fatalf("the first: %d", w.Code)
	}
	for path, kind := range map[string]string{"/track": "text/html; charset=utf-8", "/api/v1/track": "application/problem+json"} {
		w := ask(path, "10.0.0.1:1", "198.51.100.7, 2001:db8:0:1::2") // the same network of 64 bits
		if w.Code != http.StatusTooManyRequests || w.Header().Get("Retry-After") != "2" || w.Header().Get("Content-Type") != kind {
			t.Errorf("%s again: %d, %v", path, w.Code, w.Header())
		}
	}
	if w := ask("/track", "10.0.0.1:1", "2001:db8:0:2::1"); w.Code != http.StatusOK {
		t.Errorf("the network beside: %d", w.Code)
	}
	if w := ask("/track", "203.0.113.1:1", "2001:db8:0:3::1"); w.Code != http.StatusOK {
		t.Errorf("a stranger: %d", w.Code)
	}
	if w := ask("/track", "203.0.113.1:1", "2001:db8:0:4::1"); w.Code != http.StatusTooManyRequests {
		t.Errorf("a stranger who claims another address: %d", w.Code)
	}
}
