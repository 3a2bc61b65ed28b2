package app_test

import (
	"html"
	"net/http"
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

// TestNoPageTellsAPersonWhatIsAnothers signs in as everybody, follows every link and every
// list of the API within bounds, and finds nobody's ID number, mobile or name but one's own.
// Nothing is shown in full, since only GET is used.
func TestNoPageTellsAPersonWhatIsAnothers(t *testing.T) {
	a, server := demoCity(t)
	c := &callers{T: t, base: server.URL, tokens: map[string]string{}}
	c.belongings()
	c.publicThings()
	mine := c.submitted("lin")
	c.decided(mine, "deny")
	c.advance("48h") // decisions are published, packages made

	secrets, personas := secretsOf(t, a)
	// What is looked for is really there for who asks for it with a reason.
	if _, text := c.as("trans-reviewer", "POST", "/api/v1/desk/cases/"+mine+"/reveal", map[string]any{"purpose": "review"}); len(leaks(secrets, "trans-reviewer", text)) == 0 {
		t.Errorf("shown in full, nothing is found: %.300s", text)
	}
	operations := c.api()
	slices.Sort(operations)
	pages := 0
	for _, persona := range append([]string{""}, personas...) {
		walker := &walker{callers: c, persona: persona, operations: operations, shapes: map[string]int{}, seen: map[string]bool{}}
		for _, leak := range walker.crawl(secrets) {
			t.Error(leak)
		}
		pages += len(walker.seen)
	}
	t.Logf("%d pages and lists of %d people were read", pages, len(personas))
	if pages < 20*len(personas) {
		t.Errorf("%d pages of %d people are no crawl", pages, len(personas))
	}
}

// advance lets the city's time pass, and what is due happen.
func (c *callers) advance(by string) {
	c.Helper()
	c.must("advance", http.StatusOK, nil)(c.as("", "POST", "/test/clock", map[string]string{"advance": by}))
}

// secretsOf returns what is personal of every citizen of the demo, and every persona.
func secretsOf(t *testing.T, a *app.App) (secrets []secret, personas []string) {
	t.Helper()
	all, err := a.Identity.Personas(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range all {
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
				secrets = append(secrets, secret{p.Key, what, value})
			}
		}
	}
	return secrets, personas
}

// leaks returns what a text tells persona of others.
func leaks(secrets []secret, persona, text string) (found []secret) {
	for _, s := range secrets {
		if s.owner != persona && strings.Contains(text, s.value) {
			found = append(found, s)
		}
	}
	return found
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
	persona    string
	operations []string
	queue      []string
	shapes     map[string]int
	seen       map[string]bool
}

// crawl reads what the persona can reach, from the pages everybody begins at.
func (w *walker) crawl(secrets []secret) (found []string) {
	for _, start := range []string{"/", "/me", "/cases", "/messages", "/licences", "/objections", "/me/acting", "/me/firms", "/me/children/new", "/track", "/publicity", "/announcements", "/desk", "/desk/cases", "/desk/publicity", "/desk/objections", "/desk/archive", "/admin/items"} {
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
		_, text := w.as(w.persona, "GET", at, nil)
		for _, leak := range leaks(secrets, w.persona, text) {
			if isOwn(at, leak) {
				continue
			}
			i := strings.Index(text, leak.value)
			found = append(found, "as "+w.persona+", "+at+" tells the "+leak.what+" of "+leak.owner+": "+text[max(0, i-150):min(len(text), i+60)])
		}
		w.follow(at, text)
	}
	return found
}

var (
	links  = regexp.MustCompile(`(?:href|src)="(/[^"#]*)`)
	fields = regexp.MustCompile(`"(?:url|link)":"(/[^"#]*)"`)
	ids    = regexp.MustCompile(`/[^/?]*\d[^/?]*`)
	looks  = regexp.MustCompile(`[?&](lang|theme|size|elder)=`)
	binary = regexp.MustCompile(`\.(css|js|png|svg|ico|webmanifest|jpg|pdf|atom)(\?|$)|^/assets/|/file$|/preview$`)
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
	shape := ids.ReplaceAllString(path, "/#")
	if w.shapes[shape]++; w.shapes[shape] > mostOfShape {
		return
	}
	w.queue = append(w.queue, at)
}

// TestTheCrawlFindsWhatIsPlanted proves that the crawl can fail.
func TestTheCrawlFindsWhatIsPlanted(t *testing.T) {
	secrets := []secret{{"lin", "ID number", "99010319900615011X"}, {"lin", "name", "林晓华"}}
	for text, want := range map[string]int{"林*华 9901**********011X": 0, "申请人林晓华": 1, `{"holder":"林晓华","id":"99010319900615011X"}`: 2} {
		if got := leaks(secrets, "mei", text); len(got) != want {
			t.Errorf("%s: %v", text, got)
		}
		if got := leaks(secrets, "lin", text); len(got) != 0 {
			t.Errorf("one's own, %s: %v", text, got)
		}
	}
}
