package desk

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

	"tongban/capability/audit/audittest"
	"tongban/capability/casework"
	"tongban/capability/casework/caseworktest"
	"tongban/kernel/actor"
	"tongban/kernel/calendar"
	"tongban/kernel/db"
	"tongban/kernel/db/dbtest"
	"tongban/kernel/message"
	"tongban/kernel/web"
	"tongban/ui"
)

// The people of the city.
var (
	mei, stranger              = caseworktest.Mei, caseworktest.Stranger
	window, reviewer, approver = caseworktest.Window, caseworktest.Reviewer, caseworktest.Approver
	manager                    = caseworktest.Manager
)

const meiNumber, meiMobile = caseworktest.MeiNumber, caseworktest.MeiMobile

// site is the desk's pages as people see them.
type site struct {
	caseworktest.World
	http.Handler
}

// world is the city with the desk's tables.
func world(t *testing.T, d *db.DB) caseworktest.World {
	t.Helper()
	return caseworktest.New(t, d, nil, db.Source{Name: "desk", FS: migrations})
}

// serve is the desk of a city.
func serve(w caseworktest.World) *Service {
	return New(Deps{DB: w.DB, Clock: w.Clock, Calendar: calendar.Default, Casework: w.Casework, Documents: w.Documents, Team: colleagues{}, Offices: offices{}})
}

func open(t *testing.T) site {
	t.Helper()
	return opened(t, world(t, dbtest.SQLite(t)))
}

// opened serves the pages of a city.
func opened(t *testing.T, b caseworktest.World) site {
	t.Helper()
	var folders []fs.FS
	for _, room := range []string{
		".", "../access", "../casework", "../catalogue", "../document", "../form", "../notice", "../workflow", "../../app/shell", "../../ui",
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
	d := serve(b)
	s.Mount(mux, d.Module().Routes)
	return site{b, s.Handler(mux)}
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

func TestEveryStatusHasItsPageAndItsCommands(t *testing.T) {
	t.Parallel()
	s := open(t)
	for status := range caseworktest.Paths {
		f := s.In(status)
		for _, who := range []actor.Actor{window, reviewer, approver} {
			s.sees(who, casework.DeskURL(f.Case.ShortNo), f.Case.ShortNo, "林*华")
			file, err := s.Casework.File(s.As(who), f.Case.No)
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range file.Next {
				s.sees(who, casework.DeskURL(f.Case.ShortNo)+"/"+string(c.Event), f.Case.ShortNo)
			}
		}
	}
	s.sees(window, "/desk", "林*华")
}

// Whoever handles a case sees what is sensitive masked, until they ask for it, which
// is noted.
func TestTheDeskSeesMaskedDataUntilItAsks(t *testing.T) {
	t.Parallel()
	s := open(t)
	f := s.Submitted(mei)
	looks := func() int {
		return len(audittest.With(s, s.DB, "audit.accessed", "casework.review"))
	}
	_, read := s.asks(window, message.Chinese, http.MethodGet, casework.DeskURL(f.Case.ShortNo), nil)
	if strings.Contains(read, meiNumber) || strings.Contains(read, meiMobile) || strings.Contains(read, mei.Name) || looks() != 0 {
		t.Errorf("shown without asking: %s", read)
	}
	_, read = s.asks(window, message.Chinese, http.MethodPost, casework.DeskURL(f.Case.ShortNo)+"/reveal", url.Values{"purpose": {"review"}})
	if !strings.Contains(read, meiNumber) || looks() != 1 {
		t.Errorf("%d looks are noted: %s", looks(), read)
	}
}

func TestPagesThatAreNotForTheReaderAreNotThere(t *testing.T) {
	t.Parallel()
	s := open(t)
	f := s.Submitted(mei)
	for _, tt := range []struct {
		who     actor.Actor
		address string
		status  int
	}{
		{stranger, casework.DeskURL(f.Case.ShortNo), http.StatusForbidden},
		{mei, "/desk", http.StatusForbidden},
		{actor.Actor{Kind: actor.Guest}, casework.DeskURL(f.Case.ShortNo), http.StatusSeeOther},
		{window, casework.DeskURL("YX-000000-NOBODY"), http.StatusNotFound},
		{window, casework.DeskURL(f.Case.ShortNo) + "/grant", http.StatusConflict},
		{window, casework.DeskURL(f.Case.ShortNo) + "/nonsense", http.StatusNotFound},
		{window, "/desk?after=nonsense", http.StatusUnprocessableEntity},
	} {
		answer, read := s.asks(tt.who, message.Chinese, http.MethodGet, tt.address, nil)
		if answer.StatusCode != tt.status || strings.Contains(read, f.Case.QueryCode) || strings.Contains(read, meiNumber) {
			t.Errorf("%s for %s %v: %d %s", tt.address, tt.who.Kind, tt.who.Roles, answer.StatusCode, read)
		}
	}
}

func TestNothingIsSaidToBeDoneThatWasNot(t *testing.T) {
	t.Parallel()
	s := open(t)
	f := s.In(casework.Accepted)
	for _, tt := range []struct {
		who     actor.Actor
		command string
		status  int
	}{
		{window, "accept", http.StatusOK},
		{reviewer, "accept", http.StatusSeeOther}, // a colleague did
		{approver, "grant", http.StatusSeeOther},
		{window, "nonsense", http.StatusSeeOther},
	} {
		answer, read := s.asks(tt.who, message.Chinese, http.MethodGet, "/desk/done/"+f.Case.ShortNo+"?command="+tt.command, nil)
		if answer.StatusCode != tt.status {
			t.Errorf("%s: %d %s", tt.command, answer.StatusCode, read)
		}
	}
	answer, read := s.asks(window, message.Chinese, http.MethodPost, casework.DeskURL(f.Case.ShortNo)+"/nonsense", url.Values{})
	if answer.StatusCode != http.StatusNotFound {
		t.Errorf("an unknown command: %d %s", answer.StatusCode, read)
	}
}
