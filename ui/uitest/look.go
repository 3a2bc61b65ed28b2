package uitest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// Violation is something axe-core found.
type Violation struct {
	ID     string   `json:"id"`
	Impact string   `json:"impact"`
	Help   string   `json:"help"`
	Nodes  []string `json:"nodes"`
}

// Grave reports whether it keeps people out.
func (v Violation) Grave() bool { return v.Impact == "serious" || v.Impact == "critical" }

// What axe looks for: everything of WCAG 2.2 A and AA, or only what colours decide.
const (
	allRules    = `{type: "tag", values: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}`
	colourRules = `{type: "rule", values: ["color-contrast", "link-in-text-block"]}`
)

const runAxe = `axe.run(document, {runOnly: %s}).then((r) =>
  r.violations.map((v) => ({id: v.id, impact: v.impact, help: v.help,
    nodes: v.nodes.map((n) => n.target.join(" ") + " " + (n.failureSummary || "").replace(/\s+/g, " "))})))`

// Axe returns what axe-core finds against WCAG 2.2 A and AA. It needs JavaScript.
func (p *Page) Axe() []Violation {
	p.t.Helper()
	return p.axe(allRules)
}

func (p *Page) axe(rules string) []Violation {
	p.t.Helper()
	axe, err := os.ReadFile(filepath.Join(root(p.t), "node_modules", "axe-core", "axe.min.js"))
	if err != nil {
		p.t.Fatalf("axe-core is not installed: run `make setup`: %v", err)
	}
	p.must("load axe", p.do(chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, runtime.Evaluate, runtime.EvaluateParams{Expression: string(axe)})
		return err
	})))
	found, err := run(p, chromedp.Evaluate[[]Violation](fmt.Sprintf(runAxe, rules), chromedp.EvalAwaitPromise))
	p.must("run axe", err)
	return found
}

// Accessible fails the test on everything grave that axe-core finds.
func (p *Page) Accessible() {
	p.t.Helper()
	p.grave(p.Axe())
}

// wear puts the page at hand into another theme. Themes differ in nothing but colours.
func (p *Page) wear(theme string) {
	p.t.Helper()
	Value[string](p, fmt.Sprintf(`document.documentElement.dataset.theme = %q`, theme))
}

func (p *Page) grave(found []Violation) {
	p.t.Helper()
	for _, v := range found {
		if v.Grave() {
			p.t.Errorf("%s: %s is %s: %s\n  %s", p.URL(), v.ID, v.Impact, v.Help, strings.Join(v.Nodes, "\n  "))
		}
	}
}

// Load returns what came over the wire for the page at hand.
func (p *Page) Load() Load {
	p.traffic.Lock()
	defer p.traffic.Unlock()
	return p.traffic.load
}

// Citizen is the budget of pages for the public, and Staff that of the desk, in
// bytes. Basis: the platform's page budgets, docs/adr/0002.
var (
	Citizen = Load{Requests: 10, Total: 100 << 10, HTML: 25 << 10, CSS: 30 << 10, JS: 25 << 10}
	Staff   = Load{Requests: 12, Total: 150 << 10, HTML: 60 << 10, CSS: 30 << 10, JS: 40 << 10}
)

// Within fails the test where the page at hand exceeds budget.
func (p *Page) Within(budget Load) {
	p.t.Helper()
	got := p.Load()
	for _, part := range []struct {
		name       string
		got, limit int
	}{
		{"requests", got.Requests, budget.Requests}, {"bytes", got.Total, budget.Total},
		{"bytes of HTML", got.HTML, budget.HTML}, {"bytes of CSS", got.CSS, budget.CSS}, {"bytes of JS", got.JS, budget.JS},
	} {
		if part.got > part.limit {
			p.t.Errorf("%s: %d %s, budget %d", p.URL(), part.got, part.name, part.limit)
		}
	}
}

// Errors returns what the console complained about, without the browser's own
// lines for answers of 4xx.
func (p *Page) Errors() []string {
	p.traffic.Lock()
	defer p.traffic.Unlock()
	return append([]string(nil), p.traffic.errors...)
}

// Clean fails the test if the console complained.
func (p *Page) Clean() {
	p.t.Helper()
	if errs := p.Errors(); len(errs) > 0 {
		p.t.Errorf("%s: the console says\n  %s", p.URL(), strings.Join(errs, "\n  "))
	}
}

// Fits fails the test if the page scrolls sideways.
func (p *Page) Fits() {
	p.t.Helper()
	over, err := ask[int](p, "overflow")
	p.must("measure", err)
	if over > 0 {
		p.t.Errorf("%s at %d: %d pixels stick out on the right", p.URL(), p.width, over)
	}
}

// Reachable fails the test for targets lower than least pixels. Links within a
// sentence are exempt.
func (p *Page) Reachable(least int) {
	p.t.Helper()
	small, err := ask[[]string](p, "small", least)
	p.must("measure", err)
	if len(small) > 0 {
		p.t.Errorf("%s at %d: targets below %d pixels:\n  %s", p.URL(), p.width, least, strings.Join(small, "\n  "))
	}
}

// maxTabs is more than any page has.
const maxTabs = 300

// TabThrough presses Tab from the top to the end of the page and returns what got
// the focus. It fails the test where the focus jumps back, cannot be seen or is
// covered.
func (p *Page) TabThrough() []string {
	p.t.Helper()
	var names []string
	start, last := -1, -1
	for range maxTabs {
		p.must("press Tab", p.do(chromedp.KeyEvent(kb.Tab)))
		f, err := ask[struct {
			At         int
			Name, Flaw string
		}](p, "focus")
		p.must("ask for the focus", err)
		switch {
		case f.At < 0, f.At == start && f.At < last:
			return names // left the page, or begins again
		case f.At < last:
			p.t.Errorf("%s: the focus jumps back to %q", p.URL(), f.Name)
			return names
		case f.At == last:
			continue // parts of a date
		case f.Flaw != "":
			p.t.Errorf("%s: %q has the focus and %s", p.URL(), f.Name, f.Flaw)
		}
		if start < 0 {
			start = f.At
		}
		last = f.At
		names = append(names, f.Name)
	}
	return names
}

// EveryLook opens address plain and for the old, in each width, one subtest each; the
// other looks, which differ in colours, only have to be legible.
func (b *Browser) EveryLook(t *testing.T, address string, look func(t *testing.T, l Look, p *Page), opts ...Option) {
	t.Helper()
	for _, l := range Looks[:2] {
		for _, width := range []int{Phone, Desktop} {
			t.Run(fmt.Sprintf("%s at %d", l.Name, width), func(t *testing.T) {
				p := b.Open(t, address, append([]Option{Width(width), In(l)}, opts...)...)
				look(t, l, p)
				if !l.Prefs.Elder {
					p.OtherColours("")
				}
			})
		}
	}
}

// OtherColours looks at the page in the dark and the contrasting look, with pictures
// under name if it has one, and goes back to the plain one.
func (p *Page) OtherColours(name string) {
	p.t.Helper()
	for _, l := range Looks[2:] {
		p.wear(l.Prefs.Theme)
		p.grave(p.axe(colourRules))
		if name != "" {
			p.Shot(name + "-" + l.Name)
		}
	}
	p.wear(Looks[0].Prefs.Theme)
}
