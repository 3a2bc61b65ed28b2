// Package browser goes through the city the way people do: in Chromium, by what is
// seen. The program is the real one; what a story needs to exist beforehand comes
// about through the API.
package browser

import (
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
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

// Signs agrees to the use of data on the check page and signs with a name and the code
// that the city's outbox shows, which it returns.
func (h *hand) Signs(name string) string {
	h.Click("发送验证码")
	h.Sees("验证码已发到")
	code := h.city.code()
	h.Agrees(name, code)
	return code
}

// Agrees does the same with a code that was sent before.
func (h *hand) Agrees(name, code string) {
	h.Click("我已阅读以上告知")
	h.Fill("签名人姓名", name)
	h.Fill("短信验证码", code)
}

// signCode is a code to sign with as its text says it.
var signCode = regexp.MustCompile(`签名提交申请，验证码 (\d{6})`)

// code waits for the code in the outbox; a job sends it.
func (c *city) code() string {
	for {
		res, err := http.Get(c.url("/demo/outbox"))
		if err != nil {
			return ""
		}
		page, _ := io.ReadAll(res.Body)
		_ = res.Body.Close()
		if found := signCode.FindSubmatch(page); found != nil {
			return string(found[1])
		}
	}
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
