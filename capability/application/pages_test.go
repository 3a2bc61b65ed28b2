package application

import (
	"context"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"runtime/debug"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"golang.org/x/net/html"

	"tongban/capability/casework"
	"tongban/kernel/actor"
	"tongban/kernel/db/dbtest"
	"tongban/kernel/message"
	"tongban/kernel/module"
	"tongban/kernel/web"
	"tongban/ui"
)

// site is the pages of applying as people see them.
type site struct {
	bench
	http.Handler
	texts *message.Catalogue
}

func open(t *testing.T) site {
	t.Helper()
	b := world(t, dbtest.SQLite(t))
	var folders []fs.FS
	for _, room := range []string{
		".", "../access", "../casework", "../catalogue", "../document", "../form", "../notice", "../guide", "../precheck", "../../app/shell", "../../ui",
		"../../kernel/check", "../../kernel/db", "../../kernel/deadline", "../../kernel/once",
	} {
		folders = append(folders, os.DirFS(room))
	}
	texts, err := message.Load(folders...)
	if err != nil {
		t.Fatal(err)
	}
	s := &web.Server{
		Messages:     texts,
		Authenticate: func(r *http.Request) (actor.Actor, error) { return actor.From(r.Context()), nil },
		ErrorPage: func(_ context.Context, p *web.Problem) templ.Component {
			return templ.Raw("<main>" + p.Title + "</main>")
		},
		SignIn: func(to string) string { return "/signin?return=" + url.QueryEscape(to) },
		Prepare: func(ctx context.Context) context.Context {
			panels := module.PanelsOf([]module.Module{b.Module(), b.cases.Module()})
			return ui.WithShell(panels.With(ctx), ui.Shell{Site: "通办"})
		},
	}
	mux := http.NewServeMux()
	s.Mount(mux, b.Module().Routes)
	return site{b, s.Handler(mux), texts}
}

// asks sends a request as who and returns the answer and what is read in <main>.
func (s site) asks(who actor.Actor, lang message.Lang, method, address string, form url.Values) (*http.Response, string) {
	s.Helper()
	r := httptest.NewRequest(method, address, strings.NewReader(form.Encode()))
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	r = r.WithContext(actor.With(s.Context(), who))
	r.AddCookie(web.Prefs{Lang: lang}.Cookie(false))
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	answer := w.Result()
	root, err := html.Parse(answer.Body)
	if err != nil {
		s.Fatal(err)
	}
	return answer, words(root)
}

// sees asks for a page, which must be there, and wants to read texts on it.
func (s site) sees(who actor.Actor, address string, texts ...string) {
	s.Helper()
	for _, lang := range []message.Lang{message.Chinese, message.English} {
		answer, read := s.asks(who, lang, http.MethodGet, address, nil)
		if answer.StatusCode != http.StatusOK {
			s.Errorf("%s in %s: %d %s", address, lang, answer.StatusCode, read)
			continue
		}
		if strings.Contains(read, "⟦") || strings.Contains(read, "%!") || raw.MatchString(read) {
			s.Errorf("%s in %s shows what is not for people: %q", address, lang, raw.FindString(read)+read)
		}
		for _, text := range texts {
			if lang == message.Chinese && !strings.Contains(read, text) {
				s.Errorf("nobody reads %q on %s: %s", text, address, read)
			}
		}
	}
}

// raw is what pages do not show: our ids and the names of our statuses and events.
var raw = regexp.MustCompile(`\b0[0-9a-hjkmnp-tv-z]{12}\b|\b(SUBMITTED|PRE_REVIEW|CORRECTION|ACCEPTED|REVIEWING|DECIDING|ISSUING|COMPLETED|WITHDRAWN|TERMINATED)\b|map\[`)

// words returns what can be read in <main>, or on the page if it has none.
func words(root *html.Node) string {
	node := root
	for n := range root.Descendants() {
		if n.Type == html.ElementNode && n.Data == "main" {
			node = n
		}
	}
	var list []string
	for n := range node.Descendants() {
		if n.Type == html.TextNode && n.Parent.Data != "script" && n.Parent.Data != "style" {
			list = append(list, strings.Fields(n.Data)...)
		}
	}
	return strings.Join(list, " ")
}

func TestApplicantsPagesSayWhatTheyShould(t *testing.T) {
	t.Parallel()
	s := open(t)
	w := s.draft(mei)
	at := "/apply/" + w.ID.String()
	s.sees(mei, "/apply/new?item=road-qual", "是否已完成从业资格考试")
	s.sees(mei, at, "还缺 1 份")
	s.sees(mei, at+"/applicant", "身份证号", "姓名")
	s.sees(mei, at+"/driving", "准驾车型")
	s.sees(mei, at+"/materials", "证件照", "JPG")
	s.sees(mei, at+"/check", "证件照")
	w = s.photo(mei, w)
	s.sees(mei, at+"/check", "林晓华")
}

