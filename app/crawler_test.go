package app_test

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"fmt"
	"html"
	"io"
	"maps"
	"net/http"
	"net/url"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"

	"tongban/app"
	"tongban/kernel/actor"
)

// The bounds of a crawl.
const (
	mostPages   = 200 // of one persona
	mostOfShape = 4   // pages that differ by an id only
)

// outside are the addresses that a crawl leaves alone, each with why.
var outside = map[string]string{
	"/personas": "the demo lists its people", "/signin": "likewise", "/demo/outbox": "the demo's texts, to whom they go",
	"/signout": "ends the crawl", "/docs": "about the program", "/ui": "about the program", "/openapi.json": "about the program",
	"/api/v1/personas": "the demo lists its people", "/log/": "the transparency log: digests",
}

// secret is something of a person that nobody else may see unless they said what for.
type secret struct{ owner, what, value string }

// TestNoPageTellsAPersonWhatIsAnothers signs in as everybody, follows every link, file and
// list of the API within bounds, searches for people by all that is known of them, and finds
// nobody's ID number, mobile or name but one's own. Nothing is shown in full, since nobody
// says what for.
func TestNoPageTellsAPersonWhatIsAnothers(t *testing.T) {
	a, server := demoCity(t)
	c := &callers{T: t, base: server.URL, tokens: map[string]string{}}
	c.belongings()
	c.publicThings()
	mine := c.submitted("lin")
	c.decided(mine, "deny")
	c.must("deliver", http.StatusOK, nil)(c.as("clerk", "POST", "/api/v1/desk/cases/"+mine+"/deliver", map[string]any{"method": "electronic"}))
	c.advance("48h") // decisions are published, packages made

	secrets, personas := secretsOf(t, a)
	reader := &reader{drawn: map[[32]byte]string{}}
	c.shownInFull(mine, secrets, reader)
	operations := c.api()
	slices.Sort(operations)
	routes := slices.Concat(a.Patterns(), operations)
	pages, open := 0, map[string]bool{}
	for _, persona := range append([]string{""}, personas...) {
		walker := &walker{callers: c, reader: reader, persona: persona, operations: operations, routes: routes, open: open, shapes: map[string]int{}, seen: map[string]bool{}}
		for _, wrong := range append(walker.crawl(secrets), walker.search(secrets)...) {
			t.Error(wrong)
		}
		if persona == "" {
			for shape := range walker.shapes {
				open[shape] = true
			}
		}
		pages += len(walker.seen)
	}
	for _, wrong := range c.shownToWhoeverHasTheCode(mine, secrets, reader) {
		t.Error(wrong)
	}
	t.Logf("%d pages, files and lists of %d people were read", pages, len(personas))
	if pages < 20*len(personas) {
		t.Errorf("%d pages of %d people are no crawl", pages, len(personas))
	}
}

// shownInFull checks that what is looked for is found where it really is: on a page, in an
// answer of the API, in the PDF of a paper and in a package of the archive, each of which
// somebody may have who says what for.
func (c *callers) shownInFull(no string, secrets secrets, r *reader) {
	c.Helper()
	var f struct {
		ShortNo string
		Notices []struct{ URL string }
	}
	c.must("lin's case", http.StatusOK, &f)(c.as("lin", "GET", "/api/v1/cases/"+no, nil))
	for _, look := range []struct {
		as, method, at string
		body           any
		tells          []string
	}{
		{"trans-reviewer", "POST", "/api/v1/desk/cases/" + no + "/reveal", map[string]any{"purpose": "review"}, []string{"name", "ID number", "mobile"}},
		{"trans-reviewer", "POST", "/desk/cases/" + f.ShortNo + "/reveal", url.Values{"purpose": {"review"}}, []string{"name", "ID number", "mobile"}},
		{"trans-reviewer", "POST", "/api/v1/desk" + f.Notices[0].URL + "/file", map[string]any{"purpose": "review"}, []string{"name"}},
		{"trans-reviewer", "POST", f.Notices[0].URL, url.Values{"purpose": {"review"}}, []string{"name"}},
		{"trans-head", "POST", "/api/v1/desk/archive/" + no + "/export", map[string]any{"purpose": "transfer"}, []string{"name", "ID number", "mobile"}},
	} {
		status, body := c.as(look.as, look.method, look.at, look.body)
		found := leaks(secrets, look.as, r.read(c.T, body))
		for _, what := range look.tells {
			if !slices.ContainsFunc(found, func(s secret) bool { return s.owner == "lin" && s.what == what }) {
				c.Errorf("%s %s as %s: %d, the %s is not found where it is: %.200q", look.method, look.at, look.as, status, what, body)
			}
		}
	}
}

