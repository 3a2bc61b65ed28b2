package desk

import (
	"net/http"

	"tongban/kernel/web"
)

// keysCookie remembers on this machine that the shortcuts are off.
const keysCookie = "tongban_desk_keys"

// keysOn reports whether single keys work as shortcuts.
//
// Basis: WCAG 2.2, 2.1.4 (single keys can be turned off).
func keysOn(r *http.Request) bool {
	c, err := r.Cookie(keysCookie)
	return err != nil || c.Value != "off"
}

// keys lists the shortcuts.
func (p pages) keys(w http.ResponseWriter, r *http.Request) error {
	return web.Render(w, r, http.StatusOK, keysPage(keysOn(r)))
}

// setKeys turns the shortcuts on or off on this machine.
func (p pages) setKeys(w http.ResponseWriter, r *http.Request) error {
	value := "on"
	if r.PostFormValue("keys") == "off" {
		value = "off"
	}
	http.SetCookie(w, &http.Cookie{Name: keysCookie, Value: value, Path: "/desk", MaxAge: 365 * 24 * 60 * 60, HttpOnly: true, SameSite: http.SameSiteLaxMode})
	return web.Redirect(w, r, "/desk/keys")
}

// digit is the key for the n-th of several things from 0, none beyond the ninth.
func digit(n int) string {
	if n > 8 {
		return ""
	}
	return itoa(int64(n + 1))
}
