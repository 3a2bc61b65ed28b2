package web

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/fstest"

	"tongban/kernel/message"
)

func readers(t *testing.T, seen *Prefs) http.Handler {
	t.Helper()
	texts, err := message.Load(fstest.MapFS{
		"messages.zh.toml": {Data: []byte(`a = "甲"`)}, "messages.en.toml": {Data: []byte(`a = "A"`)},
	})
	if err != nil {
		t.Fatal(err)
	}
	return Readers(texts, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		*seen = PrefsOf(r.Context())
		_, _ = w.Write([]byte(message.T(r.Context(), "a") + " " + Switch(r.Context(), "lang", "en")))
	}))
}

func TestAChoiceIsRememberedAndTheAddressComesBackPlain(t *testing.T) {
	var seen Prefs
	h := readers(t, &seen)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("GET", "/items?q=%E8%B7%AF&lang=en&elder=1&look=gov-dark", nil))
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/items?q=%E8%B7%AF" {
		t.Fatalf("got %d to %q", w.Code, w.Header().Get("Location"))
	}
	r := httptest.NewRequest("GET", "/items?q=1", nil)
	r.AddCookie(w.Result().Cookies()[0])
	w = httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if want := (Prefs{"gov-dark", "md", true, message.English}); seen != want {
		t.Errorf("prefs are %+v, want %+v", seen, want)
	}
	if got := w.Body.String(); got != "A /items?lang=en&q=1" {
		t.Errorf("page says %q", got)
	}
}

func TestWhatIsNotAChoiceChangesNothing(t *testing.T) {
	for _, address := range []string{"/?look=evil", "/?text=9", "/?lang=fr", "/items?theme=traffic", "/?elder=2"} {
		var seen Prefs
		w := httptest.NewRecorder()
		readers(t, &seen).ServeHTTP(w, httptest.NewRequest("GET", address, nil))
		if w.Code != http.StatusOK || seen != (Prefs{"gov", "md", false, message.Chinese}) {
			t.Errorf("%s: %d with %+v", address, w.Code, seen)
		}
	}
}

func TestSwitchingNeverLeavesTheSite(t *testing.T) {
	var seen Prefs
	r := httptest.NewRequest("GET", "/", nil)
	r.URL.Path, r.URL.RawQuery = "//evil.example/", "lang=en"
	w := httptest.NewRecorder()
	readers(t, &seen).ServeHTTP(w, r)
	if got := w.Header().Get("Location"); got != "/evil.example/" {
		t.Errorf("redirects to %q", got)
	}
}

func TestTheAPIHeedsAcceptLanguageAndPagesDoNot(t *testing.T) {
	for path, want := range map[string]message.Lang{APIPrefix + "/items": message.English, "/items": message.Chinese} {
		r := httptest.NewRequest("GET", path, nil)
		r.Header.Set("Accept-Language", "en-GB,en;q=0.9")
		if got := ReadPrefs(r).Lang; got != want {
			t.Errorf("%s is answered in %s, want %s", path, got, want)
		}
	}
}

func TestEveryAnswerHasItsOwnNonce(t *testing.T) {
	nonces := map[string]bool{}
	h := Headers(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { nonces[Nonce(r.Context())] = true }))
	for range 2 {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
		if w.Header().Get("X-Content-Type-Options") != "nosniff" {
			t.Error("nosniff is missing")
		}
	}
	if len(nonces) != 2 || nonces[""] {
		t.Errorf("nonces: %v", nonces)
	}
}
