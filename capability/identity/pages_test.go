package identity

import (
	"crypto/rand"
	"crypto/tls"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/db/dbtest"
	"tongban/kernel/message"
	"tongban/kernel/web"
	"tongban/ui"
)

// site serves the pages and the API of w the way the application does.
func (w *world) site() http.Handler {
	w.t.Helper()
	texts, err := message.Load(messages, ui.Messages)
	if err != nil {
		w.t.Fatal(err)
	}
	mux := http.NewServeMux()
	module := w.Module()
	module.API(web.NewAPI(mux, "test", "1"))
	for _, route := range module.Routes {
		mux.HandleFunc(route.Pattern, func(rw http.ResponseWriter, r *http.Request) {
			err := web.Allowed(actor.From(r.Context()), route.Need)
			if err == nil {
				err = route.Handler(rw, r)
			}
			if err != nil {
				rw.WriteHeader(web.StatusOf(err))
				_, _ = io.WriteString(rw, web.ProblemOf(r.Context(), err).Title)
			}
		})
	}
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		ctx := message.With(r.Context(), texts, message.Chinese)
		a, err := w.Authenticate(r)
		if err != nil {
			rw.WriteHeader(web.StatusOf(err))
			return
		}
		mux.ServeHTTP(rw, r.WithContext(actor.With(ctx, a)))
	})
}

// ask sends a request with a cookie or bearer token, if any.
func ask(site http.Handler, method, target, body string, change ...func(*http.Request)) *http.Response {
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	if strings.HasPrefix(body, "{") {
		r.Header.Set("Content-Type", "application/json")
	} else {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for _, c := range change {
		c(r)
	}
	rec := httptest.NewRecorder()
	site.ServeHTTP(rec, r)
	return rec.Result()
}

func bearing(token string) func(*http.Request) {
	return func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+token) }
}

func with(c *http.Cookie) func(*http.Request) { return func(r *http.Request) { r.AddCookie(c) } }

func overTLS(r *http.Request) { r.TLS = &tls.ConnectionState{} }

func text(t *testing.T, r *http.Response) string {
	t.Helper()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// onSite opens the demo city on a fresh database of each engine and serves it.
func onSite(t *testing.T, story func(t *testing.T, w *world, site http.Handler)) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := bench(t, d)
		story(t, w, w.site())
	})
}

func TestTheReaderPicksAPersonaAndIsSignedIn(t *testing.T) {
	onSite(t, func(t *testing.T, w *world, site http.Handler) {
		page := text(t, ask(site, "GET", "/personas?return=/items/road-qual", ""))
		for _, want := range []string{"模拟身份", "市民", "企业", "窗口", "审批", "管理", "林晓华", "尉迟峻", `formaction="/personas/lin"`, `value="/items/road-qual"`} {
			if !strings.Contains(page, want) {
				t.Errorf("the page lacks %q", want)
			}
		}
		if strings.Contains(page, "⟦") || strings.Contains(page, "99010319900615011X") {
			t.Error("the page lacks a text or shows an ID number")
		}

		answer := ask(site, "POST", "/personas/lin", "return=%2Fitems%2Froad-qual")
		if answer.StatusCode != http.StatusSeeOther || answer.Header.Get("Location") != "/items/road-qual" || len(answer.Cookies()) != 1 {
			t.Fatalf("%d, %v", answer.StatusCode, answer.Header)
		}
		cookie := answer.Cookies()[0]
		if cookie.Name != "tongban_session" || !cookie.HttpOnly || cookie.SameSite != http.SameSiteLaxMode || cookie.Path != "/" || cookie.Secure || cookie.MaxAge != 0 {
			t.Errorf("cookie %+v", cookie)
		}
		if page := text(t, ask(site, "GET", "/personas", "", with(cookie))); !strings.Contains(page, "您现在是：林晓华") {
			t.Error("the page does not say who one is")
		}
	})
}

