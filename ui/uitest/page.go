package uitest

import (
	"context"
	_ "embed" // page.js
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"tongban/kernel/clock"
)

//go:embed page.js
var script string

// Page is a tab.
type Page struct {
	t       testing.TB
	ctx     context.Context
	traffic *traffic
	width   int
	scripts bool
}

// answer is what the functions of page.js return when they look for something.
type answer struct {
	OK   bool    `json:"ok"`
	Why  string  `json:"why"`
	X    float64 `json:"x"`
	Y    float64 `json:"y"`
	ID   string  `json:"id"`
	Kind string  `json:"kind"`
}

func (p *Page) must(what string, err error) {
	p.t.Helper()
	if err != nil {
		p.fail("%s: %v", what, err)
	}
}

// fail ends the test with what the page shows, and a picture if pictures are
// wanted.
func (p *Page) fail(format string, args ...any) {
	p.t.Helper()
	text := []rune(p.Text())
	if len(text) > 600 {
		text = text[:600]
	}
	p.Shot("failure-" + strings.NewReplacer("/", "-", " ", "-").Replace(p.t.Name()))
	p.t.Fatalf("%s\non %s, which shows:\n%s", fmt.Sprintf(format, args...), p.URL(), string(text))
}

// run runs an action; one that hangs is given up.
func run[T any](p *Page, action chromedp.Action[T]) (T, error) {
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	return chromedp.Run(ctx, action)
}

// do runs steps one after the other.
func (p *Page) do(steps ...chromedp.Action[chromedp.Void]) error {
	_, err := run(p, chromedp.Steps(steps...))
	return err
}

// ask calls a function of page.js.
func ask[T any](p *Page, function string, args ...any) (T, error) {
	list, err := json.Marshal(append([]any{}, args...)) // never null
	if err != nil {
		return *new(T), err
	}
	return run(p, chromedp.Evaluate[T](script+"."+function+"(..."+string(list)+")"))
}

