package assistant

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"tongban/capability/catalogue"
	"tongban/kernel/actor"
	"tongban/kernel/check"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/db/dbtest"
	"tongban/kernel/message"
	"tongban/kernel/web"
	"tongban/ui"
)

var now = time.Date(2026, 2, 10, 9, 0, 0, 0, clock.Shanghai)

// desk stands in for those who take applications.
type desk struct{ online []string }

func (d desk) Online(item *catalogue.Item) bool { return slices.Contains(d.online, item.Code) }

func (desk) CheckForm(json.RawMessage) error { return nil }

// bench returns a service over the sample catalogue.
func bench(t *testing.T, d *db.DB) *Service {
	t.Helper()
	items := catalogue.New(d, clock.At(now), nil, desk{online: []string{"road-qual"}}, true)
	dbtest.Migrate(t, d, db.Source{Name: "audit", FS: os.DirFS("../audit")}, db.Source{Name: "catalogue", FS: items.Module().Migrations})
	by := actor.With(t.Context(), actor.AsSystem("import"))
	if _, err := items.Import(by, catalogue.NewReader(catalogue.Demo()), catalogue.Options{Format: "catalogue"}); err != nil {
		t.Fatal(err)
	}
	return New(items)
}

func texts(t *testing.T, s *Service) *message.Catalogue {
	t.Helper()
	all, err := message.Load(files, s.catalogue.Module().Messages, ui.Messages, check.Messages, db.Messages)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// site serves the pages and the API over the sample catalogue.
func site(t *testing.T) (http.Handler, *Service) {
	t.Helper()
	s := bench(t, dbtest.SQLite(t))
	mux := http.NewServeMux()
	for _, route := range s.routes() {
		mux.HandleFunc(route.Pattern, func(w http.ResponseWriter, r *http.Request) {
			if err := route.Handler(w, r); err != nil {
				http.Error(w, web.ProblemOf(r.Context(), err).Title, web.StatusOf(err))
			}
		})
	}
	s.api(web.NewAPI(mux, "test", "0"))
	return web.Readers(texts(t, s), mux), s
}

// ask sends a request for an address, which may hold Chinese.
func ask(t *testing.T, h http.Handler, address string) *httptest.ResponseRecorder {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	u.RawQuery = u.Query().Encode()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, u.String(), nil))
	return w
}

// read asks for a page and returns its status and what can be read in <main>.
func read(t *testing.T, h http.Handler, address string) (int, string, *html.Node) {
	t.Helper()
	w := ask(t, h, address)
	root, err := html.Parse(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	node := root
	var words []string
	for n := range root.Descendants() {
		if n.Type == html.ElementNode && n.Data == "main" {
			node = n
		}
	}
	for n := range node.Descendants() {
		if n.Type == html.TextNode {
			words = append(words, strings.Fields(n.Data)...)
		}
	}
	return w.Code, strings.Join(words, " "), node
}

func links(n *html.Node) (list []string) {
	for d := range n.Descendants() {
		for _, a := range d.Attr {
			if d.Data == "a" && a.Key == "href" {
				list = append(list, a.Val)
			}
		}
	}
	return list
}

func TestSearchLeadsToItems(t *testing.T) {
	h, _ := site(t)
	status, text, main := read(t, h, "/search?q=从业资格证")
	if status != http.StatusOK || links(main)[0] != "/items/road-qual" {
		t.Errorf("%d %v", status, links(main))
	}
	if !strings.Contains(text, "云岫市交通运输局") || !strings.Contains(text, "承诺 3 个工作日") {
		t.Errorf("%s", text)
	}
	_, text, main = read(t, h, "/search?q=%E3%8A%99")
	for _, want := range []string{"没有找到“㊙”", "12345", "按主题查找"} {
		if !strings.Contains(text, want) {
			t.Errorf("nothing found: no %q in %q", want, text)
		}
	}
	_, text, main = read(t, h, "/search?limit=5")
	if all := links(main); !strings.Contains(strings.Join(all, " "), "cursor=") {
		t.Errorf("no next page in %v", all)
	}
}

func TestThemesLeadToItems(t *testing.T) {
	h, _ := site(t)
	_, text, main := read(t, h, "/themes")
	if !strings.Contains(text, "职业资格 1 项") || !strings.Contains(strings.Join(links(main), " "), "/themes/natural-050") {
		t.Errorf("%s", text)
	}
	_, text, main = read(t, h, "/themes/natural-050")
	if !strings.Contains(text, "职业资格") || !strings.Contains(strings.Join(links(main), " "), "/items/road-qual") {
		t.Errorf("%s", text)
	}
	for _, address := range []string{"/themes/natural-080", "/themes/x"} {
		if status, text, _ := read(t, h, address); status != http.StatusNotFound || strings.Contains(text, "⟦") {
			t.Errorf("%s: %d %s", address, status, text)
		}
	}
}

func TestHomeOffersSearchAndServices(t *testing.T) {
	_, s := site(t)
	ctx := message.With(t.Context(), texts(t, s), message.Chinese)
	var b strings.Builder
	for _, panel := range s.Module().Panels {
		component, err := panel.Render(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if err := component.Render(ctx, &b); err != nil {
			t.Fatal(err)
		}
	}
	for _, want := range []string{`action="/search"`, `href="/items/road-qual"`} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %s in %s", want, b.String())
		}
	}
	if strings.Contains(b.String(), "/items/food-license") {
		t.Error("a service for the window is offered online")
	}
}