// shownToWhoeverHasTheCode returns what is told of lin to somebody who has no account but
// the code of a case, of a paper, or the paper's file.
func (c *callers) shownToWhoeverHasTheCode(no string, secrets secrets, r *reader) (wrong []string) {
	c.Helper()
	var f struct {
		ShortNo, QueryCode string
		Notices            []struct{ URL string }
	}
	c.must("lin's case", http.StatusOK, &f)(c.as("lin", "GET", "/api/v1/cases/"+no, nil))
	_, file := c.as("lin", "GET", f.Notices[0].URL+"/file", nil)
	code := verifyCode.FindString(r.read(c.T, file))
	for _, look := range []struct {
		method, at string
		body       any
		says       string // that it is really there
	}{
		{"POST", "/track", url.Values{"no": {no}, "code": {f.QueryCode}}, f.ShortNo},
		{"GET", "/api/v1/track?no=" + no + "&code=" + f.QueryCode, nil, f.ShortNo},
		{"GET", "/notices/" + code, nil, "林*华"},
		{"POST", "/notices/" + code + "/file", []byte(file), "林*华"},
		{"GET", "/api/v1/notices/" + code, nil, "林*华"},
	} {
		status, body := c.as("", look.method, look.at, look.body)
		if !strings.Contains(body, look.says) {
			c.Errorf("%s %s: %d, not what was asked for: %.200s", look.method, look.at, status, body)
		}
		for _, leak := range leaks(secrets, "", r.read(c.T, body)) {
			wrong = append(wrong, look.at+" tells whoever has the code the "+leak.what+" of "+leak.owner)
		}
	}
	return wrong
}

// verifyCode is the code on a paper by which anybody can check it.
var verifyCode = regexp.MustCompile(`[0-9A-Z]{5}(-[0-9A-Z]{5}){3}`)

// advance lets the city's time pass, and what is due happen.
func (c *callers) advance(by string) {
	c.Helper()
	c.must("advance", http.StatusOK, nil)(c.as("", "POST", "/test/clock", map[string]string{"advance": by}))
}

