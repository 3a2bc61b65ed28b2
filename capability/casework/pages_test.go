package casework

import (
	"context"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"golang.org/x/net/html"

	"tongban/kernel/actor"
	"tongban/kernel/db/dbtest"
	"tongban/kernel/message"
	"tongban/kernel/web"
	"tongban/ui"
)

// site is casework's pages as people see them.
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
		".", "../access", "../catalogue", "../document", "../form", "../notice", "../../app/shell", "../../ui",
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
		SignIn:  func(to string) string { return "/signin?return=" + url.QueryEscape(to) },
		Prepare: func(ctx context.Context) context.Context { return ui.WithShell(ctx, ui.Shell{Site: "通办"}) },
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

func TestEveryStatusHasItsPages(t *testing.T) {
	t.Parallel()
	s := open(t)
	for status := range paths {
		f := s.in(status)
		s.sees(mei, "/cases/"+f.Case.ShortNo, f.Case.ShortNo)
		for _, n := range s.file(f).Notices {
			s.sees(mei, noticeURL(f.Case, n), n.Number, "林晓华")
		}
	}
}

func TestPagesOfOthersAreNotThere(t *testing.T) {
	t.Parallel()
	s := open(t)
	f := s.submitted(mei)
	for _, tt := range []struct {
		who     actor.Actor
		address string
		status  int
	}{
		{stranger, "/cases/" + f.Case.ShortNo, http.StatusNotFound},
		{stranger, noticeURL(f.Case, f.Notices[0]), http.StatusNotFound},
		{window, "/cases", http.StatusForbidden},
		{actor.Actor{Kind: actor.Guest}, "/cases/" + f.Case.ShortNo, http.StatusSeeOther},
	} {
		answer, read := s.asks(tt.who, message.Chinese, http.MethodGet, tt.address, nil)
		if answer.StatusCode != tt.status || strings.Contains(read, f.Case.QueryCode) || strings.Contains(read, meiNumber) {
			t.Errorf("%s for %s %v: %d %s", tt.address, tt.who.Kind, tt.who.Roles, answer.StatusCode, read)
		}
	}
}
