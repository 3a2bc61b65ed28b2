// Package browser goes through the city the way people do: in Chromium, by what is
// seen. The program is the real one; what a story needs to exist beforehand comes
// about through the API.
package browser

import (
	"os"
	"path/filepath"
	"testing"

	"tongban/capability/document/documenttest"
	"tongban/e2e/world"
	"tongban/ui/uitest"
)

func TestMain(m *testing.M) {
	code := m.Run()
	world.Cleanup()
	os.Exit(code)
}

// city is a running city with a browser in front of it.
type city struct {
	*world.World
	browser *uitest.Browser
}

// visit starts a city in which nothing has happened yet. Stories run beside each
// other.
func visit(t *testing.T) *city {
	t.Helper()
	t.Parallel()
	return &city{world.New(t, world.Config{}), uitest.Start(t)}
}

// url returns the address of a page.
func (c *city) url(path string) string { return c.Node().Address + path }

// session is the cookie of whoever is signed in without TLS.
const session = "tongban_session"

// as opens a page as a person of the city; "" is nobody.
func (c *city) as(t *testing.T, persona, path string, opts ...uitest.Option) *hand {
	t.Helper()
	if persona != "" {
		opts = append(opts, uitest.Cookie(session, c.As(persona).Token))
	}
	return &hand{Page: c.browser.Open(t, c.url(path), opts...), city: c}
}

// hand uses a page and counts its clicks.
type hand struct {
	*uitest.Page
	city   *city
	clicks int
}

// Click clicks.
func (h *hand) Click(text string) {
	h.clicks++
	h.Page.Click(text)
}

// Answer clicks an answer.
func (h *hand) Answer(question, text string) {
	h.clicks++
	h.Page.Answer(question, text)
}

// Enter presses Enter, which is a click too.
func (h *hand) Enter() {
	h.clicks++
	h.Page.Press("Enter")
}

// Choose gives a file to a field; opening the browser's own window is a click.
func (h *hand) Choose(label, path string) {
	h.clicks++
	h.Page.Upload(label, path)
}

// To opens another page of the city in the same tab.
func (h *hand) To(path string) { h.Page.Goto(h.city.url(path)) }

// has ends the test unless an expression of JavaScript holds.
func has(t *testing.T, h *hand, what, expression string) {
	t.Helper()
	if !uitest.Value[bool](h.Page, expression) {
		t.Errorf("%s: not so: %s", h.URL(), what)
	}
}

// answered returns the HTTP status of the last answer.
func answered(h *hand) int {
	return uitest.Value[int](h.Page, `(performance.getEntriesByType("resource").filter((e) => e.initiatorType === "fetch").at(-1) || performance.getEntriesByType("navigation")[0]).responseStatus`)
}

// portrait is what photo writes, for the API.
func portrait() world.File { return world.Photo() }

// photo writes the portrait of a person who does not exist.
func photo(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "photo.jpg")
	if err := os.WriteFile(path, documenttest.Photo(1), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