func TestOverTLSTheCookieIsBoundToTheHost(t *testing.T) {
	onSite(t, func(t *testing.T, w *world, site http.Handler) {
		secure := ask(site, "POST", "/personas/lin", "", overTLS).Cookies()[0]
		if secure.Name != "__Host-tongban_session" || !secure.Secure || secure.Domain != "" || secure.Path != "/" {
			t.Errorf("cookie %+v", secure)
		}
		// A cookie without the prefix could have been planted by a neighbour host.
		planted := &http.Cookie{Name: "tongban_session", Value: secure.Value}
		if a := ask(site, "GET", "/me/sessions", "", overTLS, with(planted)); a.StatusCode != http.StatusUnauthorized {
			t.Errorf("the plain cookie counts over TLS: %d", a.StatusCode)
		}
		if a := ask(site, "GET", "/me/sessions", "", overTLS, with(secure)); a.StatusCode != http.StatusOK {
			t.Errorf("the secure cookie: %d", a.StatusCode)
		}
		w.cfg.TLS = true
		if a := ask(site, "POST", "/personas/lin", ""); !a.Cookies()[0].Secure {
			t.Error("behind a proxy with TLS the cookie is not secure")
		}
	})
}

func TestTheReturnAddressStaysOnOurSite(t *testing.T) {
	onSite(t, func(t *testing.T, w *world, site http.Handler) {
		w.cfg.Landing = func(a actor.Actor) string { return "/desk" }
		for _, evil := range []string{"https://x.cn/", "//x.cn", "/\\x.cn", "javascript:alert(1)", "/\r\nSet-Cookie: a=b", ""} {
			answer := ask(site, "POST", "/personas/clerk", url.Values{"return": {evil}}.Encode())
			if got := answer.Header.Get("Location"); got != "/desk" {
				t.Errorf("%q leads to %q", evil, got)
			}
			if evil == "" {
				continue
			}
			for _, path := range []string{"/signin?", "/personas?", "/signin/staff?"} {
				page := text(t, ask(site, "GET", path+url.Values{"return": {evil}}.Encode(), ""))
				if strings.Contains(page, "x.cn") || strings.Contains(page, "javascript:") {
					t.Errorf("%s carries %q on", path, evil)
				}
			}
		}
	})
}

func TestSigningInGivesAnotherSessionThanTheOneBroughtAlong(t *testing.T) {
	onSite(t, func(t *testing.T, w *world, site http.Handler) {
		planted := ask(site, "POST", "/personas/mei", "").Cookies()[0]
		mine := ask(site, "POST", "/personas/lin", "", with(planted)).Cookies()[0]
		if mine.Value == planted.Value {
			t.Fatal("the planted token was taken over")
		}
		w.refuses(planted.Value)
		if a := w.knows(mine.Value); a.Name != "林晓华" {
			t.Errorf("signed in as %s", a.Name)
		}
	})
}

func TestSignOutEndsTheSessionNotOnlyTheCookie(t *testing.T) {
	onSite(t, func(t *testing.T, w *world, site http.Handler) {
		cookie := ask(site, "POST", "/personas/lin", "").Cookies()[0]
		answer := ask(site, "POST", "/signout", "", with(cookie))
		if answer.StatusCode != http.StatusSeeOther || answer.Cookies()[0].MaxAge >= 0 {
			t.Errorf("%d, %v", answer.StatusCode, answer.Cookies())
		}
		if a := ask(site, "GET", "/me/sessions", "", with(cookie)); a.StatusCode != http.StatusUnauthorized {
			t.Errorf("the old cookie still works: %d", a.StatusCode)
		}
		if a := ask(site, "GET", "/api/v1/sessions", "", bearing(cookie.Value)); a.StatusCode != http.StatusUnauthorized {
			t.Errorf("the old token still works: %d", a.StatusCode)
		}
		if a := ask(site, "GET", "/personas", "", with(cookie)); a.StatusCode != http.StatusOK {
			t.Errorf("an old cookie closes a public page: %d", a.StatusCode)
		}
	})
}

