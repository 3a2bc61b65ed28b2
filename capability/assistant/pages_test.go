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
	"tongban/capability/catalogue/cataloguetest"
	"tongban/capability/catalogue/lint"
	"tongban/capability/place"
	"tongban/kernel/calendar"
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
	items := catalogue.New(catalogue.Deps{DB: d, Clock: clock.At(now), Forms: desk{online: []string{"road-qual"}}, Lint: lint.Findings, Demo: true})
	places := place.New(d, clock.At(now), calendar.Default)
	s := New(d, clock.At(now), items, places)
	dbtest.Migrate(t, d, db.Source{Name: "audit", FS: os.DirFS("../audit")}, db.Source{Name: "place", FS: places.Module().Migrations},
		db.Source{Name: "catalogue", FS: items.Module().Migrations}, db.Source{Name: "assistant", FS: files})
	if err := places.Seed(t.Context()); err != nil {
		t.Fatal(err)
	}
	cataloguetest.Publish(t, d, items, catalogue.Demo())
	return s
}

func texts(t *testing.T, s *Service) *message.Catalogue {
	t.Helper()
	all, err := message.Load(files, s.catalogue.Module().Messages, s.place.Module().Messages, ui.Messages, check.Messages, db.Messages)
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
	if status != http.StatusOK || links(main)[0] != "/search/go/road-qual?q=%E4%BB%8E%E4%B8%9A%E8%B5%84%E6%A0%BC%E8%AF%81" {
		t.Errorf("%d %v", status, links(main))
	}
	for _, want := range []string{"查找“从业资格证”", "道路货物运输驾驶员 从业资格证 核发", "云岫市交通运输局", "承诺 3 个工作日", "找到 1 项", "筛选"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in %s", want, text)
		}
	}
	if value := find(main, "input", "name", "q"); attr(value, "value") != "从业资格证" || attr(value, "data-suggest") != "/search/suggest" {
		t.Error("the box does not hold the words")
	}
	_, _, main = read(t, h, "/search?limit=5&online=1&object=1&q=证")
	if all := links(main); !slices.Contains(all, "/search?q=%E8%AF%81") || !slices.Contains(all, "/search?limit=5&object=1&q=%E8%AF%81") {
		t.Errorf("no way to take a filter away in %v", all)
	}
	_, _, main = read(t, h, "/search?limit=5&theme=natural-085")
	if all := strings.Join(links(main), " "); strings.Contains(all, "cursor=") && !strings.Contains(all, "theme=natural-085") {
		t.Errorf("the next page forgets the filter: %v", all)
	}
}

func TestWordsThatFindNothingGetHelp(t *testing.T) {
	h, _ := site(t)
	for address, want := range map[string][]string{
		"/search?q=㊙":             {"没有找到“㊙”", "12345", "按主题查找", "可以在网上办的事", "道路货物运输驾驶员从业资格证核发"},
		"/search?q=从业食品公章签发":      {"您是不是要找", "从业（1 项）", "食品（"},
		"/search?q=从业&online=1":   {"找到 1 项", "可网上办"},
		"/search?q=driver":        {"道路货物运输驾驶员从业资格证核发"}, // by its English name
		"/search?q=开饭店&online=1":  {"这些条件下没有事项", "去掉条件再找", "去掉条件： 可网上办"},
		"/search?q=从业&region=x":   {"未知条件"},
		"/search?theme=natural-0": {"未知条件"},
	} {
		status, text, _ := read(t, h, address)
		for _, part := range want {
			if status != http.StatusOK || !strings.Contains(text, part) || strings.Contains(text, "⟦") {
				t.Errorf("%s: %d, no %q in %s", address, status, part, text)
			}
		}
	}
}

func TestHostileQueriesAreJustWords(t *testing.T) {
	h, _ := site(t)
	for _, words := range []string{
		"", "   ", strings.Repeat("证", 5000), "<script>alert(1)</script>", "' OR 1=1 --", "%", "\x00\x01", "a\xffb", "\u202e证", strings.Repeat("a b ", 400),
	} {
		w := ask(t, h, "/search?"+url.Values{"q": {words}}.Encode())
		if w.Code == http.StatusSeeOther {
			w = ask(t, h, w.Header().Get("Location"))
		}
		if body := w.Body.String(); w.Code != http.StatusOK || strings.Contains(body, "<script>alert") || strings.Contains(body, "⟦") || len(body) > 60_000 {
			t.Errorf("%.40q: %d, %d bytes", words, w.Code, len(body))
		}
		if w := ask(t, h, "/search/suggest?"+url.Values{"q": {words}}.Encode()); w.Code != http.StatusOK || w.Body.Len() > 5_000 {
			t.Errorf("%.40q: suggestions %d, %d bytes", words, w.Code, w.Body.Len())
		}
	}
}

