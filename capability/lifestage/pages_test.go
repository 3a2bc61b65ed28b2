package lifestage

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"tongban/kernel/actor"
	"tongban/kernel/db/dbtest"
	"tongban/kernel/web"
)

// opened serves the pages and the API.
func opened(t *testing.T) (bench, http.Handler) {
	t.Helper()
	b := world(t, dbtest.SQLite(t))
	mux := http.NewServeMux()
	for _, route := range b.Module().Routes {
		mux.HandleFunc(route.Pattern, func(w http.ResponseWriter, r *http.Request) {
			err := web.Allowed(actor.From(r.Context()), route.Need)
			if err == nil {
				err = route.Handler(w, r)
			}
			if err != nil {
				http.Error(w, web.ProblemOf(r.Context(), err).Title, web.StatusOf(err))
			}
		})
	}
	b.Module().API(web.NewAPI(mux, "test", "0"))
	return b, mux
}

// asks sends a request as somebody.
func (b bench) asks(h http.Handler, by actor.Actor, method, address, body string) *httptest.ResponseRecorder {
	b.Helper()
	r := httptest.NewRequest(method, address, strings.NewReader(body))
	switch {
	case strings.HasPrefix(address, "/api/"):
		r.Header.Set("Content-Type", "application/json")
	case method == http.MethodPost:
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r.WithContext(b.as(by)))
	if strings.Contains(w.Body.String(), "⟦lifestage") {
		b.Errorf("%s %s: a text is missing in %s", method, address, w.Body)
	}
	return w
}

var guest = actor.Actor{Kind: actor.Guest}

func TestTheStagesLeadToWhatTheCityOffers(t *testing.T) {
	b, h := opened(t)
	for address, want := range map[string][]string{
		"/life/person":                {"个人全生命周期", "出生", "身后", "/items/birth-cert", "没有这个阶段的事项", "/life/firm"},
		"/life/firm":                  {"企业全生命周期", "开办", "注销", "/items/biz-setup", "/items/food-license"},
		"/life/person/birth":          {"出生证明、落户、医保", "/items/birth-cert", "/items/hukou-birth"},
		"/life/person/school":         {"这个阶段还没有可以办的事项", "12345"},
		"/api/v1/life-stages":         {`"code":"birth"`, `"url":"/items/birth-cert"`, `"code":"school"`, `"total":0`},
		"/life/firm/closing":          {"12345"},
		"/life/person/birth?cursor=x": {"/items/birth-cert"},
	} {
		w := b.asks(h, guest, "GET", address, "")
		for _, part := range want {
			if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), part) {
				t.Errorf("%s: %d, no %q in %s", address, w.Code, part, w.Body)
			}
		}
	}
	for address, want := range map[string]string{"/life": "/life/person", "/stages": "/life", "/stages/birth": "/life/person/birth", "/stages/closing": "/life/firm/closing"} {
		if w := b.asks(h, guest, "GET", address, ""); w.Code != http.StatusSeeOther || w.Header().Get("Location") != want {
			t.Errorf("%s: %d %s", address, w.Code, w.Header().Get("Location"))
		}
	}
	if w := b.asks(h, agent(actor.Firm), "GET", "/life", ""); w.Header().Get("Location") != "/life/firm" {
		t.Errorf("acting for a firm: %s", w.Header().Get("Location"))
	}
	for _, address := range []string{"/life/x", "/life/person/closing", "/life/firm/birth", "/stages/nothing", "/api/v1/life-stages?kind=x"} {
		if w := b.asks(h, guest, "GET", address, ""); w.Code != http.StatusNotFound && w.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", address, w.Code)
		}
	}
}

func TestASuggestionSaysWhyAndGoesAway(t *testing.T) {
	b, h := opened(t)
	b.had(su.ID, "birth-cert", 5)
	page := b.asks(h, su, "GET", "/life/person", "").Body.String()
	for _, part := range []string{"接下来可能要办", "孩子出生后一个月内要申报户口", "来源：我的办件", "不再提示", `href="/cases/no-birth-cert"`} {
		if !strings.Contains(page, part) {
			t.Errorf("no %q in %s", part, page)
		}
	}
	if strings.Contains(b.asks(h, su, "GET", "/life/firm", "").Body.String(), "不再提示") {
		t.Error("the firm's page suggests what is a person's")
	}
	_, list := b.offered(su)
	for back, want := range map[string]string{"/": "/", "https://evil.example": minePath, "//evil.example": minePath, "": minePath} {
		w := b.asks(h, su, "POST", "/suggestions/"+list[0].ID+"/dismiss", url.Values{"back": {back}}.Encode())
		if w.Code != http.StatusSeeOther || w.Header().Get("Location") != want {
			t.Errorf("back to %q: %d %s", back, w.Code, w.Header().Get("Location"))
		}
	}
	mine := b.asks(h, su, "GET", minePath, "").Body.String()
	if strings.Contains(mine, "申报户口") || !strings.Contains(mine, "恢复不再提示的 1 条") {
		t.Error(mine)
	}
	b.asks(h, su, "POST", minePath, "on=0")
	if mine := b.asks(h, su, "GET", minePath, "").Body.String(); !strings.Contains(mine, "提示已关闭") || !strings.Contains(mine, "打开提示") {
		t.Error(mine)
	}
	b.asks(h, su, "POST", minePath, "on=1")
	b.asks(h, su, "POST", minePath+"/restore", "")
	b.wants("all of it again", su, "hukou-birth", "vaccine-cert", "med-insure")
	if mine := b.asks(h, agent(actor.Person), "GET", minePath, "").Body.String(); !strings.Contains(mine, "不分析他人的信息") {
		t.Error(mine)
	}
	for _, by := range []actor.Actor{guest, publisher} {
		if w := b.asks(h, by, "GET", minePath, ""); w.Code == http.StatusOK {
			t.Errorf("%s reads it", by.Kind)
		}
	}
}

func TestProgramsOfAPersonAskAndRefuse(t *testing.T) {
	b, h := opened(t)
	b.had(su.ID, "birth-cert", 5)
	const all = "/api/v1/suggestions"
	if w := b.asks(h, su, "GET", all, ""); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), `"because":"case"`) || w.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	_, list := b.offered(su)
	for _, c := range []struct {
		method, address, body string
		want                  int
	}{
		{"DELETE", all + "/" + list[0].ID, "", http.StatusNoContent},
		{"DELETE", all + "/" + list[0].ID, "", http.StatusNoContent},
		{"DELETE", all + "/unknown", "", http.StatusNotFound},
		{"POST", all + "/restore", "", http.StatusNoContent},
		{"PUT", all, `{"on":false}`, http.StatusNoContent},
		{"DELETE", all + "/" + list[0].ID, "", http.StatusNotFound},
		{"PUT", all, `{"on":true}`, http.StatusNoContent},
	} {
		if w := b.asks(h, su, c.method, c.address, c.body); w.Code != c.want {
			t.Errorf("%s %s: %d %s", c.method, c.address, w.Code, w.Body)
		}
	}
}
