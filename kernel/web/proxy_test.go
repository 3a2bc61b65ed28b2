package web

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestOnlyOurProxiesAreBelieved(t *testing.T) {
	proxies, err := ParseProxies("10.0.0.0/8, 2001:db8::/32")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ParseProxies("10.0.0.0"); err == nil {
		t.Error("what is no network is taken for one")
	}
	for _, tt := range []struct{ from, forwarded, want string }{
		{"10.0.0.1:80", "192.0.2.7", "192.0.2.7"},
		{"[2001:db8::1]:80", "192.0.2.7", "192.0.2.7"},
		{"10.0.0.1:80", "203.0.113.9, 192.0.2.7, 10.0.0.2", "192.0.2.7"}, // the first was made up
		{"10.0.0.1:80", "nonsense", "10.0.0.1:80"},
		{"10.0.0.1:80", "", "10.0.0.1:80"},
		{"198.51.100.1:80", "192.0.2.7", "198.51.100.1:80"},
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr = tt.from
		r.Header.Set("X-Forwarded-For", tt.forwarded)
		behind(proxies, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			if r.RemoteAddr != tt.want {
				t.Errorf("%s for %q is %s, want %s", tt.from, tt.forwarded, r.RemoteAddr, tt.want)
			}
		})).ServeHTTP(httptest.NewRecorder(), r)
	}
}
