package licence

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"tongban/kernel/actor"
	"tongban/kernel/db/dbtest"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/message"
	"tongban/kernel/web"
	"tongban/ui"
)

// pages runs body on one engine: what a page shows does not depend on it.
func pages(t *testing.T, body func(b bench)) {
	t.Helper()
	body(newBench(t, dbtest.SQLite(t)))
}

// answer is what a reader gets.
type answer struct {
	status int
	header http.Header
	body   string
	err    error
}

// do sends a request as a through the routes.
func (b bench) do(a actor.Actor, r *http.Request) (got answer) {
	b.Helper()
	catalogue, err := message.Load(Messages, ui.Messages)
	if err != nil {
		b.Fatal(err)
	}
	mux := http.NewServeMux()
	for _, route := range b.module.Routes {
		mux.HandleFunc(route.Pattern, func(w http.ResponseWriter, r *http.Request) {
			if got.err = web.Allowed(actor.From(r.Context()), route.Need); got.err == nil {
				got.err = route.Handler(w, r)
			}
		})
	}
	ctx := message.With(actor.With(r.Context(), a), catalogue, message.Chinese)
	w := httptest.NewRecorder()
	mux.ServeHTTP(w, r.WithContext(ctx))
	got.status, got.header, got.body = w.Code, w.Result().Header, w.Body.String()
	if got.err != nil {
		got.status = web.StatusOf(got.err)
	}
	return got
}

func (b bench) see(a actor.Actor, path string) answer {
	b.Helper()
	return b.do(a, httptest.NewRequest(http.MethodGet, path, nil))
}

// send uploads data as the file of a form.
func (b bench) send(path string, data []byte) answer {
	b.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	part, err := w.CreateFormFile("file", "licence.pdf")
	if err != nil {
		b.Fatal(err)
	}
	if _, err := part.Write(data); err != nil {
		b.Fatal(err)
	}
	if err := w.Close(); err != nil {
		b.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, path, &body)
	r.Header.Set("Content-Type", w.FormDataContentType())
	return b.do(actor.Actor{Kind: actor.Guest}, r)
}

// wants checks an answer's status and what must and must not be on it.
func (got answer) wants(t *testing.T, status int, shown []string, hidden ...string) {
	t.Helper()
	if got.status != status {
		t.Errorf("status %d (%v), want %d", got.status, got.err, status)
	}
	text := words(got.body)
	for _, s := range shown {
		if !strings.Contains(text, s) {
			t.Errorf("the page does not show %q:\n%s", s, text)
		}
	}
	for _, s := range append(hidden, "⟦") {
		if strings.Contains(got.body, s) {
			t.Errorf("the page has %q", s)
		}
	}
}

// words are what can be read on a page.
func words(markup string) string {
	root, err := html.Parse(strings.NewReader(markup))
	if err != nil {
		return markup
	}
	var found []string
	for n := range root.Descendants() {
		if n.Type == html.TextNode {
			found = append(found, strings.Fields(n.Data)...)
		}
	}
	return strings.Join(found, " ")
}

var guest = actor.Actor{Kind: actor.Guest}

func TestVerifyPageTellsEveryStatus(t *testing.T) {
	pages(t, func(b bench) {
		const idNumber, surname = "990102199003074528", "晓梅"
		l := b.issue(roadOrder("林晓梅"))
		page := "/verify/" + l.Code
		valid := b.see(guest, page)
		valid.wants(t, http.StatusOK, []string{"有效", "道路运输从业资格证", "林*梅", "云岫市交通运输局", "2026年2月13日 至 2032年2月12日", "2026年2月13日 09:30", l.Identifier},
			idNumber, surname, l.Owner)
		if !strings.Contains(valid.body, `name="robots" content="noindex"`) || valid.header.Get("Cache-Control") != "no-store" {
			t.Error("the page may be indexed or kept")
		}
		b.clock.Set(day("2032-02-13"))
		b.see(guest, page).wants(t, http.StatusOK, []string{"已过期", "不能再使用"}, idNumber, surname)
		b.clock.Set(issueDay.AddDate(0, 1, 0))
		for event, word := range map[Event]string{Withdraw: "已撤销", Revoke: "已吊销", Cancel: "已注销", Suspend: "已暂扣", Transfer: "已转出"} {
			order := roadOrder("林晓梅")
			order.CaseNo = string(event)
			ended := b.issue(order)
			b.see(guest, "/verify/"+ended.Code).wants(t, http.StatusOK, []string{"有效"})
			if _, err := b.change(approver, ended, event); err != nil {
				t.Fatal(err)
			}
			b.see(guest, "/verify/"+ended.Code).wants(t, http.StatusOK, []string{word, "状态变更时间"}, idNumber, surname)
		}
		for _, strange := range []string{id.NewCode(), "nonsense", url.PathEscape("<script>alert(1)</script>"), url.PathEscape("' OR '1'='1")} {
			b.see(guest, "/verify/"+strange).wants(t, http.StatusNotFound, []string{"查无此证", "12345"}, "<script>alert")
		}
	})
}

