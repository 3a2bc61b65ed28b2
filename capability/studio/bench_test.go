package studio

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"tongban/capability/access"
	"tongban/capability/audit"
	"tongban/capability/catalogue"
	"tongban/capability/catalogue/lint"
	"tongban/capability/guide"
	"tongban/capability/identity"
	"tongban/capability/intake"
	city "tongban/capability/place"
	"tongban/kernel/actor"
	"tongban/kernel/calendar"
	"tongban/kernel/clock"
	"tongban/kernel/crypt"
	"tongban/kernel/db"
	"tongban/kernel/db/dbtest"
	"tongban/kernel/message"
	"tongban/kernel/record"
	"tongban/kernel/web"
	"tongban/ui"
)

// bench is a studio with the demo catalogue and the demo city's staff.
type bench struct {
	*testing.T
	*Service
	site   http.Handler
	db     *db.DB
	people *identity.Service
}

// each runs body on fresh worlds, one per engine.
func each(t *testing.T, body func(b *bench)) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) { body(world(t, d)) })
}

func world(t *testing.T, d *db.DB) *bench {
	t.Helper()
	keys, err := crypt.Load(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	now := clock.Real
	places := city.New(d, now, calendar.Default)
	items := catalogue.New(catalogue.Deps{DB: d, Clock: now, Forms: offline{}, Lint: lint.Findings, Demo: true})
	lists := intake.New(d, now, items)
	people := identity.New(d, now, keys, identity.Config{Demo: true}, identity.Ports{})
	dbtest.Migrate(t, d,
		db.Source{Name: "audit", FS: new(audit.Service).Module().Migrations},
		db.Source{Name: "identity", FS: people.Module().Migrations},
		db.Source{Name: "place", FS: places.Module().Migrations},
		db.Source{Name: "catalogue", FS: items.Module().Migrations},
		db.Source{Name: "intake", FS: lists.Module().Migrations})
	b := &bench{T: t, Service: New(items, lists, guide.New(d, now, items, places), people), db: d, people: people}
	if err := places.Seed(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := people.Seed(actor.With(t.Context(), actor.AsSystem("seed"))); err != nil {
		t.Fatal(err)
	}
	report, err := lists.Import(actor.With(t.Context(), actor.AsSystem("import")), intake.NewReader(catalogue.Demo()), intake.Options{Format: "catalogue", File: "目录.json"})
	if err != nil || report.Count(catalogue.Refused) > 0 {
		t.Fatalf("import: %v, %+v", err, report)
	}
	b.site = b.serve(places)
	return b
}

// offline takes no applications.
type offline struct{}

func (offline) CheckForm(json.RawMessage) error  { return nil }
func (offline) Online(item *catalogue.Item) bool { return false }

// serve answers as the application does, for the actor in the request's context.
func (b *bench) serve(places *city.Service) http.Handler {
	texts, err := message.Load(messages, ui.Messages, b.catalogue.Module().Messages, b.intake.Module().Messages, b.guide.Module().Messages, access.Module().Messages, places.Module().Messages, record.Messages, db.Messages)
	if err != nil {
		b.Fatal(err)
	}
	mux := http.NewServeMux()
	for _, route := range b.routes() {
		mux.HandleFunc(route.Pattern, func(w http.ResponseWriter, r *http.Request) {
			err := web.Allowed(actor.From(r.Context()), route.Need)
			if err == nil {
				r.Body = http.MaxBytesReader(w, r.Body, 1<<20)
				err = route.Handler(w, r)
			}
			if err != nil {
				http.Error(w, web.ProblemOf(r.Context(), err).Title, web.StatusOf(err))
			}
		})
	}
	return web.Readers(texts, mux)
}

// hand is somebody who uses the pages.
type hand struct {
	*bench
	who actor.Actor
}

// as returns the hand of a persona; "" is nobody.
func (b *bench) as(persona string) hand {
	b.Helper()
	if persona == "" {
		return hand{b, actor.Actor{Kind: actor.Guest}}
	}
	p, err := b.people.Persona(b.Context(), persona)
	if err != nil {
		b.Fatal(err)
	}
	return hand{b, actor.Actor{ID: p.Subject.String(), Kind: p.Kind, Name: p.Name, Roles: p.Roles, Outlet: "center"}}
}

// page is what came back.
type page struct {
	status   int
	location string
	text     string // what can be read in <main>
	raw      string
	root     *html.Node
}

func (h hand) get(address string) page {
	return h.ask(httptest.NewRequest(http.MethodGet, address, nil))
}

func (h hand) post(address string, form url.Values) page {
	r := httptest.NewRequest(http.MethodPost, address, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return h.ask(r)
}

func (h hand) ask(r *http.Request) page {
	h.Helper()
	w := httptest.NewRecorder()
	h.site.ServeHTTP(w, r.WithContext(actor.With(r.Context(), h.who)))
	p := page{status: w.Code, location: w.Header().Get("Location"), raw: w.Body.String()}
	root, err := html.Parse(strings.NewReader(p.raw))
	if err != nil {
		h.Fatal(err)
	}
	p.root = root
	for n := range root.Descendants() {
		if n.Type == html.ElementNode && n.Data == "main" {
			p.root = n
		}
	}
	var words []string
	for n := range p.root.Descendants() {
		if n.Type == html.TextNode {
			words = append(words, strings.Fields(n.Data)...)
		}
	}
	p.text = strings.Join(words, " ")
	return p
}

// form are the fields of the page's form as a browser sends them.
func (p page) form() url.Values {
	form := url.Values{}
	for n := range p.root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		name, value, kind, checked := attr(n, "name"), attr(n, "value"), attr(n, "type"), has(n, "checked")
		switch {
		case name == "":
		case n.Data == "input" && (kind == "checkbox" || kind == "radio"):
			if checked {
				form.Add(name, value)
			}
		case n.Data == "input":
			form.Add(name, value)
		case n.Data == "textarea":
			form.Add(name, inner(n))
		case n.Data == "select":
			for o := range n.Descendants() {
				if o.Data == "option" && has(o, "selected") {
					form.Add(name, attr(o, "value"))
				}
			}
		}
	}
	return form
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, key string) bool {
	for _, a := range n.Attr {
		if a.Key == key {
			return true
		}
	}
	return false
}

func inner(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}

// sees fails the test unless the page says all of it.
func (h hand) sees(p page, status int, texts ...string) {
	h.Helper()
	if p.status != status {
		h.Fatalf("status %d, want %d: %.500s", p.status, status, p.text)
	}
	for _, text := range texts {
		if !strings.Contains(p.text, text) {
			h.Errorf("no %q in %.3000q", text, p.text)
		}
	}
	if strings.Contains(p.text, "⟦") {
		h.Errorf("a text is missing in %q", p.text)
	}
}

// entry is the item as it stands.
func (b *bench) entry(code string) *catalogue.Entry {
	b.Helper()
	e, err := b.catalogue.Entry(actor.With(b.Context(), b.as("editor").who), code)
	if err != nil {
		b.Fatal(err)
	}
	return e
}

// does takes a step on the page that asks for it and follows where it leads.
func (h hand) does(code string, event catalogue.Event, reason string) page {
	h.Helper()
	asked := h.get(itemURL(code, string(event)))
	if asked.status != http.StatusOK {
		return asked
	}
	form := asked.form()
	form.Set("reason", reason)
	return h.post(itemURL(code, string(event)), form)
}