func TestTheWholeThreadOnPages(t *testing.T) {
	t.Parallel()
	s := open(t)
	post := func(who actor.Actor, address string, form url.Values) string {
		t.Helper()
		answer, read := s.asks(who, message.Chinese, http.MethodPost, address, form)
		if answer.StatusCode != http.StatusSeeOther {
			t.Fatalf("%s: %d %s", address, answer.StatusCode, read)
		}
		return answer.Header.Get("Location")
	}
	work := post(mei, "/apply", url.Values{"item": {"road-qual"}, "q_mass": {"false"}, "q_exam": {"true"}, "consent": {"1"}})
	applicationID := idOf(strings.Split(work, "/")[2])
	w, err := s.Work(s.as(mei), applicationID)
	if err != nil {
		t.Fatal(err)
	}
	s.photo(mei, w)
	answer, read := s.asks(mei, message.Chinese, http.MethodPost, "/apply/"+applicationID.String()+"/submit", url.Values{"send-code": {"1"}})
	if answer.StatusCode != http.StatusOK || !strings.Contains(read, "139****0001") {
		t.Fatalf("a code is asked for: %d %s", answer.StatusCode, read)
	}
	_ = post(mei, "/apply/"+applicationID.String()+"/submit", signedForm(url.Values{web.FormKey: {"k1"}}))
	w, _ = s.Work(s.as(mei), applicationID)
	no := w.Case.ShortNo
	f, err := s.cases.File(s.as(window), no)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range paths[casework.Completed] {
		f = s.step(doer[e], f, e, inputs[e])
	}
	if f.Case.Status != casework.Completed {
		t.Errorf("the case is %s", f.Case.Status)
	}
}

// signedForm is a check page on which everything is filled in.
func signedForm(form url.Values) url.Values {
	for name, value := range map[string]string{"consent": "1", "signature.method": "typed", "signature.typed": mei.Name, "signature.code": theCode} {
		form.Set(name, value)
	}
	return form
}

func TestLookingAtFilesClosesThem(t *testing.T) {
	s := open(t) // alone: others open files too
	w := s.photo(mei, s.draft(mei))
	s.handIn(mei, w)
	defer debug.SetGCPercent(debug.SetGCPercent(-1)) // it would close them some day
	before := descriptors(t)
	for range 200 {
		s.fetches(mei, "/apply/"+w.ID.String()+"/files/M-PHOTO")
	}
	if grown := descriptors(t) - before; grown > 20 {
		t.Errorf("200 looks leave %d descriptors open", grown)
	}
}

func (s site) fetches(who actor.Actor, address string) {
	s.Helper()
	if answer, read := s.asks(who, message.Chinese, http.MethodGet, address, nil); answer.StatusCode != http.StatusOK {
		s.Fatalf("%s: %d %s", address, answer.StatusCode, read)
	}
}

func descriptors(t *testing.T) int {
	t.Helper()
	open, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal("only Linux tells how many files a process holds open: ", err)
	}
	return len(open)
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func TestUploadsEndWhereTheyShould(t *testing.T) {
	t.Parallel()
	s := open(t)
	w := s.draft(mei)
	part := "--b\r\nContent-Disposition: form-data; name=\"M-PHOTO\"; filename=\"a.jpg\"\r\n\r\n"
	for _, tt := range []struct {
		name   string
		body   io.Reader
		status int
		says   string
	}{
		{"endless", io.MultiReader(strings.NewReader(part), zeros{}), http.StatusRequestEntityTooLarge, "64 MB"},
		{"cut off", strings.NewReader(part + "half"), http.StatusUnprocessableEntity, "中断"},
		{"one file", strings.NewReader(part + "x\r\n--b--\r\n"), http.StatusUnprocessableEntity, "内容却是"},
		{"two photos for one", strings.NewReader(strings.Repeat(part+"x\r\n", 2) + "--b--\r\n"), http.StatusUnprocessableEntity, "只能上传一个文件"},
		{"too many files", strings.NewReader(strings.Repeat(part+"x\r\n", maxParts+1) + "--b--\r\n"), http.StatusUnprocessableEntity, "太多"},
	} {
		r := httptest.NewRequest(http.MethodPost, "/apply/"+w.ID.String()+"/materials", tt.body)
		r.ContentLength = -1
		r.Header.Set("Content-Type", "multipart/form-data; boundary=b")
		answer := httptest.NewRecorder()
		s.ServeHTTP(answer, r.WithContext(actor.With(s.Context(), mei)))
		if answer.Code != tt.status || !strings.Contains(answer.Body.String(), tt.says) {
			t.Errorf("%s: %d %s", tt.name, answer.Code, answer.Body)
		}
	}
}
