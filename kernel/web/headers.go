package web

import (
	"context"
	"crypto/rand"
	"net/http"
	"strings"
)

// policy is the content security policy. Pages bring no inline style and no
// inline script but one that carries the nonce.
const policy = "default-src 'self'; script-src 'self' 'nonce-NONCE'; style-src 'self'; " +
	"img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; " +
	"frame-ancestors 'none'; form-action 'self'"

type nonceKey struct{}

// Nonce returns the nonce for an inline script of this answer.
func Nonce(ctx context.Context) string {
	s, _ := ctx.Value(nonceKey{}).(string)
	return s
}

// Headers sets on every answer what protects its reader.
func Headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		nonce := rand.Text()
		h := w.Header()
		h.Set("Content-Security-Policy", strings.Replace(policy, "NONCE", nonce, 1))
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(self), geolocation=(self), microphone=(), payment=(), usb=()")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), nonceKey{}, nonce)))
	})
}

// AllowInlineStyles lets the page being answered carry styles of its own: a few tools for
// staff, written by others, cannot do without.
func AllowInlineStyles(w http.ResponseWriter) {
	h := w.Header()
	h.Set("Content-Security-Policy", strings.Replace(h.Get("Content-Security-Policy"), "style-src 'self'", "style-src 'self' 'unsafe-inline'", 1))
}
