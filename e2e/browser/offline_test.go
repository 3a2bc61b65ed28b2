package browser

import (
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"tongban/e2e/world"
	"tongban/kernel/clock"
	"tongban/ui/uitest"
)

// line is the way between a telephone and the city. It can be cut.
type line struct {
	net.Listener
	mu   sync.Mutex
	cut  bool
	open map[net.Conn]bool
}

// wire lays a line to a server.
func wire(t *testing.T, address string) *line {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w := &line{Listener: l, open: map[net.Conn]bool{}}
	t.Cleanup(func() { w.Cut(true); _ = l.Close() })
	go func() {
		for {
			near, err := l.Accept()
			if err != nil {
				return
			}
			go w.carry(near, strings.TrimPrefix(address, "http://"))
		}
	}()
	return w
}

func (w *line) carry(near net.Conn, address string) {
	defer near.Close()
	far, err := net.Dial("tcp", address)
	if err != nil || !w.hold(near, far) {
		return
	}
	defer far.Close()
	go func() { _, _ = io.Copy(far, near); _ = far.Close() }()
	_, _ = io.Copy(near, far)
}

// hold notes what goes over the line, unless it is cut.
func (w *line) hold(ends ...net.Conn) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, end := range ends {
		w.open[end] = true
	}
	return !w.cut
}

// Cut takes the network away, in the middle of whatever is going on, or gives it back.
func (w *line) Cut(cut bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.cut = cut; !cut {
		return
	}
	for end := range w.open {
		_ = end.Close()
		delete(w.open, end)
	}
}

// A telephone in flight mode half-way: what was saved arrives when the network is back,
// once, and nothing stays on the device after signing out.
func TestADraftIsGoneOnWithWithoutANetwork(t *testing.T) {
	c := visit(t)
	lin := c.As("lin")
	draft := lin.Applies("road-qual")
	w := wire(t, c.Node().Address)
	h := &hand{Page: c.browser.Open(t, "http://"+w.Addr().String()+"/apply/"+draft.ID, uitest.Width(uitest.Phone), uitest.Cookie(session, lin.Token)), city: c}
	h.Click("带到没有网络的地方填写")
	h.Sees("这份草稿已带到这台设备上")

	w.Cut(true)
	h.Click("本人信息")
	h.Fill("手机", "13900990007")
	h.Click("保存并继续")
	h.Sees("有内容保存在这台手机上，还没有送出")
	h.Sees("驾驶证档案编号") // the next page was taken along too
	h.Fill("驾驶证档案编号", "990100000007")
	h.Click("保存，稍后再填")
	h.Sees("已保存在这台手机上")
	h.Goto("http://" + w.Addr().String() + "/cases")
	h.Sees("现在没有网络")
	if now := lin.Draft(draft.ID); now.Version != draft.Version {
		t.Fatalf("something arrived without a network: version %d", now.Version)
	}

	w.Cut(false)
	h.Goto("http://" + w.Addr().String() + "/apply/" + draft.ID + "/applicant")
	h.SeesNot("还没有送出")
	c.Eventually("two pages were saved", func() bool { return lin.Draft(draft.ID).Version >= draft.Version+2 })
	now := lin.Draft(draft.ID)
	if now.Values["contactMobile"] != "13900990007" || now.Values["dlNo"] != "990100000007" || now.Version != draft.Version+2 {
		t.Errorf("two pages were saved; version %d became %d: %v", draft.Version, now.Version, now.Values)
	}

	h.Goto("http://" + w.Addr().String() + "/me")
	h.Click("退出登录")
	w.Cut(true)
	h.Goto("http://" + w.Addr().String() + "/apply/" + draft.ID + "/applicant")
	h.Sees("现在没有网络")
	has(t, h, "nobody's data is left", `!document.body.innerText.includes("林晓华")`)
}

// kept waits until the browser has what it needs to work without a network.
func kept(h *hand) {
	watch := clock.Start()
	for !uitest.Value[bool](h.Page, "navigator.serviceWorker.controller !== null") && watch.Elapsed() < 10*time.Second {
		time.Sleep(50 * time.Millisecond)
	}
}

// What was saved on the telephone and changed elsewhere meanwhile is shown, not overwritten.
func TestWhatWasChangedElsewhereMeanwhileIsNotOverwritten(t *testing.T) {
	c := visit(t)
	lin := c.As("lin")
	draft := lin.Applies("road-qual")
	w := wire(t, c.Node().Address)
	at := "http://" + w.Addr().String() + "/apply/" + draft.ID + "/applicant"
	h := &hand{Page: c.browser.Open(t, at, uitest.Width(uitest.Phone), uitest.Cookie(session, lin.Token)), city: c}
	kept(h)
	w.Cut(true)
	h.Fill("手机", "13900990007")
	h.Click("保存，稍后再填")
	h.Sees("已保存在这台手机上")
	lin.Patch("/applications/"+draft.ID, world.Fields{"values": world.Fields{"contactMobile": "13900990008"}}).Is(200)
	w.Cut(false)
	h.Goto(at)
	h.Sees("这一页在别的设备上也改过")
	if now := lin.Draft(draft.ID); now.Values["contactMobile"] != "13900990008" {
		t.Errorf("overwritten: %v", now.Values["contactMobile"])
	}
	h.Click("保存，稍后再填") // what was typed stands in the form, and saving it now is meant
	h.Sees("每一项填好都会保存")
	if now := lin.Draft(draft.ID); now.Values["contactMobile"] != "13900990007" {
		t.Errorf("not saved: %v", now.Values["contactMobile"])
	}
}

// Two people with one telephone: what one saved without a network is neither shown to the
// other nor lost, and pages taken along are gone.
func TestTwoPeopleWithOneTelephone(t *testing.T) {
	c := visit(t)
	lin := c.As("lin")
	draft := lin.Applies("road-qual")
	w := wire(t, c.Node().Address)
	home := "http://" + w.Addr().String()
	at := home + "/apply/" + draft.ID
	h := &hand{Page: c.browser.Open(t, at, uitest.Width(uitest.Phone), uitest.Cookie(session, lin.Token)), city: c}
	kept(h)
	h.Click("带到没有网络的地方填写")
	h.Sees("这份草稿已带到这台设备上")
	w.Cut(true)
	h.Click("本人信息")
	h.Fill("手机", "13900990007")
	h.Click("保存，稍后再填")
	h.Sees("已保存在这台手机上")

	w.Cut(false)
	h.SetCookie(session, c.As("mei").Token)
	h.Goto(home + "/cases")
	h.SeesNot("还没有送出")
	w.Cut(true)
	h.Goto(at + "/applicant")
	h.Sees("现在没有网络")
	w.Cut(false)

	h.SetCookie(session, lin.Token)
	h.Goto(home + "/cases")
	h.Goto(at)
	h.Until("it has arrived", `!document.body.innerText.includes("还没有送出")`)
	if now := lin.Draft(draft.ID); now.Values["contactMobile"] != "13900990007" {
		t.Errorf("what was saved has not arrived: %v", now.Values["contactMobile"])
	}
}