func TestOneSeesAndEndsOnesSessions(t *testing.T) {
	onSite(t, func(t *testing.T, w *world, site http.Handler) {
		phone := ask(site, "POST", "/personas/lin", "", func(r *http.Request) {
			r.Header.Set("User-Agent", "Mozilla/5.0 (Linux; Android 14; Pixel) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36")
		}).Cookies()[0]
		desktop := ask(site, "POST", "/personas/lin", "").Cookies()[0]
		session := w.knows(phone.Value).Session
		end := "/me/sessions/" + session + "/end"

		page := text(t, ask(site, "GET", "/me/sessions", "", with(desktop)))
		for _, want := range []string{"Chrome, Android", `formaction="` + end + `"`, "退出本设备"} {
			if !strings.Contains(page, want) {
				t.Errorf("the page lacks %q", want)
			}
		}
		mei := ask(site, "POST", "/personas/mei", "").Cookies()[0]
		if strings.Contains(text(t, ask(site, "GET", "/me/sessions", "", with(mei))), session) {
			t.Error("mei sees lin's session")
		}
		if a := ask(site, "POST", end, "", with(mei)); a.StatusCode != http.StatusNotFound {
			t.Errorf("mei ends lin's session: %d", a.StatusCode)
		}
		if a := ask(site, "POST", end, "", with(desktop)); a.StatusCode != http.StatusSeeOther {
			t.Errorf("lin ends it: %d", a.StatusCode)
		}
		w.refuses(phone.Value)
		w.knows(desktop.Value)
	})
}

func TestOutsideTheDemoThePagesSaySo(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		bench(t, d)
		real := node(t, d, Config{})
		real.post.down = true
		site := real.site()
		answer := ask(site, "GET", "/signin?return=/desk", "")
		if answer.StatusCode != http.StatusServiceUnavailable || !strings.Contains(text(t, answer), "暂时不能登录") {
			t.Errorf("/signin: %d", answer.StatusCode)
		}
		for _, r := range [][2]string{{"GET", "/personas"}, {"POST", "/personas/lin"}, {"GET", "/api/v1/personas"}} {
			answer := ask(site, r[0], r[1], "")
			body := text(t, answer)
			if answer.StatusCode != http.StatusServiceUnavailable || len(answer.Cookies()) > 0 || strings.Contains(body, "林晓华") {
				t.Errorf("%s %s: %d, %s", r[0], r[1], answer.StatusCode, body)
			}
		}
		answer = ask(site, "POST", "/api/v1/sessions", `{"persona":"lin"}`)
		if body := text(t, answer); answer.StatusCode != http.StatusServiceUnavailable || strings.Contains(body, `"token"`) {
			t.Errorf("POST /api/v1/sessions: %d, %s", answer.StatusCode, body)
		}
	})
}

func TestTheAPISignsInListsAndSignsOut(t *testing.T) {
	onSite(t, func(t *testing.T, w *world, site http.Handler) {
		for _, row := range []struct {
			name, method, path, body string
			status                   int
			has, lacks               string
		}{
			{"the personas", "GET", "/personas", "", 200, `"key":"trans-approver"`, "9901"},
			{"they are mock", "GET", "/personas", "", 200, `"simulated":true`, "token"},
			{"a citizen", "POST", "/sessions", `{"persona":"lin"}`, 201, `"token":`, "林"},
			{"nobody", "POST", "/sessions", `{"persona":"nobody"}`, 404, "identity.persona-unknown", "token\":"},
			{"nothing", "POST", "/sessions", `{}`, 422, "identity.signin.nothing", "token\":"},
			{"too much", "POST", "/sessions", `{"persona":"` + strings.Repeat("x", 65) + `"}`, 422, "persona", "token\":"},
			{"no JSON", "POST", "/sessions", `{`, 400, "shape", "token\":"},
			{"a guest has no sessions", "GET", "/sessions", "", 401, "fault.signin", "sessions\":["},
			{"a guest ends none", "DELETE", "/sessions/current", "", 401, "fault.signin", ""},
		} {
			answer := ask(site, row.method, "/api/v1"+row.path, row.body)
			body := text(t, answer)
			if answer.StatusCode != row.status || !strings.Contains(body, row.has) || row.lacks != "" && strings.Contains(body, row.lacks) {
				t.Errorf("%s: %d %s", row.name, answer.StatusCode, body)
			}
		}

		var pass struct {
			Token, Session string
			ExpiresAt      time.Time
		}
		w.ok(json.Unmarshal([]byte(text(t, ask(site, "POST", "/api/v1/sessions", `{"persona":"lin"}`))), &pass))
		if !pass.ExpiresAt.Equal(w.time.Now().Add(30 * time.Minute)) {
			t.Errorf("expires %v", pass.ExpiresAt)
		}
		list := text(t, ask(site, "GET", "/api/v1/sessions", "", bearing(pass.Token)))
		if !strings.Contains(list, `"id":"`+pass.Session+`","current":true`) || strings.Contains(list, pass.Token) {
			t.Errorf("sessions: %s", list)
		}
		if a := ask(site, "DELETE", "/api/v1/sessions/xyz", "", bearing(pass.Token)); a.StatusCode != http.StatusNotFound {
			t.Errorf("a strange id: %d", a.StatusCode)
		}
		if a := ask(site, "DELETE", "/api/v1/sessions/current", "", bearing(pass.Token)); a.StatusCode != http.StatusNoContent {
			t.Errorf("signing out: %d", a.StatusCode)
		}
		w.refuses(pass.Token)
	})
}