// wait asks until the answer is good or patience ends.
func (p *Page) wait(what, function string, args ...any) answer {
	p.t.Helper()
	watch := clock.Start()
	for {
		got, err := ask[answer](p, function, args...)
		if err == nil && got.OK {
			return got
		}
		if watch.Elapsed() > patience {
			p.fail("%s: %s %v", what, got.Why, err)
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// settle waits until the page is loaded and nothing is on its way.
func (p *Page) settle() {
	p.t.Helper()
	watch := clock.Start()
	for calm := 0; calm < 4; {
		time.Sleep(40 * time.Millisecond)
		done, err := ask[bool](p, "done")
		if err == nil && done && p.traffic.quiet() {
			calm++
		} else {
			calm = 0
		}
		if watch.Elapsed() > patience {
			p.fail("the page does not settle")
		}
	}
}

// Goto opens another address in the same tab.
func (p *Page) Goto(address string) {
	p.t.Helper()
	p.must("open "+address, p.do(chromedp.Navigate(address)))
	p.settle()
	p.sound()
}

// sound fails on what is never right: an unbuilt front end, a missing icon, a
// missing text.
func (p *Page) sound() {
	p.t.Helper()
	flaws, err := ask[[]string](p, "flaws")
	p.must("look for flaws", err)
	if len(flaws) > 0 {
		p.fail("%s", strings.Join(flaws, "\n"))
	}
}

// Resize sets the width of the window.
func (p *Page) Resize(width int) {
	p.t.Helper()
	p.width = width
	p.must("resize", p.do(chromedp.EmulateViewport(int64(width), windowHeight(width))))
}

// Print shows the page as paper, or as a screen again.
func (p *Page) Print(on bool) {
	p.t.Helper()
	media := ""
	if on {
		media = "print"
	}
	p.must("print", p.do(tell(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: media})))
}

func windowHeight(width int) int64 {
	if width < 600 {
		return 844
	}
	return 900
}

// Click clicks the link, button or choice with this text, with the mouse, so that
// what is covered cannot be clicked.
func (p *Page) Click(text string) {
	p.t.Helper()
	at := p.wait("click "+text, "spot", text)
	p.must("click "+text, p.do(chromedp.MouseClickXY(at.X, at.Y)))
	p.settle()
	p.sound()
}

// Answer clicks the answer with this text to the question with this label.
func (p *Page) Answer(question, text string) {
	p.t.Helper()
	at := p.wait("answer "+question+" with "+text, "spot", text, question)
	p.must("answer "+question, p.do(chromedp.MouseClickXY(at.X, at.Y)))
}

// Fill types value into the field with this label, or chooses it.
func (p *Page) Fill(label, value string) {
	p.t.Helper()
	p.fill("", label, value)
}

func (p *Page) fill(group, label, value string) {
	p.t.Helper()
	field := p.wait(strings.TrimSpace("fill "+group+" "+label), "ready", label, group)
	switch field.Kind {
	case "select", "date":
		p.wait(fmt.Sprintf("fill %s with %s", label, value), "set", field.ID, value)
	default:
		p.must("fill "+label, p.do(tell(input.InsertText, input.InsertTextParams{Text: value})))
	}
}

// Scripted reports whether JavaScript runs.
func (p *Page) Scripted() bool { return p.scripts }

// FillIn fills the field with this label within the group with this legend, e.g. a row.
func (p *Page) FillIn(group, label, value string) {
	p.t.Helper()
	p.fill(group, label, value)
}

// Draw draws a line across the field or the picture with this label, as a hand with a
// mouse does.
func (p *Page) Draw(label string) {
	p.t.Helper()
	at := p.wait("draw on "+label, "canvas", label)
	points := [][2]float64{{-60, 20}, {-20, -20}, {20, 20}, {60, -20}}
	for i, kind := range []input.DispatchMouseEventType{"mousePressed", "mouseMoved", "mouseMoved", "mouseReleased"} {
		stroke := input.DispatchMouseEventParams{Type: kind, X: at.X + points[i][0], Y: at.Y + points[i][1], Button: input.MouseButtonLeft, Buttons: 1, ClickCount: 1}
		p.must("draw on "+label, p.do(tell(input.DispatchMouseEvent, stroke)))
	}
}

// Upload chooses files of this machine for the field with this label.
func (p *Page) Upload(label string, paths ...string) {
	p.t.Helper()
	field := p.wait("upload "+label, "ready", label)
	var whole []string
	for _, path := range paths {
		path, err := filepath.Abs(path)
		p.must("upload "+label, err)
		whole = append(whole, path)
	}
	p.must("upload "+label, p.do(chromedp.SetUploadFiles(chromedp.CSS(fmt.Sprintf("[id=%q]", field.ID)), whole)))
}

// SetCookie changes a cookie of the page in front of its reader.
func (p *Page) SetCookie(name, value string) {
	p.t.Helper()
	p.must("set a cookie", p.do(tell(network.SetCookie, network.SetCookieParams{Name: name, Value: value, URL: p.URL()})))
}

// Until waits until an expression of JavaScript holds.
func (p *Page) Until(what, expression string) {
	p.t.Helper()
	watch := clock.Start()
	for !Value[bool](p, expression) {
		if watch.Elapsed() > patience {
			p.fail("%s: not so: %s", what, expression)
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// Press presses a key: "Tab", "Enter", "Escape", "Down", "Up" or a character.
func (p *Page) Press(key string) {
	p.t.Helper()
	named := map[string]string{"Tab": kb.Tab, "Enter": kb.Enter, "Escape": kb.Escape, "Space": " ", "Down": kb.ArrowDown, "Up": kb.ArrowUp}
	if k, ok := named[key]; ok {
		key = k
	}
	p.must("press "+key, p.do(chromedp.KeyEvent(key)))
	p.settle()
}

// TabTo walks on with the Tab key until what has the focus is wanted; false if nothing is,
// within so many steps.
func (p *Page) TabTo(wanted func(name string) bool, steps int) bool {
	p.t.Helper()
	for range steps {
		p.must("press Tab", p.do(chromedp.KeyEvent(kb.Tab)))
		if wanted(p.Focused()) {
			return true
		}
	}
	return false
}

// cutOff is the command for browsers of every age; the generated ones know only
// its successor.
var cutOff = cdp.Command[conditions, cdp.Empty]{Method: "Network.emulateNetworkConditions"}

type conditions struct {
	Offline            bool    `json:"offline"`
	Latency            float64 `json:"latency"`
	DownloadThroughput float64 `json:"downloadThroughput"`
	UploadThroughput   float64 `json:"uploadThroughput"`
}

// Offline cuts the tab off, or connects it again.
func (p *Page) Offline(off bool) {
	p.t.Helper()
	p.must("cut off", p.do(tell(cutOff, conditions{off, 0, -1, -1})))
}

// Sees waits until the page shows text.
func (p *Page) Sees(text string) {
	p.t.Helper()
	watch := clock.Start()
	for !strings.Contains(p.Text(), text) {
		if watch.Elapsed() > patience {
			p.fail("nobody sees %q", text)
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// SeesNot fails if the page shows text now.
func (p *Page) SeesNot(text string) {
	p.t.Helper()
	if strings.Contains(p.Text(), text) {
		p.fail("%q can be seen", text)
	}
}

// Text is all that can be seen, with single spaces.
func (p *Page) Text() string {
	text, _ := ask[string](p, "text") // a page in between shows nothing
	return text
}

// Focused says what has the focus, by its text or label.
func (p *Page) Focused() string {
	name, err := ask[string](p, "focused")
	p.must("ask for the focus", err)
	return name
}

// URL is the address of the page.
func (p *Page) URL() string {
	address, _ := run(p, chromedp.Location())
	return address
}

// Title is the title of the page.
func (p *Page) Title() string {
	title, err := run(p, chromedp.Title())
	p.must("read the title", err)
	return title
}

// Value evaluates JavaScript in the page, for what no other method asks.
func Value[T any](p *Page, expression string) T {
	p.t.Helper()
	v, err := run(p, chromedp.Evaluate[T](expression))
	p.must("evaluate "+expression, err)
	return v
}

// Shot takes a picture of the whole page if TONGBAN_SHOTS names a folder.
func (p *Page) Shot(name string) {
	dir := os.Getenv(ShotsVariable)
	if dir == "" {
		return
	}
	height, err := ask[int64](p, "height")
	p.must("measure", err)
	width := int64(p.width)
	p.must("make room", p.do(chromedp.EmulateViewport(width, height)))
	picture, err := run(p, chromedp.FullScreenshot(100))
	p.must("close again", p.do(chromedp.EmulateViewport(width, windowHeight(p.width))))
	if err == nil {
		err = os.MkdirAll(dir, 0o755)
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, fmt.Sprintf("%s-%d.png", name, p.width)), picture, 0o644)
	}
	if err != nil {
		p.t.Errorf("picture %s: %v", name, err)
	}
}

// Picture writes what the window shows into a file.
func (p *Page) Picture(file string) {
	p.t.Helper()
	p.settle()
	picture, err := run(p, chromedp.CaptureScreenshot())
	p.must("take a picture", err)
	p.must("keep the picture", os.MkdirAll(filepath.Dir(file), 0o755))
	p.must("keep the picture", os.WriteFile(file, picture, 0o644))
}
