package application

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"tongban/capability/catalogue"
	"tongban/capability/catalogue/cataloguetest"
	"tongban/kernel/actor"
	"tongban/kernel/fault"
	"tongban/kernel/message"
)

// publisher may suspend and retire what somebody else has written.
var publisher = staff("周发布", "", actor.Publisher)

// ends moves the road item with one of the catalogue's own methods.
func (b bench) ends(move func(*catalogue.Service) error) {
	b.Helper()
	if err := move(b.items); err != nil {
		b.Fatal(err)
	}
}

func (b bench) current() *catalogue.Item {
	b.Helper()
	item, err := b.items.Published(b.Context(), "road-qual")
	if err != nil {
		b.Fatal(err)
	}
	return item
}

// renewed publishes the next version of the road item.
func (b bench) renewed() {
	b.Helper()
	text := strings.ReplaceAll(roadOnly(), `"version":"`+b.current().Version+`"`, `"version":"9.0.0"`)
	cataloguetest.Publish(b, b.DB, b.items, strings.NewReader(text))
}

func TestADraftOfASuspendedItemIsKeptAndNotHandedIn(t *testing.T) {
	each(t, func(b bench) {
		w := b.ready(mei)
		version := b.current().VersionID
		b.ends(func(c *catalogue.Service) error { return c.Suspend(b.as(publisher), version, "系统升级") })

		_, err := b.Submit(b.as(mei), w.ID, nil)
		b.wants(err, fault.Conflict, "application.item-suspended")
		if f, _ := fault.As(err); len(f.Args) != 2 || f.Args[1] != "系统升级" {
			b.Errorf("the reason is not said: %v", f.Args)
		}
		if n := b.count(`SELECT COUNT(*) FROM casework_case`); n != 0 {
			b.Errorf("%d cases", n)
		}
		kept, err := b.Work(b.as(mei), w.ID)
		if err != nil {
			b.Fatal(err)
		}
		if kept.Ended == nil || kept.Ended.State != catalogue.Suspended || !kept.Ready() || kept.Values["holderName"] != "林晓华" {
			b.Errorf("the draft: %+v", kept.Ended)
		}
		if _, err := b.Save(b.as(mei), w.ID, map[string]any{"contactMobile": "13800000009"}); err != nil {
			b.Errorf("it cannot be gone on with: %v", err)
		}
		b.ends(func(c *catalogue.Service) error { return c.Resume(b.as(publisher), version, "升级完成") })
		if _, err := b.Submit(b.as(mei), w.ID, nil); err != nil {
			b.Errorf("after the suspension: %v", err)
		}
	})
}

func TestADraftOfARetiredItemIsKeptAndNotHandedIn(t *testing.T) {
	each(t, func(b bench) {
		w := b.ready(mei)
		version := b.current().VersionID
		b.ends(func(c *catalogue.Service) error { return c.Retire(b.as(publisher), version, "国务院决定取消") })
		_, err := b.Submit(b.as(mei), w.ID, nil)
		b.wants(err, fault.Conflict, "application.item-retired")
		if kept, err := b.Work(b.as(mei), w.ID); err != nil || kept.Ended.State != catalogue.Retired {
			b.Errorf("the draft: %v", err)
		}
	})
}

func TestADraftGoesOnUnderTheNewVersionAndSaysSo(t *testing.T) {
	each(t, func(b bench) {
		w := b.ready(mei)
		if w.Renewed() {
			b.Error("nothing has changed yet")
		}
		b.renewed()
		w, err := b.Work(b.as(mei), w.ID)
		if err != nil || !w.Renewed() || !w.Ready() {
			b.Fatalf("the draft: %v", err)
		}
		r, err := b.Submit(b.as(mei), w.ID, nil)
		if err != nil || r.Case.VersionID != b.current().VersionID {
			b.Errorf("submitted: %v", err)
		}
	})
}

func TestPagesOfADraftSayWhatHasBecomeOfItsItem(t *testing.T) {
	s := open(t)
	w := s.ready(mei)
	at := "/apply/" + w.ID.String()
	_, before := s.asks(mei, message.Chinese, http.MethodGet, at, nil)
	if strings.Contains(before, "更新了") || strings.Contains(before, "暂停") {
		t.Errorf("something is said too early: %s", before)
	}
	seen := w.Item.VersionID.String()
	s.renewed()
	res, text := s.asks(mei, message.Chinese, http.MethodPost, at+"/submit", url.Values{"version": {seen}})
	if res.StatusCode != http.StatusConflict || !strings.Contains(text, "请按新版再看一遍") {
		t.Errorf("submitted under a version nobody has seen: %d %s", res.StatusCode, text)
	}
	_, text = s.asks(mei, message.Chinese, http.MethodGet, at+"/check", nil)
	if !strings.Contains(text, "办事指南在2026年2月10日更新了") || !strings.Contains(text, "提交时按新版办理") {
		t.Errorf("the new version is not said: %s", text)
	}

	version := s.current().VersionID
	s.ends(func(c *catalogue.Service) error { return c.Suspend(s.as(publisher), version, "系统升级") })
	for _, page := range []string{"", "/check", "/materials"} {
		_, text = s.asks(mei, message.Chinese, http.MethodGet, at+page, nil)
		for _, want := range []string{"这个事项从2026年2月10日起暂停办理", "原因： 系统升级", "您的草稿还在", "看这个事项现在的情况"} {
			if !strings.Contains(text, want) {
				t.Errorf("%s does not say %q: %s", page, want, text)
			}
		}
	}
	res, text = s.asks(mei, message.English, http.MethodPost, at+"/submit", nil)
	if res.StatusCode != http.StatusConflict || !strings.Contains(text, "is suspended; nothing can be submitted now. Your draft is kept") {
		t.Errorf("submitted: %d %s", res.StatusCode, text)
	}
	res, _ = s.asks(mei, message.Chinese, http.MethodGet, "/apply/new?item=road-qual", nil)
	if res.Header.Get("Location") != "/items/road-qual" {
		t.Errorf("a new application: %d to %s", res.StatusCode, res.Header.Get("Location"))
	}
}

// explained returns how the engine would answer a query on a table too large to read
// in full.
