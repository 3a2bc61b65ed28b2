package browser

import (
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"tongban/e2e/world"
	"tongban/kernel/message"
	"tongban/kernel/web"
	"tongban/ui/uitest"
)

// place is a page in a state worth looking at.
type place struct {
	name    string
	who     string // "" is nobody
	path    string
	act     func(h *hand) // brings the state about, e.g. a mistake
	invalid bool          // the title says first that something is wrong
	foreign bool          // holds words of other languages, e.g. of the API
}

// staff reports whether the page is the desk's.
func (p place) staff() bool {
	return !slices.Contains([]string{"", "lin", "mei", "dilnur", "he", "xia", "du", "su"}, p.who)
}

func (p place) budget() uitest.Load {
	if p.staff() {
		return uitest.Staff
	}
	return uitest.Citizen
}

// on opens the page in its state, with an empty cache.
func (p place) on(t *testing.T, c *city, opts ...uitest.Option) *hand {
	h := c.as(t, p.who, p.path, opts...)
	if p.act != nil {
		p.act(h)
	}
	return h
}

// beside is a way to see a page beside the usual one.
type beside int

// The ways.
const (
	inColours beside = iota // dark and of high contrast
	inElder
	inEnglish
	ways
)

// of reports whether the page p, the i-th of its kind, is seen this way: those of citizens in
// all of them; those of staff take turns, and with TONGBAN_LONG they are seen in all, too.
func (b beside) of(i int, p place) bool {
	return !p.staff() || i%int(ways) == int(b) || os.Getenv("TONGBAN_LONG") != ""
}

// TestEveryPageIsGood looks at every page of the journeys: as it is, as light as it
// may be, in other looks and in English.
func TestEveryPageIsGood(t *testing.T) {
	c := visit(t)
	l := c.life()
	for name, places := range map[string][]place{"public": l.public(), "citizen": l.citizen(), "licences": l.licences(), "forms": l.forms(), "prereview": l.prereviews(), "desk": l.desk(), "post": c.post(), "window": l.window(), "office": l.office(), "lane": l.green.pages(), "insight": l.insights(), "admin": l.admin(), "progress": l.progress(), "rating": l.ratings(), "consultation": l.consultations(), "branches": c.branches(), "bundles": l.bundles(), "steps": c.steps(), "programs": programs()} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for i, p := range places {
				t.Run(p.name, func(t *testing.T) { good(t, c, p, inColours.of(i, p)) })
			}
			t.Run("elder", func(t *testing.T) { elder(t, c, places) })
			t.Run("English", func(t *testing.T) { english(t, c, places) })
		})
	}
}

// good checks one page in the look most people use and, with colours, in the dark and the
// contrasting one.
func good(t *testing.T, c *city, p place, colours bool) {
	h := p.on(t, c)
	if p.act == nil {
		h.Within(p.budget())
		t.Logf("%-24s %+v", p.name, h.Load())
	}
	framed(t, h, p)
	if !p.foreign {
		chinese(t, h)
	}
	h.Shot(p.name)
	h.Accessible()
	h.Reachable(uitest.Looks[0].Target(p.staff()))
	h.Clean()
	if colours {
		h.OtherColours(p.name)
	}
	for _, width := range []int{uitest.Narrow, uitest.Desktop} {
		h.Resize(width)
		h.Fits()
	}
	h.Shot(p.name)
}

// framed checks what every page has in common (C4, C5).
func framed(t *testing.T, h *hand, p place) {
	t.Helper()
	has(t, h, "there is one h1", `document.querySelectorAll("h1").length === 1`)
	has(t, h, "there is one main", `document.querySelectorAll("main").length === 1 && document.querySelector("main").id === "main"`)
	has(t, h, "the first link leads to it", `document.querySelector("a").getAttribute("href") === "#main"`)
	has(t, h, "the page says its language", `document.documentElement.lang === "zh-CN"`)
	title := h.Title()
	if !strings.HasSuffix(title, " - 通办") {
		t.Errorf("the title is %q", title)
	}
	if p.invalid != strings.HasPrefix(title, "错误：") {
		t.Errorf("the title of a page with mistakes, %t, is %q", p.invalid, title)
	}
}

// latin returns the words of other scripts that a reader of Chinese would stumble
// over: those left when numbers, kinds of files and classes of licences are gone.
const latin = `(() => {
	const known = [
		/YX-B?\d{6}-[0-9A-Z]{6}/g, /YS-\d{6}-[0-9A-Z]{8}/g, /\b[0-9A-Z]{5}(-[0-9A-Z]{5})+\b/g, /\b[0-9A-Z*.]{10,}\b/g, /\b[0-9a-f]{64}\b/g, /\S+\.(jpg|png|pdf|jsonl?)\b/g,
		/https?:\/\/\S+/g,
		/\d*(PDF|JPG|PNG|KB|MB|B|SHA-256|OpenAPI|English|[ABC][12]|C6|X)\b/g,
	];
	const words = [];
	const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
	while (walker.nextNode()) {
		const el = walker.currentNode.parentElement;
		if (el.closest("script,style") || !el.closest("[lang]").lang.startsWith("zh") || !el.getClientRects().length) continue;
		const text = known.reduce((t, k) => t.replace(k, ""), walker.currentNode.data);
		words.push(...(text.match(/[A-Za-z][A-Za-z0-9_.-]+/g) || []));
	}
	return words;
})()`