func TestACodeLeadsStraightToItsService(t *testing.T) {
	h, _ := site(t)
	for _, code := range []string{"11990100MDEM0010X8399010000600001", "road-qual", "ROAD-QUAL"} {
		w := ask(t, h, "/search?q="+code)
		if code == "ROAD-QUAL" && w.Code == http.StatusOK {
			continue // found by words
		}
		if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/items/road-qual" {
			t.Errorf("%s: %d %s", code, w.Code, w.Header().Get("Location"))
		}
	}
}

func TestGoingOnFromASearchLeadsToServicesOnly(t *testing.T) {
	h, _ := site(t)
	for address, want := range map[string]string{
		"/search/go/road-qual?q=从业":           "/items/road-qual",
		"/search/go/nothing":                  "/items/nothing",
		"/search/go/%2F%2Fevil.example?q=x":   "/items/%2F%2Fevil.example",
		"/search/go/https:%2F%2Fevil.example": "/items/https:%2F%2Fevil.example",
		"/search/go/..%2F..%2Fsignout":        "/items/..%2F..%2Fsignout",
		"/search/go/a%0d%0aSet-Cookie:%20x=y": "/items/a%0D%0ASet-Cookie:%20x=y",
	} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, strings.ReplaceAll(address, "从业", "%E4%BB%8E%E4%B8%9A"), nil))
		if w.Code != http.StatusSeeOther || w.Header().Get("Location") != want {
			t.Errorf("%s: %d %s", address, w.Code, w.Header().Get("Location"))
		}
	}
}

func TestNamesAreSuggestedWhileTyping(t *testing.T) {
	h, _ := site(t)
	w := ask(t, h, "/search/suggest?q=cyzg")
	for _, want := range []string{`data-count="有 1 个建议`, `href="/search/go/road-qual"`, "云岫市交通运输局"} {
		if !strings.Contains(w.Body.String(), want) {
			t.Errorf("no %q in %s", want, w.Body)
		}
	}
	if body := ask(t, h, "/search/suggest?q=证").Body.String(); strings.Count(body, "<li>") != mostSuggested || len(body) > 5_000 || strings.Contains(body, "<html") {
		t.Errorf("%d bytes: %s", len(body), body)
	}
	if body := ask(t, h, "/search/suggest?q=㊙").Body.String(); strings.TrimSpace(body) != "" {
		t.Errorf("suggested for nothing: %s", body)
	}
	for range 10 * suggestionsAtOnce { // time goes on, and with it more are allowed
		if w = ask(t, h, "/search/suggest?q=a"); w.Code == http.StatusTooManyRequests {
			break
		}
	}
	if w.Code != http.StatusTooManyRequests {
		t.Errorf("status %d after too many", w.Code)
	}
}

func TestBrowsingLeadsToServices(t *testing.T) {
	h, _ := site(t)
	for address, want := range map[string][]string{
		"/themes":             {"按主题查找", "职业资格 1 项", "/themes/natural-050"},
		"/themes/natural-050": {"职业资格", "/items/road-qual"},
		"/departments":        {"按部门查找", "云岫市交通运输局（1）", "/departments/TRANS", "J"},
		"/departments/TRANS":  {"云岫市交通运输局", "/items/road-qual"},
		"/regions":            {"按地区查找", "/regions/990100"},
		"/regions/990100":     {"的事项", "各级办理的事项"},
	} {
		status, text, main := read(t, h, address)
		for _, part := range want {
			if status != http.StatusOK || !strings.Contains(text+" "+strings.Join(links(main), " "), part) {
				t.Errorf("%s: %d, no %q in %s", address, status, part, text)
			}
		}
		if strings.Contains(text, "⟦") {
			t.Errorf("%s: a text is missing in %s", address, text)
		}
	}
	for _, address := range []string{"/themes/natural-080", "/themes/x", "/departments/NOBODY", "/regions/123456", "/regions/%00"} {
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
	for _, want := range []string{`action="/search"`, `href="/items/road-qual"`, `href="/departments"`} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %s in %s", want, b.String())
		}
	}
	if strings.Contains(b.String(), "/items/food-license") {
		t.Error("a service for the window is offered online")
	}
}

// TestPagesAskTheDatabaseLittle holds the budget: at most one look at each of the
// three editions, however many services there are.
func TestPagesAskTheDatabaseLittle(t *testing.T) {
	h, s := site(t)
	for _, address := range []string{"/search?q=证", "/search", "/search?q=㊙", "/search/suggest?q=证", "/themes", "/departments", "/regions/990100"} {
		ask(t, h, address)
		before := s.db.Stats()
		ask(t, h, address)
		if after := s.db.Stats(); after.Reads-before.Reads > 3 || after.Units != before.Units {
			t.Errorf("%s: %d reads, %d units", address, after.Reads-before.Reads, after.Units-before.Units)
		}
	}
}

// find returns the first element with an attribute of a value.
func find(root *html.Node, element, name, value string) *html.Node {
	for n := range root.Descendants() {
		if n.Data == element && attr(n, name) == value {
			return n
		}
	}
	return nil
}

func attr(n *html.Node, name string) string {
	if n != nil {
		for _, a := range n.Attr {
			if a.Key == name {
				return a.Val
			}
		}
	}
	return ""
}
