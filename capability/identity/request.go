package identity

import (
	"errors"
	"net/http"
	"strings"

	"tongban/kernel/actor"
)

// Cookie names. Over TLS the name begins with __Host-, which browsers accept only
// for a secure cookie of this very host, so that a neighbour host cannot plant one.
const (
	plainCookie = "tongban_session"
	hostCookie  = "__Host-tongban_session"
)

// Authenticate returns the actor of a request, by its Authorization header or else
// by its cookie. Without either it is a guest. A cookie whose session has ended
// makes a guest too, so that public pages stay open; a bearer token whose session
// has ended is Unauthenticated, because a program asked for it by name.
func (s *Service) Authenticate(r *http.Request) (actor.Actor, error) {
	guest := actor.Actor{Kind: actor.Guest}
	if header := r.Header.Get("Authorization"); header != "" {
		return s.Resume(r.Context(), bearer(header))
	}
	token := s.cookie(r)
	if token == "" {
		return guest, nil
	}
	a, err := s.Resume(r.Context(), token)
	if errors.Is(err, errSession) {
		return guest, nil
	}
	return a, err
}

// bearer returns the token of an Authorization header, "" for another scheme.
func bearer(header string) string {
	scheme, token, _ := strings.Cut(header, " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return strings.TrimSpace(token)
}

// secure reports whether the reader came by TLS.
func (s *Service) secure(r *http.Request) bool { return s.cfg.TLS || r.TLS != nil }

func (s *Service) cookieName(r *http.Request) string {
	if s.secure(r) {
		return hostCookie
	}
	return plainCookie
}

// cookie returns the token in the session cookie, "" if there is none.
func (s *Service) cookie(r *http.Request) string {
	c, err := r.Cookie(s.cookieName(r))
	if err != nil {
		return ""
	}
	return c.Value
}

// setCookie gives the browser its token, until the browser is closed.
func (s *Service) setCookie(w http.ResponseWriter, r *http.Request, token string) {
	http.SetCookie(w, s.sessionCookie(r, token, 0))
}

// clearCookie takes the token back.
func (s *Service) clearCookie(w http.ResponseWriter, r *http.Request) {
	http.SetCookie(w, s.sessionCookie(r, "", -1))
}

func (s *Service) sessionCookie(r *http.Request, token string, age int) *http.Cookie {
	return &http.Cookie{
		Name:     s.cookieName(r),
		Value:    token,
		Path:     "/",
		MaxAge:   age,
		Secure:   s.secure(r),
		HttpOnly: true,
		SameSite: http.SameSiteLaxMode,
	}
}

// visitor is what r tells about who tries to sign in.
func (s *Service) visitor(r *http.Request) Visitor {
	return Visitor{Device: r.UserAgent(), Replaces: s.cookie(r)}
}