// chinese fails the test for raw codes and English words but those that are known, which a
// language for rules has.
func chinese(t *testing.T, h *hand, known ...string) {
	t.Helper()
	words := uitest.Value[[]string](h.Page, latin)
	words = slices.DeleteFunc(words, func(word string) bool { return slices.Contains(known, word) })
	if len(words) > 0 {
		t.Errorf("%s says %q", h.URL(), words)
	}
}

// elder goes through the pages in the look of the old, which has pages of its own.
func elder(t *testing.T, c *city, places []place) {
	look := uitest.Looks[1]
	tabs := map[string]*hand{}
	for i, p := range places {
		if !inElder.of(i, p) {
			continue
		}
		h := visited(t, c, tabs, p, uitest.In(look))
		h.Shot(p.name + "-elder")
		h.Accessible()
		h.Clean()
		h.Reachable(look.Target(p.staff()))
		h.Resize(uitest.Narrow)
		h.Fits()
		h.Resize(uitest.Phone)
	}
}

// english goes through the pages in English, where words are longer.
func english(t *testing.T, c *city, places []place) {
	prefs := (web.Prefs{Theme: "gov", Size: "md", Lang: message.English}).Cookie(false)
	tabs := map[string]*hand{}
	for i, p := range places {
		if p.act != nil || !inEnglish.of(i, p) {
			continue // what is done on a page says what to click in Chinese
		}
		h := visited(t, c, tabs, p, uitest.Cookie(prefs.Name, prefs.Value))
		h.Shot(p.name + "-english")
		has(t, h, "the page says its language", `document.documentElement.lang === "en"`)
		h.Resize(uitest.Narrow)
		h.Fits()
		h.Resize(uitest.Phone)
	}
}

// visited opens p in the tab its reader has open already.
func visited(t *testing.T, c *city, tabs map[string]*hand, p place, look uitest.Option) *hand {
	t.Helper()
	h, open := tabs[p.who]
	if !open {
		h = c.as(t, p.who, p.path, look)
		tabs[p.who] = h
	} else {
		h.To(p.path)
	}
	if p.act != nil {
		p.act(h)
	}
	return h
}

// life is a city in which everything has happened at least once.
type life struct {
	late, new, amiss, over, denied *world.Case
	draft, ready, sent, long       *world.Application
	company                        *world.Application // with shares that do not come to 100 %
	licence                        world.Licence
	publicity                      string // id of an announcement
	founded                        string // number of a bundle case
	green                          green
	underway
	opinions
	consulted consulted
}

// life makes everything happen that pages can show.
func (c *city) life() *life {
	lin, clerk, approver := c.As("lin"), c.As("clerk"), c.As("trans-approver")
	l := &life{late: lin.HandsIn("road-qual")}
	clerk.Accepts(l.late)
	l.licence, l.consulted = issued(c), c.consulted()
	c.Advance("480h")
	l.denied = decidable(c)
	approver.Does("decide", l.denied, world.Fields{"outcome": "deny", "reason": "三年内有重大交通责任事故记录", "legalGround": "道路运输条例第二十二条"})
	l.denied = lin.Sees(l.denied.CaseNo)
	l.amiss = lin.HandsIn("road-qual")
	clerk.Does("request-correction", l.amiss, world.Fields{"gaps": []world.Fields{{"target": "material:M-PHOTO", "problem": "照片不是白底，请换一张白底的"}}})
	l.sent = lin.Applies("road-qual").Uploads("M-PHOTO", world.Photo())
	l.new = l.sent.Submits()
	l.over = lin.Sees(l.licence.CaseNo)
	c.proposed(l.licence)
	l.draft = lin.Applies("road-qual")
	lin.Post(world.Page("/apply/"+l.draft.ID+"/prereview"), world.Form{})
	l.ready = lin.Applies("road-qual").Uploads("M-PHOTO", world.Photo())
	l.long = c.As("dilnur").Applies("road-qual")
	l.company = c.company(world.Fields{"registeredCapital": "50", "paidInDeadline": "2030-12-31", "shareholders": owners("35")})
	l.founded = c.founded()
	l.publicity, l.green = published(c, "publicity"), c.green()
	l.underway = c.goesOn(l.denied)
	l.opinions = c.opinions(l.over)
	return l
}

// published returns the id of the newest announcement of a kind.
func published(c *city, kind string) string {
	var list struct {
		Items []struct{ ID string }
	}
	c.Anybody().Get("/announcements?kind=" + kind).Is(http.StatusOK).Into(&list)
	return list.Items[0].ID
}

// wrong sends a form with mistakes.
func wrong(button string, fill ...string) func(h *hand) {
	return func(h *hand) {
		for _, label := range fill {
			h.Fill(label, "")
		}
		h.Click(button)
		h.Sees("需要修改")
	}
}