func TestABadBearerTokenIsRefusedEvenWhereGuestsMayGo(t *testing.T) {
	onSite(t, func(t *testing.T, w *world, site http.Handler) {
		good := w.signIn("lin").Token
		cookie := &http.Cookie{Name: plainCookie, Value: good}
		for _, header := range []string{"Bearer", "Bearer ", "Bearer x", "Basic " + good, good, "Bearer " + good + "x"} {
			answer := ask(site, "GET", "/api/v1/personas", "", with(cookie), func(r *http.Request) { r.Header.Set("Authorization", header) })
			if answer.StatusCode != http.StatusUnauthorized {
				t.Errorf("%q: %d", header, answer.StatusCode)
			}
		}
		for _, header := range []string{"Bearer " + good, "bearer " + good, "BEARER  " + good} {
			answer := ask(site, "GET", "/api/v1/sessions", "", func(r *http.Request) { r.Header.Set("Authorization", header) })
			if answer.StatusCode != http.StatusOK {
				t.Errorf("%q: %d", header, answer.StatusCode)
			}
		}
	})
}

func TestTooManyAttemptsFromOneAddressWait(t *testing.T) {
	onSite(t, func(t *testing.T, w *world, site http.Handler) {
		from := func(address string) func(*http.Request) { return func(r *http.Request) { r.RemoteAddr = address } }
		var page, api bool
		for n := 0; n < 3000 && !(page && api); n++ {
			page = page || ask(site, "POST", "/personas/nobody", "", from("10.0.0.9:1000")).StatusCode == http.StatusTooManyRequests
			api = api || ask(site, "POST", "/api/v1/sessions", `{"persona":"nobody"}`, from("10.0.0.9:1001")).StatusCode == http.StatusTooManyRequests
		}
		if !page || !api {
			t.Errorf("never too many: page %v, API %v", page, api)
		}
		if a := ask(site, "POST", "/api/v1/sessions", `{"persona":"lin"}`, from("10.0.0.10:3000")); a.StatusCode != http.StatusCreated {
			t.Errorf("another address: %d", a.StatusCode)
		}
	})
}

func TestEndedSessionsDoNotFillTheMemory(t *testing.T) {
	onSite(t, func(t *testing.T, w *world, site http.Handler) {
		for range 3 {
			for range 50 {
				forged := make([]byte, tokenSize)
				_, _ = rand.Read(forged)
				w.ok(w.SignOut(t.Context(), base64.RawURLEncoding.EncodeToString(forged)))
			}
			w.after(time.Minute)
		}
		if n := len(w.recent.stays); n > 50 {
			t.Errorf("%d sessions are remembered", n)
		}
	})
}

func TestDevicesAreNamedInAFewWords(t *testing.T) {
	for agent, want := range map[string]string{
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36":                           "Chrome, Windows",
		"Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0":                             "Edge, Windows",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 MicroMessenger/8.0.49":                 "WeChat, iPhone",
		"Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) AppleWebKit/605.1.15 Version/17.5 Safari/605.1.15":                    "Safari, Mac",
		"Mozilla/5.0 (Phone; OpenHarmony 5.0) AppleWebKit/537.36 Chrome/114.0 Safari/537.36 ArkWeb/4.1 HuaweiBrowser/5.0.4": "Huawei Browser, HarmonyOS",
		"curl/8.9.1": "curl",
		"":           "",
	} {
		if got := deviceOf(agent); got != want {
			t.Errorf("%q, want %q: %s", got, want, agent)
		}
	}
	if got := deviceOf(strings.Repeat("x\xff", 500)); len(got) != 40 {
		t.Errorf("%q", got)
	}
}