// secretsOf returns what is personal of every citizen of the demo, and every persona.
func secretsOf(t *testing.T, a *app.App) (all secrets, personas []string) {
	t.Helper()
	all = secrets{}
	people, err := a.Identity.Personas(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range people {
		personas = append(personas, p.Key)
		if p.Kind != actor.Citizen {
			continue
		}
		person, err := a.Identity.Person(t.Context(), p.Subject)
		if err != nil {
			t.Fatal(err)
		}
		for what, value := range map[string]string{"name": person.Name, "ID number": person.IDNumber, "mobile": person.Mobile} {
			if value != "" {
				all.add(secret{p.Key, what, value})
			}
		}
	}
	return all, personas
}

// leaks returns what a text tells persona of others. Numbers count however they are
// grouped.
func leaks(secrets secrets, persona, text string) (found []secret) {
	for _, text := range []string{text, ungrouped(text)} {
		for i := range max(0, len(text)-beginning+1) {
			for _, s := range secrets[text[i:i+beginning]] {
				if s.owner != persona && strings.HasPrefix(text[i:], s.value) && !slices.Contains(found, s) {
					found = append(found, s)
				}
			}
		}
	}
	return found
}

// secrets are what is not to be found, by how they begin, so that a page is read once.
type secrets map[string][]secret

// beginning is how many bytes tell where a secret may begin: two Chinese characters.
const beginning = 6

func (all secrets) add(s secret) {
	key := s.value[:beginning]
	all[key] = append(all[key], s)
}

// ungrouped is text in which the digits of a number stand together.
func ungrouped(text string) string {
	var b strings.Builder
	b.Grow(len(text))
	digit := false
	for i := range len(text) {
		if c := text[i]; c != ' ' && c != '-' || !digit {
			digit = c >= '0' && c <= '9'
			b.WriteByte(c)
		}
	}
	return b.String()
}

// reader turns what the city answers into text.
type reader struct{ drawn map[[32]byte]string }

// read is what can be read in an answer: the words of a PDF, all files of a package, what
// is escaped in HTML and addresses; nothing of a picture.
func (r *reader) read(t *testing.T, body string) string {
	t.Helper()
	switch kind := http.DetectContentType([]byte(body)); {
	case kind == "application/pdf":
		digest := sha256.Sum256([]byte(body))
		if r.drawn[digest] == "" {
			command := exec.Command("pdftotext", "-layout", "-", "-")
			command.Stdin = strings.NewReader(body)
			out, err := command.Output()
			if err != nil {
				t.Fatalf("pdftotext: %v", err)
			}
			r.drawn[digest] = strings.Join(strings.Fields(string(out)), "") // lines break names
		}
		return r.drawn[digest]
	case kind == "application/zip":
		return r.unpacked(t, body)
	case strings.HasPrefix(kind, "image/"):
		return ""
	}
	text := html.UnescapeString(body)
	for _, escape := range escapes.FindAllString(text, -1) {
		plain, err := url.QueryUnescape(escape)
		if err != nil {
			t.Fatal(err)
		}
		text += " " + plain
	}
	return text
}

// escapes are what addresses hold for other characters.
var escapes = regexp.MustCompile(`(?:%[0-9A-F]{2})+`)

func (r *reader) unpacked(t *testing.T, body string) (all string) {
	t.Helper()
	files, err := zip.NewReader(strings.NewReader(body), int64(len(body)))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files.File {
		in, err := file.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(in)
		_ = in.Close()
		if err != nil {
			t.Fatal(err)
		}
		all += file.Name + r.read(t, string(text))
	}
	return all
}

// own are the addresses where a citizen reads of others what is on their own papers, each
// with why.
var own = map[string]string{
	"/licences":                 "a marriage certificate names the spouse, a title deed the co-owner",
	"/api/v1/licences":          "likewise",
	"/me/authorisations":        "who gave a power and who holds it know each other's name",
	"/api/v1/me/authorisations": "likewise",
	"/me/firms/":                "likewise, for a firm", "/api/v1/me/firms": "likewise",
	"/me/acting": "likewise, to choose from",
}

// isOwn reports whether what a citizen reads of another is on their own papers.
func isOwn(at string, leak secret) bool {
	for prefix := range own {
		if strings.HasPrefix(at, prefix) {
			return leak.what == "name" || strings.Contains(at, "/licences")
		}
	}
	return false
}

// walker is one persona on their way through the city.
type walker struct {
	*callers
	*reader
	persona    string
	routes     []string
	open       map[string]bool // shapes of pages that everybody sees
	operations []string
	queue      []string
	shapes     map[string]int
	seen       map[string]bool
}

// crawl reads what the persona can reach, from the pages everybody begins at.
func (w *walker) crawl(secrets secrets) (found []string) {
	for _, start := range []string{"/", "/me", "/cases", "/messages", "/licences", "/objections", "/me/acting", "/me/firms", "/me/children/new", "/track", "/publicity", "/announcements", "/desk", "/desk/cases", "/desk/publicity", "/desk/objections", "/desk/consultations", "/desk/after-checks", "/desk/deferrals", "/desk/ratings", "/desk/records", "/desk/repairs", "/credit", "/me/credit", "/me/credit/repairs", "/me/record", "/desk/rating-texts", "/ratings", "/desk/archive", "/admin/items"} {
		w.add(start)
	}
	for _, operation := range w.operations {
		if method, path, _ := strings.Cut(operation, " "); method == "GET" && !strings.Contains(path, "{") {
			w.add(path)
		}
	}
	for len(w.queue) > 0 && len(w.seen) < mostPages {
		at := w.queue[0]
		w.queue = w.queue[1:]
		w.seen[at] = true
		text, wrong := w.look(at, secrets)
		found = append(found, wrong...)
		w.follow(at, text)
	}
	return found
}

// look reads one address and returns what is wrong with it.
func (w *walker) look(at string, secrets secrets) (text string, wrong []string) {
	status, body := w.as(w.persona, "GET", at, nil)
	if status >= http.StatusInternalServerError {
		wrong = append(wrong, fmt.Sprintf("as %s, %s: %d", w.persona, at, status))
	}
	text = w.read(w.T, body)
	for _, leak := range leaks(secrets, w.persona, text) {
		if !isOwn(at, leak) {
			i := max(0, strings.Index(text, leak.value))
			wrong = append(wrong, fmt.Sprintf("as %s, %s tells the %s of %s: %q", w.persona, at, leak.what, leak.owner, text[max(0, i-150):min(len(text), i+60)]))
		}
	}
	return text, wrong
}

// searches are the addresses that find something by words, those of staff behind them.
var searches = []string{"/search?q=", "/publicity?q=", "/announcements?q=", "/api/v1/publicity?q=", "/desk/cases?q=", "/api/v1/desk/cases?q="}

// search looks for lin by all that is known of her, and wants to learn no more than that.
func (w *walker) search(all secrets) (wrong []string) {
	for _, some := range all {
		for _, known := range some {
			if known.owner != "lin" {
				continue
			}
			others := maps.Clone(all)
			others[known.value[:beginning]] = slices.DeleteFunc(slices.Clone(some), func(s secret) bool { return s == known })
			for _, address := range searches {
				if strings.Contains(address, "/desk/") == (w.persona == "") {
					continue // the public ones find the same for everybody
				}
				if address == "/search?q=" && known.what == "name" {
					continue // words looked for are shown to editors, without who looked; of numbers nothing is kept
				}
				at := address + url.QueryEscape(known.value)
				w.seen[at] = true
				_, found := w.look(at, others)
				wrong = append(wrong, found...)
			}
		}
	}
	return wrong
}

var (
	links  = regexp.MustCompile(`(?:href|src)="(/[^"#]*)`)
	fields = regexp.MustCompile(`"(?:url|link)":"(/[^"#]*)"`)
	looks  = regexp.MustCompile(`[?&](lang|theme|size|elder)=`)
	binary = regexp.MustCompile(`\.(css|js|png|svg|ico|webmanifest|jpg)(\?|$)|^/assets/|/preview$`)
)

// follow queues what a page leads to, and the API's twin of each page.
func (w *walker) follow(at, text string) {
	for _, pattern := range []*regexp.Regexp{links, fields} {
		for _, m := range pattern.FindAllStringSubmatch(text, -1) {
			w.add(html.UnescapeString(m[1]))
		}
	}
	path, _, _ := strings.Cut(at, "?")
	for _, operation := range w.operations {
		method, twin, _ := strings.Cut(operation, " ")
		if method == "GET" && matches(twin, "/api/v1"+path) {
			w.add("/api/v1" + path)
		}
	}
}

// matches reports whether a path is of a pattern.
func matches(pattern, path string) bool {
	p, q := strings.Split(pattern, "/"), strings.Split(path, "/")
	return len(p) == len(q) && !slices.ContainsFunc(p, func(part string) bool {
		i := slices.Index(p, part)
		return part != q[i] && !strings.HasPrefix(part, "{")
	})
}

// shapeOf returns the route that answers to a path.
func (w *walker) shapeOf(path string) string {
	if slices.Contains(w.routes, "GET "+path) {
		return path
	}
	for _, route := range w.routes {
		if method, pattern, _ := strings.Cut(route, " "); method == "GET" && matches(pattern, path) {
			return pattern
		}
	}
	return path
}

// add queues an address that was not seen, unless there were enough of its shape.
func (w *walker) add(at string) {
	for prefix := range outside {
		if strings.HasPrefix(at, prefix) {
			return
		}
	}
	if w.seen[at] || strings.HasPrefix(at, "//") || binary.MatchString(at) || looks.MatchString(at) || slices.Contains(w.queue, at) {
		return
	}
	path, _, _ := strings.Cut(at, "?")
	shape := w.shapeOf(path)
	if w.shapes[shape]++; w.shapes[shape] > mostOfShape || w.open[shape] && w.shapes[shape] > 1 {
		return
	}
	w.queue = append(w.queue, at)
}

// TestTheCrawlFindsWhatIsPlanted proves that the crawl can fail.
func TestTheCrawlFindsWhatIsPlanted(t *testing.T) {
	planted := secrets{}
	for _, s := range []secret{{"lin", "ID number", "99010319900615011X"}, {"lin", "name", "林晓华"}, {"lin", "mobile", "13900990001"}} {
		planted.add(s)
	}
	r := &reader{}
	for text, want := range map[string]int{
		"林*华 9901**********011X 139****0001": 0, "申请人林晓华": 1, `{"holder":"林晓华","id":"99010319900615011X"}`: 2,
		`<a href="/search?q=%E6%9E%97%E6%99%93%E5%8D%8E">`: 1, "&#26519;&#26195;&#21326;": 1, "990103 19900615 011X": 1, "139-0099-0001": 1,
		"number,name\n1,林晓华\n": 1, packed(t, "cases/1.csv", "99010319900615011X,13900990001"): 2,
	} {
		if got := leaks(planted, "mei", r.read(t, text)); len(got) != want {
			t.Errorf("%q: %v", text, got)
		}
		if got := leaks(planted, "lin", r.read(t, text)); len(got) != 0 {
			t.Errorf("one's own, %q: %v", text, got)
		}
	}
}

// packed is a package with one file.
func packed(t *testing.T, name, content string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	file, err := z.Create(name)
	if err == nil {
		_, err = io.WriteString(file, content)
	}
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}