// clicks goes on from link to link.
func clicks(texts ...string) func(h *hand) {
	return func(h *hand) {
		for _, text := range texts {
			h.Click(text)
		}
	}
}

// notice returns the address of one of the case's papers.
func notice(c *world.Case, kind string) string {
	for _, n := range c.Notices {
		if n.Kind == kind {
			return n.URL
		}
	}
	return "/no-" + kind
}

func (l *life) desk() []place {
	fresh, reviewed := "/desk/cases/"+l.new.ShortNo, "/desk/cases/"+l.late.ShortNo
	return []place{
		{name: "desk", who: "clerk", path: "/desk"},
		{name: "desk-none", who: "samr-reviewer", path: "/desk"},
		{name: "desk-cases", who: "clerk", path: "/desk/cases"},
		{name: "dictionary", who: "editor", path: "/admin/dictionary", foreign: true}, // names that forms use
		{name: "dictionary-list", who: "editor", path: "/admin/dictionary/drivingClass", foreign: true},
		{name: "desk-case", who: "clerk", path: fresh},
		{name: "desk-full", who: "clerk", path: fresh + "?reveal=1"},
		{name: "desk-accept", who: "clerk", path: fresh + "/accept"},
		{name: "desk-correction", who: "clerk", path: fresh + "/request-correction"},
		{name: "desk-correction-wrong", who: "clerk", path: fresh + "/request-correction", invalid: true, act: wrong("发出补正告知书")},
		{name: "desk-refuse-wrong", who: "clerk", path: fresh + "/refuse", invalid: true, act: wrong("作出不予受理决定")},
		{name: "desk-late", who: "trans-reviewer", path: "/desk"},
		{name: "desk-case-late", who: "trans-reviewer", path: reviewed},
		{name: "desk-done", who: "clerk", path: "/desk/done/" + l.amiss.ShortNo + "?command=request-correction"},
		{name: "desk-denied", who: "trans-approver", path: "/desk/cases/" + l.denied.ShortNo},
		{name: "desk-paper", who: "clerk", path: notice(l.new, "receipt")},
		{name: "desk-lost", who: "samr-reviewer", path: fresh},
		{name: "searches", who: "editor", path: "/admin/searches?days=30"},
		{name: "synonyms", who: "editor", path: "/admin/searches/synonyms"},
		{name: "synonym-new", who: "editor", path: "/admin/searches/synonyms/new?words=无此事项"},
		{name: "synonym-wrong", who: "editor", path: "/admin/searches/synonyms/new", invalid: true, act: wrong("保存")},
		{name: "synonym", who: "editor", path: "/admin/searches/synonyms/0000000000001"},
		{name: "synonym-delete", who: "editor", path: "/admin/searches/synonyms/0000000000001/delete"},
		{name: "announcements-written", who: "editor", path: "/admin/announcements"},
		{name: "announcement-new", who: "editor", path: "/admin/announcements/new"},
		{name: "announcement-wrong", who: "editor", path: "/admin/announcements/new", invalid: true, act: wrong("保存草稿")},
		{name: "announcement-draft", who: "publisher", path: "/admin/announcements?state=draft", act: clicks("老年人绿色窗口")},
		{name: "announcement-publish", who: "publisher", path: "/admin/announcements?state=draft", act: clicks("老年人绿色窗口", "发布")},
		{name: "announcement-withdraw", who: "publisher", path: "/admin/announcements?state=published", act: clicks("服务时间的通知", "撤回")},
		{name: "desk-not-now", who: "clerk", path: "/desk/cases/" + l.amiss.ShortNo + "/accept"},
	}
}

// admin are the pages of those who keep the catalogue.
func (l *life) admin() []place {
	const item = "/admin/items/road-qual"
	return []place{
		{name: "items", who: "editor", path: "/admin/items"},
		{name: "items-none", who: "editor", path: "/admin/items?q=无此事项"},
		{name: "admin-item", who: "editor", path: item},
		{name: "admin-item-draft", who: "editor", path: "/admin/items/elder-card", act: func(h *hand) {
			h.To("/admin/items/elder-card/edit/visits")
			h.Fill("到现场次数", "2")
			h.Click("保存为草稿")
			h.Sees("问题")
			h.To("/admin/items/elder-card")
			h.Sees("与上一版的不同")
		}},
		{name: "topics", who: "editor", path: item + "/edit"},
		{name: "topic-materials", who: "editor", path: item + "/edit/materials"},
		{name: "topic-audience", who: "editor", path: item + "/edit/audience"},
		{name: "topic-limits", who: "editor", path: item + "/edit/limits"},
		{name: "topic-amiss", who: "editor", path: item + "/edit/visits", invalid: true, act: func(h *hand) {
			h.Fill("到现场次数", "许多")
			h.Click("保存为草稿")
			h.Sees("需要修改")
		}},
		{name: "preview", who: "editor", path: item + "/preview"},
		{name: "suspend", who: "publisher", path: item + "/suspend"},
		{name: "retire-amiss", who: "publisher", path: item + "/retire", invalid: true, act: wrong("取消事项")},
		{name: "imports", who: "publisher", path: "/admin/imports"},
		{name: "items-barred", who: "clerk", path: "/admin/items"},
	}
}
