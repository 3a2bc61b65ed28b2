// Package uitest looks at pages the way people do: in Chromium, by what is seen.
// A test opens a page as wide as a phone or a desk, clicks texts, fills fields by
// their labels and asks what it sees. Whatever goes wrong fails the test at once.
//
// Nothing is skipped: a machine without Chromium fails the tests.
package uitest

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// The widths that pages are made for.
const (
	Phone   = 390
	Narrow  = 320 // also a desk at 400 % zoom
	Desktop = 1440
)

// patience is how long a page may take to show what a test waits for, where many tests share
// two processors.
const patience = 45 * time.Second

// ShotsVariable names the folder for pictures. Unset means none are taken.
const ShotsVariable = "TONGBAN_SHOTS"

// Browser is a running Chromium.
type Browser struct {
	t   testing.TB
	ctx context.Context
}

// Start runs Chromium without a window until the test ends. Debian's shell for that takes
// two thirds of the whole browser's time.
func Start(t testing.TB) *Browser {
	t.Helper()
	path, err := exec.LookPath("chromium-headless-shell")
	if err != nil {
		t.Fatal("Chromium is not installed, so nobody can look at the pages: run `make setup` (or apt-get install chromium-headless-shell)")
	}
	alloc, stop := chromedp.NewExecAllocator(context.Background(),
		chromedp.ExecPath(path),
		chromedp.UserDataDir(t.TempDir()),
		chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun,
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-dev-shm-usage", true),
		chromedp.Flag("disable-sync", true),
		chromedp.Flag("hide-scrollbars", true),
	)
	ctx, cancel := chromedp.NewContext(alloc)
	t.Cleanup(func() {
		_ = chromedp.Cancel(ctx) // lets Chromium write and leave its folder
		cancel()
		stop()
	})
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("Chromium does not start: %v", err)
	}
	return &Browser{t, ctx}
}

// Option is how a page is opened.
type Option func(*options)

type options struct {
	width    int
	noScript bool
	cookies  map[string]string
}

// Width sets the width of the window; Phone if nobody says.
func Width(pixels int) Option { return func(o *options) { o.width = pixels } }

// NoScript switches JavaScript off.
func NoScript() Option { return func(o *options) { o.noScript = true } }

// Cookie sends a cookie from the first request on.
func Cookie(name, value string) Option { return func(o *options) { o.cookies[name] = value } }

// Open opens address as somebody who was never here before: without cookies and
// with an empty cache.
func (b *Browser) Open(t testing.TB, address string, opts ...Option) *Page {
	t.Helper()
	o := options{width: Phone, cookies: map[string]string{}}
	for _, opt := range opts {
		opt(&o)
	}
	ctx, cancel := chromedp.NewContext(b.ctx, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	p := &Page{t: t, ctx: ctx, traffic: newTraffic(), width: o.width, scripts: !o.noScript}
	p.must("open a tab", chromedp.Do(ctx,
		tell(log.Enable, cdp.Empty{}), tell(runtime.Enable, cdp.Empty{}), tell(network.Enable, network.EnableParams{}),
		tell(emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: o.noScript}),
	))
	p.Resize(o.width)
	p.must("listen", chromedp.Listen(ctx, p.traffic.hear))
	for name, value := range o.cookies {
		p.must("set a cookie", p.do(
			tell(network.SetCookie, network.SetCookieParams{Name: name, Value: value, URL: address})))
	}
	p.Goto(address)
	return p
}

// tell makes a step of a command whose answer nobody needs.
func tell[P, R any](command cdp.Command[P, R], params P) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, command, params)
		return err
	})
}

// root returns the folder of the repository.
func root(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
	}
	t.Fatal("no go.mod above the test")
	return ""
}
