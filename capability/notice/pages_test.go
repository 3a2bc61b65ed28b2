package notice_test

import (
	"bytes"
	"io/fs"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"

	"tongban/capability/notice"
	"tongban/kernel/actor"
	"tongban/kernel/db/dbtest"
	"tongban/kernel/deadline"
	"tongban/kernel/id"
	"tongban/kernel/message"
	"tongban/kernel/web"
)

// site is the pages of a fresh installation.
type site struct {
	bench
	http.Handler
	by   actor.Actor
	lang message.Lang
}

func open(t *testing.T) *site {
	t.Helper()
	s := &site{bench: newBench(t, dbtest.SQLite(t)), lang: message.Chinese}
	var folders []fs.FS
	for _, room := range []string{".", "../access", "../place", "../../ui", "../../app/shell", "../../kernel/db"} {
		folders = append(folders, os.DirFS(room))
	}
	texts, err := message.Load(folders...)
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	for _, route := range s.Module().Routes {
		mux.HandleFunc(route.Pattern, func(w http.ResponseWriter, r *http.Request) {
			r = r.WithContext(message.With(actor.With(r.Context(), s.by), texts, s.lang))
			if err := route.Handler(w, r); err != nil {
				w.WriteHeader(web.StatusOf(err))
				_, _ = w.Write([]byte(err.Error()))
			}
		})
	}
	s.Handler = mux
	return s
}

// do asks as somebody and returns status and text.
func (s *site) do(by actor.Actor, r *http.Request) (int, string) {
	s.Helper()
	s.by = by
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w.Code, w.Body.String()
}

func (s *site) get(by actor.Actor, path string) (int, string) {
	s.Helper()
	return s.do(by, httptest.NewRequest(http.MethodGet, path, nil))
}

func (s *site) post(by actor.Actor, path string, form url.Values) (int, string) {
	s.Helper()
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return s.do(by, r)
}

// upload sends a file for checking.
func (s *site) upload(path string, data []byte) (int, string) {
	s.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("file", "notice.pdf")
	if err != nil {
		s.Fatal(err)
	}
	_, _ = part.Write(data)
	_ = form.Close()
	r := httptest.NewRequest(http.MethodPost, path, &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	return s.do(actor.Actor{}, r)
}

// wants fails the test unless the page has the status and says and hides what it should.
func (s *site) wants(name string, status int, text string, want int, says []string, hides ...string) {
	s.Helper()
	if status != want {
		s.Errorf("%s: status %d, want %d", name, status, want)
	}
	for _, said := range says {
		if !strings.Contains(text, said) {
			s.Errorf("%s does not say %q", name, said)
		}
	}
	for _, hidden := range append(hides, "⟦") {
		if strings.Contains(text, hidden) {
			s.Errorf("%s says %q", name, hidden)
		}
	}
}

var guest = actor.Actor{Kind: actor.Guest}

func TestThePublicPageSaysWhichPaperItIsAndOfWhomMasked(t *testing.T) {
	s := open(t)
	p := s.sample(notice.Denial, deadline.Licensing)
	data := s.file(p)
	sheet, err := s.Sheet(s.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	page := "/notices/" + sheet.Code
	for _, lang := range []message.Lang{message.Chinese, message.English} {
		s.lang = lang
		status, text := s.get(guest, page)
		s.wants(string(lang), status, text, http.StatusOK, []string{p.Number, p.Issuer, "林*梅"}, "林晓梅", "记满")
		status, text = s.get(guest, "/notices/"+id.NewCode())
		s.wants("unknown, "+string(lang), status, text, http.StatusNotFound, nil)
		status, text = s.get(guest, "/notices")
		s.wants("form, "+string(lang), status, text, http.StatusOK, []string{"/verify"})
	}
	s.lang = message.Chinese
	status, text := s.get(guest, page)
	s.wants("found", status, text, http.StatusOK, []string{"不予行政许可决定书", "2026年2月13日", "演示"})
	status, text = s.get(guest, "/notices/"+id.NewCode())
	s.wants("unknown", status, text, http.StatusNotFound, []string{"查无此文书", "12345"})
	status, text = s.get(guest, "/notices?code=nonsense")
	s.wants("nonsense", status, text, http.StatusUnprocessableEntity, []string{"请填写 20 位的核验码"})
	status, text = s.upload(page+"/file", data)
	s.wants("unchanged", status, text, http.StatusOK, []string{"文件真实，未被改动", p.Number}, "林晓梅")
	status, text = s.upload("/notices", append(data, 0))
	s.wants("changed", status, text, http.StatusOK, []string{"文件已被改动"}, p.Number)
	status, text = s.upload("/notices", nil)
	s.wants("no file", status, text, http.StatusUnprocessableEntity, []string{"请选择要核验的文件"})
}

func TestAnEditorChangesWordsAndAPublisherPutsThemInForce(t *testing.T) {
	s := open(t)
	base := "/admin/notices/TRANS/denial"
	status, text := s.get(editor, "/admin/notices")
	s.wants("list", status, text, http.StatusOK, []string{"不予行政许可决定书", "不予登记通知书", "受理通知书（视为受理）", "内置用语", "云岫市交通运输局"})
	status, text = s.get(window, "/admin/notices")
	s.wants("list for the window", status, text, http.StatusForbidden, nil)
	status, text = s.get(editor, base+"/edit")
	s.wants("form", status, text, http.StatusOK, []string{"{申请人}", "{救济途径}", "必备"}, "{applicant}", "{reason}")

	form := url.Values{"edits": {"0"}, "heading": {"{文书编号}"}, "body": {"{事项名称}，{传真}\n{补正内容}\n事实和理由：{事实和理由}\n{法律依据}"}, "closing": {"{制发机关}\n{日期}"}}
	status, text = s.post(editor, base, form)
	s.wants("store", status, text, http.StatusSeeOther, nil)
	status, text = s.get(publisher, base)
	s.wants("draft", status, text, http.StatusOK, []string{"〔传真〕", "第 1 行：没有“传真”这个字段", "第 2 行：这种文书没有“补正内容”这个字段", "缺少必备字段“救济途径”", "发布"})
	status, text = s.get(editor, base+"/publish")
	s.wants("publish by the author", status, text, http.StatusForbidden, nil)
	status, text = s.post(publisher, base+"/publish", url.Values{"edits": {"1"}})
	s.wants("publish faulty words", status, text, http.StatusUnprocessableEntity, []string{"缺少必备字段“救济途径”"})

	form.Set("edits", "1")
	form.Set("body", "{事项名称}\n事实和理由：{事实和理由}\n依据：{法律依据}\n{救济途径}")
	status, text = s.post(editor2, base, url.Values{"edits": {"9"}, "heading": {"x"}, "body": {"我写的"}, "closing": {""}})
	s.wants("too late", status, text, http.StatusConflict, []string{"我写的", "同事刚刚改过"})
	status, text = s.post(editor, base, form)
	s.wants("mend", status, text, http.StatusSeeOther, nil)
	status, text = s.get(publisher, base+"/publish")
	s.wants("ask", status, text, http.StatusOK, []string{"已经出具的文书不变"})
	status, text = s.post(publisher, base+"/publish", url.Values{"edits": {"2"}})
	s.wants("publish", status, text, http.StatusSeeOther, nil)
	for _, lang := range []message.Lang{message.Chinese, message.English} {
		s.lang = lang
		status, text = s.get(publisher, base)
		s.wants("in force, "+string(lang), status, text, http.StatusOK, []string{"〔申请人〕"}, "〔⟦")
	}
}
