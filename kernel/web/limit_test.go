package web

import (
	"fmt"
	"net/http"
	"net/http/httptest"
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
	if f, ok := fault.As(err); !ok || f.Kind != fault.TooMany || fmt.Sprint(f.Args) != "[2]" {
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