func TestCodeFieldLeadsToTheLicence(t *testing.T) {
	pages(t, func(b bench) {
		l := b.issue(roadOrder("林晓梅"))
		b.see(guest, "/verify").wants(t, http.StatusOK, []string{"证照核验", "核验码", "证照文件"})
		got := b.see(guest, "/verify?code="+url.QueryEscape(" "+strings.ToLower(id.PrintedCode(l.Code))))
		if got.status != http.StatusSeeOther || got.header.Get("Location") != "/verify/"+l.Code {
			t.Errorf("status %d, to %s", got.status, got.header.Get("Location"))
		}
		got = b.see(guest, "/verify?code=12345")
		got.wants(t, http.StatusUnprocessableEntity, []string{"核验码是 20 位字母和数字"})
		if !strings.Contains(got.body, `value="12345"`) || !strings.Contains(got.body, `aria-invalid`) {
			t.Error("what was typed is gone, or not marked")
		}
	})
}

func TestUploadedFilesAreJudged(t *testing.T) {
	pages(t, func(b bench) {
		l := b.issue(roadOrder("林晓梅"))
		data := b.pdf(l)
		b.send("/verify/"+l.Code+"/file", data).wants(t, http.StatusOK, []string{"文件真实，未被改动", "林*梅", "有效"}, "晓梅")
		b.send("/verify", data).wants(t, http.StatusOK, []string{"文件真实，未被改动", "林*梅"})
		flipped := bytes.Clone(data)
		flipped[1000] ^= 4
		b.send("/verify", flipped).wants(t, http.StatusOK, []string{"文件已被改动"}, "林*梅", "文件真实")
		b.send("/verify", []byte("%PDF-1.4 of somebody else")).wants(t, http.StatusOK, []string{"不是本平台签发的证照文件"}, "文件真实")
		if _, err := b.change(approver, l, Withdraw); err != nil {
			t.Fatal(err)
		}
		b.send("/verify/"+l.Code+"/file", data).wants(t, http.StatusOK, []string{"不是最新版本", "已撤销"})
		b.send("/verify", nil).wants(t, http.StatusUnprocessableEntity, []string{"请选择要核验的证照文件"})
		r := httptest.NewRequest(http.MethodPost, "/verify", strings.NewReader("a=b"))
		b.do(guest, r).wants(t, http.StatusUnprocessableEntity, []string{"请选择要核验的证照文件"})
	})
}

// flood is a body that never ends and counts what was taken of it.
type flood struct{ taken int }

func (f *flood) Read(p []byte) (int, error) {
	f.taken += len(p)
	return len(p), nil
}

func TestHugeUploadsAreRefusedEarly(t *testing.T) {
	pages(t, func(b bench) {
		wantFault(t, b.send("/verify", make([]byte, checked.Most+1)).err, fault.TooLarge, "licence.too-large")
		b.send("/verify", make([]byte, checked.Most)).wants(t, http.StatusOK, []string{"不是本平台签发的证照文件"})

		body := &flood{}
		declared := httptest.NewRequest(http.MethodPost, "/verify", body)
		declared.Header.Set("Content-Type", "multipart/form-data; boundary=x")
		declared.ContentLength = 2 << 30
		wantFault(t, b.do(guest, declared).err, fault.TooLarge, "licence.too-large")
		if body.taken > 0 {
			t.Errorf("%d bytes of 2 GB were read", body.taken)
		}
		undeclared := httptest.NewRequest(http.MethodPost, "/verify", body)
		undeclared.Header.Set("Content-Type", "multipart/form-data; boundary=x")
		undeclared.ContentLength = -1
		if got := b.do(guest, undeclared); got.status/100 != 4 || int64(body.taken) > 2*checked.Most {
			t.Errorf("status %d after %d bytes", got.status, body.taken)
		}
	})
}

func TestChecksAreLimitedForOneClient(t *testing.T) {
	pages(t, func(b bench) {
		// On a busy machine the allowance grows while the test asks: it is used up until
		// somebody is refused.
		exhaust := func() {
			for range 5 * checksAtOnce {
				if b.see(guest, "/verify").status == http.StatusTooManyRequests {
					return
				}
			}
			t.Error("nobody is refused")
		}
		for _, path := range []string{"/verify/" + id.NewCode(), "/licences/status-list"} {
			refused := false
			for try := 0; try < 5 && !refused; try++ {
				exhaust()
				refused = b.call(guest, "GET", path, "").Code == http.StatusTooManyRequests
			}
			if !refused {
				t.Errorf("the API does not count with the pages at %s", path)
			}
		}
	})
}

