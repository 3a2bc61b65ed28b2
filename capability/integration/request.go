package integration

import (
	"net/http"
	"strings"

	"tongban/kernel/actor"
	"tongban/kernel/fault"
	"tongban/kernel/web"
)

// Authenticate returns the program of a request; ok is false if it brings no service key,
// so that somebody else says who asks. Keys open the API and no pages.
func (s *Service) Authenticate(r *http.Request) (a actor.Actor, ok bool, err error) {
	scheme, secret, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	secret = strings.TrimSpace(secret)
	if !strings.EqualFold(scheme, "Bearer") || !strings.HasPrefix(secret, Prefix) {
		return a, false, nil
	}
	path, below := strings.CutPrefix(r.URL.Path, web.APIPrefix)
	if !below {
		return a, true, fault.New(fault.Forbidden, "integration.closed")
	}
	a, err = s.Resume(r.Context(), secret, r.Method, path)
	return a, true, err
}
