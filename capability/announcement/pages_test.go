package announcement

import (
	"encoding/xml"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"tongban/capability/access"
	"tongban/kernel/actor"
	"tongban/kernel/check"
	"tongban/kernel/db"
	"tongban/kernel/db/dbtest"
	"tongban/kernel/id"
	"tongban/kernel/message"
	"tongban/kernel/web"
	"tongban/ui"
)

// site is a world with its pages.
type site struct {
	*world
	handler http.Handler
}

func visit(t *testing.T) *site {
	t.Helper()
	w := bench(t, dbtest.SQLite(t))
	texts, err := message.Load(files, ui.Messages, check.Messages, db.Messages, access.Module().Messages, w.places.Module().Messages)
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	for _, route := range w.routes() {
		mux.HandleFunc(route.Pattern, func(rw http.ResponseWriter, r *http.Request) {
			if err := route.Handler(rw, r); err != nil {
				http.Error(rw, web.ProblemOf(r.Context(), err).Title, web.StatusOf(err))
			}
		})
	}
	w.api(web.NewAPI(mux, "test", "0"))
	return &site{w, web.Readers(texts, mux)}
}

// ask sends a request as somebody; with a form it is a POST.
func (s *site) ask(who actor.Actor, path string, form url.Values) (int, string) {
	s.Helper()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	if form != nil {
		r = httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	rec := httptest.NewRecorder()
	s.handler.ServeHTTP(rec, r.WithContext(actor.With(r.Context(), who)))
	if body := strings.ReplaceAll(rec.Body.String(), "⟦fault.", ""); strings.Contains(body, "⟦") { // those are the shell's
		s.Errorf("%s: a text is missing: %s", path, regexp.MustCompile(`⟦[^⟧]*`).FindString(body))
	}
	if location := rec.Header().Get("Location"); location != "" {
		return rec.Code, location
	}
	return rec.Code, rec.Body.String()
}

// sees asks for a page and looks for what it says.
func (s *site) sees(who actor.Actor, path string, wants ...string) string {
	s.Helper()
	status, body := s.ask(who, path, nil)
	if status != http.StatusOK {
		s.Fatalf("%s: %d", path, status)
	}
	for _, want := range wants {
		if !strings.Contains(body, want) {
			s.Errorf("%s lacks %q", path, want)
		}
	}
	return body
}

var guest = actor.Actor{Kind: actor.Guest}

// field is what a form of the page holds in an input.
func field(t *testing.T, body, name string) string {
	t.Helper()
	m := regexp.MustCompile(`name="` + name + `" value="([^"]*)"`).FindStringSubmatch(body)
	if m == nil {
		t.Fatalf("the form has no %s", name)
	}
	return m[1]
}

func TestThePublicReadsWhatWasPublished(t *testing.T) {
	s := visit(t)
	m := notice("关于服务时间的通知")
	m.Kind, m.TitleEn, m.Items = Publicity, "Opening hours", []string{"road-qual"}
	m.From, m.To, m.Objections = date(t, "2026-02-09"), date(t, "2026-02-11"), "电话 0000-1"
	m.Body = "见 https://www.example.cn/a 。\n<script>alert(1)</script>\njavascript:alert(2)"
	v := s.publishes(m)
	body := s.sees(guest, v.URL(), "关于服务时间的通知", "公示剩余 1 个工作日", "2026年2月9日 至 2026年2月11日", "电话 0000-1",
		`<a href="https://www.example.cn/a"`, "&lt;script&gt;", "云岫市政务服务管理局", "云川省 › 云岫市", `href="/items/road-qual"`, "道路货物运输驾驶员从业资格证核发")
	if strings.Contains(body, "<script>alert") || strings.Contains(body, `href="javascript`) {
		t.Error("the text is more than text")
	}
	s.sees(guest, "/announcements", "关于服务时间的通知", v.URL(), `href="/announcements.atom"`)
	s.sees(guest, "/announcements?q=没有&kind=policy&region=990102", "没有符合条件的公示公告", `value="没有"`, "/announcements.atom?kind=policy")
	s.sees(guest, "/announcements?item=road-qual", "只列出与“道路货物运输驾驶员从业资格证核发”有关")
	s.sees(guest, "/announcements?kind=nothing&before=x&region=y&department=z&item=q", "没有符合条件的公示公告")
	s.sees(guest, v.URL()+"?", "公示")
	if status, _ := s.ask(guest, "/announcements/0000000000000", nil); status != http.StatusNotFound {
		t.Errorf("one that is not there: %d", status)
	}
	if status, _ := s.ask(guest, "/announcements/x'%20OR%201=1", nil); status != http.StatusNotFound {
		t.Errorf("one that cannot be: %d", status)
	}
	if err := s.Withdraw(s.as(publisher), v.ID, "日期有误"); err != nil {
		t.Fatal(err)
	}
	if body := s.sees(guest, v.URL(), "撤回原因：日期有误", "已撤回"); strings.Contains(body, "example.cn") {
		t.Error("a withdrawn text is still shown")
	}
}

func TestADraftIsNobodysButTheOffice(t *testing.T) {
	s := visit(t)
	m := notice("草稿")
	if err := s.Write(s.as(editor), m); err != nil {
		t.Fatal(err)
	}
	if status, _ := s.ask(guest, "/announcements/"+m.ID.String(), nil); status != http.StatusNotFound {
		t.Errorf("the public reads a draft: %d", status)
	}
	for _, path := range []string{"/admin/announcements", "/admin/announcements/new", adminURL(m.ID), adminURL(m.ID) + "/edit", adminURL(m.ID) + "/publish"} {
		if status, body := s.ask(citizen, path, nil); status != http.StatusForbidden || strings.Contains(body, "草稿") {
			t.Errorf("%s to a citizen: %d", path, status)
		}
	}
	s.sees(publisher, adminURL(m.ID), "预览", "/publish")
	if body := s.sees(editor, adminURL(m.ID), "/edit", "/discard"); strings.Contains(body, "/publish") {
		t.Error("the author is offered to publish")
	}
	if status, _ := s.ask(editor, adminURL(m.ID)+"/publish", nil); status != http.StatusForbidden {
		t.Errorf("the author publishes: %d", status)
	}
	if status, _ := s.ask(publisher, adminURL(m.ID)+"/withdraw", nil); status != http.StatusConflict {
		t.Errorf("a draft is withdrawn: %d", status)
	}
	if status, _ := s.ask(publisher, adminURL(m.ID)+"/supersede", nil); status != http.StatusNotFound {
		t.Errorf("an event that is no page: %d", status)
	}
}

// form is what the form of a draft sends.
func form(m Manuscript, more url.Values) url.Values {
	sent := url.Values{"id": {m.ID.String()}, "kind": {string(m.Kind)}, "title": {m.Title}, "body": {m.Body}, "department": {m.Department}, "region": {m.Region}}
	for name, values := range more {
		sent[name] = values
	}
	return sent
}

func TestWhatWasTypedSurvivesMistakesAndColleagues(t *testing.T) {
	s := visit(t)
	blank := s.sees(editor, "/admin/announcements/new", "写公示公告")
	key, err := id.Parse(field(t, blank, "id"))
	if err != nil {
		t.Fatal(err)
	}
	m := notice("新通知")
	m.ID = key
	status, body := s.ask(editor, "/admin/announcements", form(m, url.Values{"title": {""}, "kind": {"publicity"}, "from": {"明天"}, "items": {"no-such"}}))
	if status != http.StatusUnprocessableEntity {
		t.Fatalf("with mistakes: %d", status)
	}
	for _, want := range []string{"请填写标题", "请按 2026-02-10 的样子填写日期", "没有代码为 no-such 的在用事项", "第一段", `value="明天"`, `value="no-such"`} {
		if !strings.Contains(body, want) {
			t.Errorf("the form lacks %q", want)
		}
	}
	status, location := s.ask(editor, "/admin/announcements", form(m, url.Values{"items": {" road-qual  food-license "}}))
	if status != http.StatusSeeOther || location != adminURL(key) {
		t.Fatalf("stored: %d, %s", status, location)
	}
	if v := s.version(key); len(v.Items) != 2 {
		t.Errorf("items: %q", v.Items)
	}
	open := s.sees(editor, adminURL(key)+"/edit", "新通知")
	changed := url.Values{"edits": {field(t, open, "edits")}}
	if status, _ := s.ask(both, "/admin/announcements", form(m, changed)); status != http.StatusSeeOther {
		t.Fatalf("a colleague: %d", status)
	}
	m.Title = "我写的标题"
	status, body = s.ask(editor, "/admin/announcements", form(m, changed))
	if status != http.StatusConflict || !strings.Contains(body, "已被同事改过") || !strings.Contains(body, `value="我写的标题"`) {
		t.Fatalf("after a colleague: %d", status)
	}
	status, _ = s.ask(editor, "/admin/announcements", form(m, url.Values{"edits": {field(t, body, "edits")}}))
	if v := s.version(key); status != http.StatusSeeOther || v.Title != "我写的标题" {
		t.Errorf("all the same: %d, %s", status, v.Title)
	}
}

func TestPublishingCorrectingAndWithdrawingByPage(t *testing.T) {
	s := visit(t)
	m := notice("通知")
	if err := s.Write(s.as(editor), m); err != nil {
		t.Fatal(err)
	}
	at := adminURL(m.ID)
	s.sees(publisher, at+"/publish", "公众马上可以看到")
	if status, body := s.ask(publisher, at+"/publish", url.Values{"edits": {"9"}}); status != http.StatusConflict || !strings.Contains(body, "已被同事改过") {
		t.Errorf("what was not read: %d", status)
	}
	if status, _ := s.ask(publisher, at+"/publish", url.Values{"edits": {"1"}}); status != http.StatusSeeOther {
		t.Fatalf("published: %d", status)
	}
	correction := s.sees(editor, at+"/correct", "更正说明", "通知")
	sent := form(m, url.Values{"id": {field(t, correction, "id")}, "corrects": {field(t, correction, "corrects")}, "correction": {"改标题"}, "title": {"通知（更正）"}})
	status, next := s.ask(editor, "/admin/announcements", sent)
	if status != http.StatusSeeOther {
		t.Fatalf("corrected: %d %s", status, next)
	}
	s.sees(publisher, next, "改标题", "第 2 版更正")
	if status, _ := s.ask(publisher, next+"/publish", url.Values{"edits": {"1"}}); status != http.StatusSeeOther {
		t.Fatalf("the correction is published: %d", status)
	}
	s.sees(guest, "/announcements/"+m.ID.String(), "通知（更正）", "更正记录", "改标题")
	if status, body := s.ask(publisher, next+"/withdraw", url.Values{"reason": {""}}); status != http.StatusUnprocessableEntity || !strings.Contains(body, "请填写撤回原因") {
		t.Errorf("without a reason: %d", status)
	}
	if status, _ := s.ask(publisher, next+"/withdraw", url.Values{"reason": {"取消"}}); status != http.StatusSeeOther {
		t.Errorf("withdrawn: %d", status)
	}
	s.sees(publisher, "/admin/announcements?state=withdrawn", "通知（更正）", "已撤回")
}

func TestTheFeedHoldsTheNewestAndNarrowsAsTheList(t *testing.T) {
	s := visit(t)
	s.publishes(notice("甲 & <乙>"))
	m := notice("政策")
	m.Kind = Policy
	v := s.publishes(m)
	var feed atomFeed
	if err := xml.Unmarshal([]byte(s.sees(guest, "/announcements.atom")), &feed); err != nil {
		t.Fatal(err)
	}
	if len(feed.Entries) != 2 || feed.Entries[1].Title != "甲 & <乙>" || feed.Entries[0].Link.Href != "https://zwfw.example.cn"+v.URL() || feed.Updated != feed.Entries[0].Updated {
		t.Errorf("got %+v", feed)
	}
	feed = atomFeed{}
	if err := xml.Unmarshal([]byte(s.sees(guest, "/announcements.atom?kind=policy")), &feed); err != nil || feed.Links[0].Href != "https://zwfw.example.cn/announcements.atom?kind=policy" {
		t.Errorf("narrowed: %+v, %v", feed.Links, err)
	}
}

func TestTheAPITellsTheSame(t *testing.T) {
	s := visit(t)
	m := notice("接口通知")
	m.Items = []string{"road-qual"}
	v := s.publishes(m)
	s.sees(guest, "/api/v1/announcements?item=road-qual&limit=1", `"title":"接口通知"`, `"items":["road-qual"]`)
	s.sees(guest, "/api/v1"+v.URL(), `"text":"第一段\n第二段"`)
	for path, want := range map[string]int{"/api/v1/announcements/x": 404, "/api/v1/announcements?kind=ad": 422, "/api/v1/announcements?limit=101": 422} {
		if status, _ := s.ask(guest, path, nil); status != want {
			t.Errorf("%s: %d, want %d", path, status, want)
		}
	}
}

func TestAnEditorChoosesAmongTheRegionsAround(t *testing.T) {
	s := visit(t)
	options, err := pages{s.Service}.regions(s.as(editor), "990102", "990121")
	if err != nil || options[0].Value != "990000" || options[2].Value != "990102" || options[len(options)-1].Value != "990121" || len(options) != 3+2+6+1 {
		t.Errorf("got %+v, %v", options, err)
	}
}
