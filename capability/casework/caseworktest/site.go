package caseworktest

import (
	"context"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"golang.org/x/net/html"

	"tongban/capability/casework"
	"tongban/kernel/actor"
	"tongban/kernel/message"
	"tongban/kernel/module"
	"tongban/kernel/web"
	"tongban/ui"
)

// Site is the pages of a city as people see them.
type Site struct {
	World
	http.Handler
	prepare func(context.Context) context.Context // for pages
	texts   *message.Catalogue
}

// Open serves the pages of modules, in the words of all rooms.
func Open(w World, modules ...module.Module) Site {
	w.Helper()
	texts := texts(w.T)
	prepare := func(ctx context.Context) context.Context {
		return ui.WithShell(module.PanelsOf(modules).With(ctx), ui.Shell{Site: "Tongban"})
	}
	s := &web.Server{
		Messages:     texts,
		Authenticate: func(r *http.Request) (actor.Actor, error) { return actor.From(r.Context()), nil },
		ErrorPage: func(_ context.Context, p *web.Problem) templ.Component {
			return templ.Raw("<main>" + p.Title + "</main>")
		},
		SignIn:  func(to string) string { return "/signin?return=" + url.QueryEscape(to) },
		Prepare: prepare,
	}
	mux := http.NewServeMux()
	for _, m := range modules {
		s.Mount(mux, m.Routes)
	}
	return Site{w, s.Handler(mux), prepare, texts}
}

// texts are the texts of all rooms, seen from a capability's folder.
func texts(t *testing.T) *message.Catalogue {
	t.Helper()
	var folders []fs.FS
	for _, rooms := range []string{"../*", "../../app/shell", "../../ui", "../../kernel/*"} {
		files, err := filepath.Glob(rooms + "/messages.zh.toml")
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			folders = append(folders, os.DirFS(filepath.Dir(file)))
		}
	}
	texts, err := message.Load(folders...)
	if err != nil {
		t.Fatal(err)
	}
	return texts
}

// Asks sends a request as who and returns the answer and what is read in <main>.
func (s Site) Asks(who actor.Actor, lang message.Lang, method, address string, form url.Values) (*http.Response, string) {
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

// Posts sends a form as who, in Chinese.
func (s Site) Posts(who actor.Actor, address string, form url.Values) (*http.Response, string) {
	s.Helper()
	return s.Asks(who, message.Chinese, http.MethodPost, address, form)
}

// Reads returns what who reads on a page, in Chinese.
func (s Site) Reads(who actor.Actor, address string) string {
	s.Helper()
	_, read := s.Asks(who, message.Chinese, http.MethodGet, address, nil)
	return read
}

// Panel returns what who reads in a place on a page, in Chinese.
func (s Site) Panel(who actor.Actor, place string) string {
	s.Helper()
	return s.filled(who, func(ctx context.Context) ([]templ.Component, error) { return module.Fill(ctx, place) })
}

// PanelOn returns what who reads in a place on the page of a case, in Chinese.
func (s Site) PanelOn(who actor.Actor, place string, shown casework.ShownCase) string {
	s.Helper()
	return s.filled(who, func(ctx context.Context) ([]templ.Component, error) { return casework.Fill(ctx, place, shown) })
}

// filled returns what who reads in panels.
func (s Site) filled(who actor.Actor, fill func(context.Context) ([]templ.Component, error)) string {
	s.Helper()
	ctx := message.With(s.prepare(s.As(who)), s.texts, message.Chinese)
	panels, err := fill(ctx)
	if err != nil {
		s.Fatal(err)
	}
	var out strings.Builder
	for _, panel := range panels {
		if err := panel.Render(ctx, &out); err != nil {
			s.Fatal(err)
		}
	}
	root, err := html.Parse(strings.NewReader(out.String()))
	if err != nil {
		s.Fatal(err)
	}
	return words(root)
}

// Sees asks for a page, which must be there, and wants to read texts on it.
func (s Site) Sees(who actor.Actor, address string, texts ...string) {
	s.Helper()
	for _, lang := range []message.Lang{message.Chinese, message.English} {
		answer, read := s.Asks(who, lang, http.MethodGet, address, nil)
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