// call asks the API as a.
func (b bench) call(a actor.Actor, method, path, body string) *httptest.ResponseRecorder {
	b.Helper()
	catalogue, err := message.Load(Messages, ui.Messages)
	if err != nil {
		b.Fatal(err)
	}
	mux := http.NewServeMux()
	b.module.API(web.NewAPI(mux, "Tongban", "test"))
	r := httptest.NewRequest(method, web.APIPrefix+path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	mux.ServeHTTP(w, r.WithContext(message.With(b.as(a), catalogue, message.Chinese)))
	return w
}

func TestAPI(t *testing.T) {
	pages(t, func(b bench) {
		l := b.issue(roadOrder("林晓梅"))
		again := roadOrder("林晓梅")
		again.CaseNo = "another"
		other := b.issue(again)
		one := "/desk/licences/" + l.ID.String() + "/revoke"
		const good = `{"reason": "以欺骗手段取得许可", "legalBasis": "《行政许可法》第六十九条第二款"}`
		for _, row := range []struct {
			name   string
			who    actor.Actor
			method string
			path   string
			body   string
			status int
			shown  string
			hidden string
		}{
			{"a check", guest, "GET", "/verify/" + id.PrintedCode(l.Code), "", 200, `"status":"valid"`, "晓梅"},
			{"a check of nothing", guest, "GET", "/verify/nonsense", "", 404, "urn:tongban:fault:licence.unknown", "status\":\"valid"},
			{"the status list", guest, "GET", "/licences/status-list", "", 200, `"signature"`, l.Code},
			{"revoking without grounds", approver, "POST", one, `{"reason": "", "legalBasis": ""}`, 422, `"name":"legalBasis"`, ""},
			{"a penalty nobody knows", approver, "POST", one, `{"kind": "resume", "reason": "x", "legalBasis": "x"}`, 422, "", ""},
			{"the holder revokes", mei, "POST", one, good, 403, "", ""},
			{"another department revokes", police, "POST", one, good, 404, "", "林"},
			{"a clerk revokes", window, "POST", one, good, 403, "", ""},
			{"on a stale version", approver, "POST", one, `{"reason": "x", "legalBasis": "x", "version": 9}`, 409, "licence.stale", ""},
			{"revoking", approver, "POST", one, good, 200, `"status":"withdrawn"`, ""},
			{"revoking again", approver, "POST", one, good, 409, "licence.over", ""},
			{"a penalty waits", approver, "POST", strings.Replace(one, l.ID.String(), other.ID.String(), 1), `{"kind": "revoke", "reason": "倒卖", "legalBasis": "第六十五条"}`, 202, `"proposal":`, "晓梅"},
			{"and changes nothing", guest, "GET", "/verify/" + other.Code, "", 200, `"status":"valid"`, "晓梅"},
			{"what the office knows", approver, "GET", "/desk/licences/" + other.ID.String(), "", 200, `"next":["amend"`, "晓梅"},
			{"another office knows nothing", police, "GET", "/desk/licences/" + other.ID.String(), "", 404, "", "林"},
			{"the holder is no office", mei, "GET", "/desk/licences/" + other.ID.String(), "", 403, "", "林"},
			{"the office's list", approver, "GET", "/desk/licences?q=" + other.Number, "", 200, other.Identifier, "晓梅"},
			{"somebody else's list", police, "GET", "/desk/licences?q=" + other.Number, "", 200, `"items":[]`, "林"},
			{"a check afterwards", guest, "GET", "/verify/" + l.Code, "", 200, `"status":"withdrawn"`, "晓梅"},
		} {
			got := b.call(row.who, row.method, row.path, row.body)
			text := got.Body.String()
			if got.Code != row.status || !strings.Contains(text, row.shown) || row.hidden != "" && strings.Contains(text, row.hidden) {
				t.Errorf("%s: %d %s", row.name, got.Code, text)
			}
		}
	})
}

func TestEveryTextIsThereInBothLanguages(t *testing.T) {
	catalogue, err := message.Load(Messages)
	if err != nil {
		t.Fatal(err)
	}
	zh, en := catalogue.Keys(message.Chinese), catalogue.Keys(message.English)
	for key, text := range zh {
		if en[key] == "" {
			t.Errorf("%s has no English", key)
		}
		for i := range 3 {
			hole := fmt.Sprintf("{%d}", i)
			if strings.Contains(text, hole) != strings.Contains(en[key], hole) {
				t.Errorf("%s: %s is in one language only", key, hole)
			}
		}
	}
	for key := range en {
		if zh[key] == "" {
			t.Errorf("%s has no Chinese", key)
		}
	}
	for status := range statusWords {
		for _, key := range []string{"licence.status.", "licence.explain."} {
			if !catalogue.Has(key + string(status)) {
				t.Errorf("%s%s is missing", key, status)
			}
		}
	}
}

// fill sends a form.
func (b bench) fill(a actor.Actor, path string, form map[string]string) answer {
	b.Helper()
	values := url.Values{}
	for name, value := range form {
		values.Set(name, value)
	}
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(values.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.do(a, r)
}
