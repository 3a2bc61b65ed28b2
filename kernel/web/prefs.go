package web

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"tongban/kernel/message"
)

// Prefs is how a reader wants the pages. They travel in one cookie that holds
// nothing else, so that the server can write the right page at once.
type Prefs struct {
	Theme string // one of Themes
	Size  string // one of Sizes
	Elder bool   // large type, one column, large targets
	Lang  message.Lang
}

// Themes and Sizes are the choices; the first of each is the default.
var (
	Themes = []string{"gov", "gov-dark", "gov-contrast"}
	Sizes  = []string{"md", "lg", "xl"}

	languages = []message.Lang{message.Chinese, message.English}
)

// PrefsCookie is the name of the cookie.
const PrefsCookie = "tongban_prefs"

// prefsLife is how long a browser remembers.
const prefsLife = 365 * 24 * time.Hour

// ReadPrefs returns the preferences of r's reader. Pages are Chinese unless the
// reader switched; the API also heeds Accept-Language.
func ReadPrefs(r *http.Request) Prefs {
	p := Prefs{Theme: Themes[0], Size: Sizes[0], Lang: message.Chinese}
	if strings.HasPrefix(r.URL.Path, APIPrefix) && strings.HasPrefix(r.Header.Get("Accept-Language"), "en") {
		p.Lang = message.English
	}
	if c, err := r.Cookie(PrefsCookie); err == nil {
		if values, err := url.ParseQuery(c.Value); err == nil {
			p.change(values)
		}
	}
	return p
}

// The names of the choices in an address and in the cookie.
const (
	askLang  = "lang"
	askLook  = "look"
	askText  = "text"
	askElder = "elder"
)

// change takes over what values say and reports whether they named a choice. What
// is not a known choice is left as it was.
func (p *Prefs) change(values url.Values) bool {
	named := false
	choose(values, askLang, languages, &p.Lang, &named)
	choose(values, askLook, Themes, &p.Theme, &named)
	choose(values, askText, Sizes, &p.Size, &named)
	elder := "0"
	if p.Elder {
		elder = "1"
	}
	choose(values, askElder, []string{"0", "1"}, &elder, &named)
	p.Elder = elder == "1"
	return named
}

func choose[T ~string](values url.Values, name string, choices []T, into *T, named *bool) {
	if v := T(values.Get(name)); slices.Contains(choices, v) {
		*into, *named = v, true
	}
}

// Cookie returns what makes a browser remember p.
func (p Prefs) Cookie(secure bool) *http.Cookie {
	values := url.Values{askLook: {p.Theme}, askText: {p.Size}, askLang: {string(p.Lang)}}
	if p.Elder {
		values.Set(askElder, "1")
	}
	return &http.Cookie{
		Name: PrefsCookie, Value: values.Encode(), Path: "/", MaxAge: int(prefsLife.Seconds()),
		HttpOnly: true, Secure: secure, SameSite: http.SameSiteLaxMode,
	}
}

type prefsKey struct{}

type reading struct {
	prefs Prefs
	at    string
}

// WithPrefs returns ctx for a reader with p, who is at the address at.
func WithPrefs(ctx context.Context, p Prefs, at string) context.Context {
	return context.WithValue(ctx, prefsKey{}, reading{p, at})
}

// PrefsOf returns the preferences of ctx's reader.
func PrefsOf(ctx context.Context) Prefs {
	if r, ok := ctx.Value(prefsKey{}).(reading); ok {
		return r.prefs
	}
	return Prefs{Theme: Themes[0], Size: Sizes[0], Lang: message.Chinese}
}

// AddressOf returns the path and query that ctx's reader asked for.
func AddressOf(ctx context.Context) string {
	if r, ok := ctx.Value(prefsKey{}).(reading); ok {
		return r.at
	}
	return "/"
}

// Switch returns the address that changes one preference and comes back here,
// e.g. Switch(ctx, "lang", "en").
func Switch(ctx context.Context, name, value string) string {
	u, err := url.Parse(AddressOf(ctx))
	if err != nil {
		u = &url.URL{Path: "/"}
	}
	q := u.Query()
	q.Set(name, value)
	u.RawQuery = q.Encode()
	return u.RequestURI()
}

// Readers puts language and looks of each reader into the context. A page asked
// for with ?lang=, ?look=, ?text= or ?elder= remembers the choice and comes back
// under its plain address.
func Readers(texts *message.Catalogue, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p := ReadPrefs(r)
		if r.Method == http.MethodGet && !strings.HasPrefix(r.URL.Path, APIPrefix) {
			if q := r.URL.Query(); p.change(q) {
				for _, name := range []string{askLang, askLook, askText, askElder} {
					q.Del(name)
				}
				plain := url.URL{Path: localPath(r.URL.Path), RawQuery: q.Encode()}
				http.SetCookie(w, p.Cookie(r.TLS != nil))
				http.Redirect(w, r, plain.String(), http.StatusSeeOther)
				return
			}
		}
		ctx := WithPrefs(r.Context(), p, r.URL.RequestURI())
		next.ServeHTTP(w, r.WithContext(message.With(ctx, texts, p.Lang)))
	})
}

// localPath makes sure that a redirect stays here: "//evil.example" is a host.
func localPath(path string) string { return "/" + strings.TrimLeft(path, "/\\") }
