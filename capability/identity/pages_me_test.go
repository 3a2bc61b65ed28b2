package identity

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// cookieOf signs a persona in by the page.
func cookieOf(t *testing.T, site http.Handler, persona string) *http.Cookie {
	t.Helper()
	cookies := ask(site, "POST", "/personas/"+persona, "").Cookies()
	if len(cookies) != 1 {
		t.Fatal("not signed in")
	}
	return cookies[0]
}

func TestACitizenSignsInOnThePage(t *testing.T) {
	onSite(t, func(t *testing.T, w *world, site http.Handler) {
		form := url.Values{"mobile": {newMobile}, "return": {"/items/road-qual"}}
		page := text(t, ask(site, "POST", "/signin/code", form.Encode()))
		for _, want := range []string{"验证码已发送", `value="` + newMobile + `"`, `autocomplete="one-time-code"`, `value="/items/road-qual"`} {
			if !strings.Contains(page, want) {
				t.Errorf("the page lacks %q", want)
			}
		}
		code := w.code()
		form.Set("code", wrong(code))
		answer := ask(site, "POST", "/signin", form.Encode())
		if page := text(t, answer); answer.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(page, "还可以再试 4 次") || len(answer.Cookies()) > 0 {
			t.Errorf("a wrong code: %d", answer.StatusCode)
		}
		form.Set("code", code)
		answer = ask(site, "POST", "/signin", form.Encode())
		if answer.StatusCode != http.StatusSeeOther || answer.Header.Get("Location") != "/items/road-qual" || len(answer.Cookies()) != 1 {
			t.Errorf("%d, %v", answer.StatusCode, answer.Header)
		}
	})
}

func TestThePagesAboutOneselfHaveTheirTextsAndMaskNumbers(t *testing.T) {
	onSite(t, func(t *testing.T, w *world, site http.Handler) {
		cookie := cookieOf(t, site, "tang")
		firm := w.firmOf(w.knows(cookie.Value)).Principal.String()
		for path, want := range map[string]string{
			"/me/profile": "199****5418", "/me/mobile": "更换手机号", "/me/realname": "不用再做", "/me/acting": "云岫清溪谷餐饮管理有限公司",
			"/me/firms": "法定代表人", "/me/firms/" + firm: "蔡明薇", "/me/authorisations": "代办记录",
			"/me/authorisations/new": "道路运输从业资格证", "/me/authorisations/new?firm=" + firm: "授权经办人", "/me/children/new": "未成年",
		} {
			answer := ask(site, "GET", path, "", with(cookie))
			page := text(t, answer)
			if answer.StatusCode != http.StatusOK || !strings.Contains(page, want) || strings.Contains(page, "⟦") || strings.Contains(page, "5418\"") {
				t.Errorf("%s: %d, has %q: %v", path, answer.StatusCode, want, strings.Contains(page, want))
			}
		}
	})
}

func TestAnothersFirmAndMandateAreNotFound(t *testing.T) {
	onSite(t, func(t *testing.T, w *world, site http.Handler) {
		held := w.firmOf(w.knows(cookieOf(t, site, "cai").Value))
		lin := cookieOf(t, site, "lin")
		for _, r := range []struct{ method, path, body string }{
			{"GET", "/me/firms/" + held.Principal.String(), ""},
			{"GET", "/me/authorisations/new?firm=" + held.Principal.String(), ""},
			{"POST", "/me/authorisations", "firm=" + held.Principal.String() + "&name=梅若溪&contact=17000002119&until=2026-12-31"},
			{"POST", "/me/authorisations/" + held.ID.String() + "/accept", ""},
			{"POST", "/me/authorisations/" + held.ID.String() + "/decline", ""},
			{"POST", "/me/authorisations/" + held.ID.String() + "/end", ""},
			{"POST", "/me/acting", "mandate=" + held.ID.String()},
			{"POST", "/api/v1/me/authorisations/" + held.ID.String() + "/accept", "{}"},
			{"DELETE", "/api/v1/me/authorisations/" + held.ID.String(), ""},
			{"PUT", "/api/v1/me/acting", `{"mandate":"` + held.ID.String() + `"}`},
		} {
			if answer := ask(site, r.method, r.path, r.body, with(lin)); answer.StatusCode != http.StatusNotFound {
				t.Errorf("%s %s: %d", r.method, r.path, answer.StatusCode)
			}
		}
	})
}

func TestActingIsChosenOnThePage(t *testing.T) {
	onSite(t, func(t *testing.T, w *world, site http.Handler) {
		cookie := cookieOf(t, site, "cai")
		held := w.firmOf(w.knows(cookie.Value))
		answer := ask(site, "POST", "/me/acting", "mandate="+held.ID.String(), with(cookie))
		if answer.StatusCode != http.StatusSeeOther {
			t.Fatalf("%d", answer.StatusCode)
		}
		for back, goes := range map[string]string{"%2Fapply%2Fnew%3Fitem%3Droad-qual": "/apply/new?item=road-qual", "https%3A%2F%2Felsewhere.example": "/me/acting"} {
			answer := ask(site, "POST", "/me/acting", "mandate="+held.ID.String()+"&return="+back, with(cookie))
			if got := answer.Header.Get("Location"); got != goes {
				t.Errorf("%s leads to %s", back, got)
			}
		}
		if page := text(t, ask(site, "GET", "/me/acting", "", with(cookie))); !strings.Contains(page, "您正在代表："+held.PrincipalName) {
			t.Error("the page does not say for whom")
		}
		if me := text(t, ask(site, "GET", "/api/v1/me", "", with(cookie))); !strings.Contains(me, `"actsFor":{"id":"`+held.Principal.String()) {
			t.Errorf("the API says %s", me)
		}
		ask(site, "POST", "/me/acting", "mandate=", with(cookie))
		if w.knows(cookie.Value).Acting() {
			t.Error("cai still acts for the firm")
		}
	})
}
