package form_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/klauspost/compress/gzhttp"

	"tongban/capability/form"
	"tongban/capability/place"
	"tongban/kernel/calendar"
	"tongban/kernel/check"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/db/dbtest"
	"tongban/kernel/fault"
	"tongban/kernel/message"
	"tongban/kernel/web"
	"tongban/ui"
	"tongban/ui/uitest"
)

// desk serves a form with every kind of field, topic by topic, as an application does.
type desk struct {
	t      *testing.T
	d      *form.Definition
	lists  *form.Lists
	values form.Values
}

// serve returns the address of a desk with the form of testdata/every-kind.json.
func serve(t *testing.T) string {
	t.Helper()
	if err := ui.Built(); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile("testdata/every-kind.json")
	if err != nil {
		t.Fatal(err)
	}
	places := cityOf(t)
	k := &desk{t: t, d: parse(t, string(raw)), lists: form.NewLists(places), values: form.Values{}}
	k.d.Regions = func(code string) (place.Label, bool) {
		r, err := places.Region(t.Context(), code)
		return r.Label, err == nil
	}
	texts, err := message.Load(form.Messages, check.Messages, ui.Messages)
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("GET "+ui.AssetPath, ui.Assets())
	routes := append(append(k.lists.Module().Routes, ui.Routes()...),
		web.Route{Pattern: "GET /form/{topic}", Handler: k.show}, web.Route{Pattern: "POST /form/{topic}", Handler: k.save},
		web.Route{Pattern: "GET /done", Handler: k.done})
	for _, route := range routes {
		mux.HandleFunc(route.Pattern, func(w http.ResponseWriter, r *http.Request) {
			if err := route.Handler(w, r); err != nil {
				t.Errorf("%s: %v", r.URL, err)
			}
		})
	}
	server := httptest.NewServer(gzhttp.GzipHandler(web.Headers(web.Readers(texts, mux))))
	t.Cleanup(server.Close)
	return server.URL
}

// cityOf returns the places of the demo city.
func cityOf(t *testing.T) *place.Service {
	t.Helper()
	d := dbtest.SQLite(t)
	s := place.New(d, clock.At(now.Today), calendar.Default)
	dbtest.Migrate(t, d, db.Source{Name: "place", FS: s.Module().Migrations})
	if err := s.Seed(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s
}

func (k *desk) asking(r *http.Request) form.Asking {
	topic, ok := k.d.Topic(r.PathValue("topic"))
	if !ok {
		k.t.Errorf("no topic %s", r.URL)
	}
	return form.Asking{
		Form: k.d, Topic: topic, Values: k.values, Input: r.PostForm, Lists: k.lists,
		Sources: map[string]string{"firm": "营业执照", "uscc": "营业执照"}, Locked: map[string]bool{"uscc": k.values["uscc"] != nil},
	}
}

func (k *desk) show(w http.ResponseWriter, r *http.Request) error {
	return k.page(w, r, http.StatusOK, k.asking(r))
}

// save keeps what was typed; a button of a row or a search shows the topic again.
func (k *desk) save(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return err
	}
	a := k.asking(r)
	v, wrong, acted := k.d.Act(r.PostForm, a.Topic)
	if acted || form.Searched(r.PostForm) {
		k.values = k.values.With(v)
		a.Values, a.Faults = k.values.With(v), wrong
		return k.page(w, r, statusOf(wrong), a)
	}
	k.values = k.values.With(k.d.Decode(r.PostForm, a.Topic))
	a.Values, a.Faults = k.d.Normalise(k.values), k.d.Check(k.values, now)
	if len(a.Topic.Faults(a.Faults)) > 0 {
		return k.page(w, r, http.StatusUnprocessableEntity, a)
	}
	return web.Redirect(w, r, "/done")
}

func statusOf(wrong []fault.Field) int {
	if len(wrong) > 0 {
		return http.StatusUnprocessableEntity
	}
	return http.StatusOK
}

func (k *desk) page(w http.ResponseWriter, r *http.Request, status int, a form.Asking) error {
	faults := a.Topic.Faults(a.Faults)
	errs := ui.ErrorsOf(r.Context(), fault.InvalidFields(faults))
	page := within(ui.Page(ui.PageProps{Title: a.Topic.Title(r.Context()), Narrow: true, Invalid: len(errs) > 0}),
		within(ui.Form(ui.FormProps{Action: r.URL.Path, Errors: errs}),
			within(ui.Panel(ui.PanelProps{}), form.Fields(a)),
			within(ui.Row(), ui.Btn(ui.BtnProps{Text: "下一步", Kind: ui.Primary, Wide: true}))))
	return web.Render(w, r, status, page)
}

func (k *desk) done(w http.ResponseWriter, r *http.Request) error {
	return web.Render(w, r, http.StatusOK, within(ui.Page(ui.PageProps{Title: "请核对", Narrow: true}),
		within(ui.Panel(ui.PanelProps{Flush: true}), ui.SummaryList(form.Summary(r.Context(), k.d, k.values, r.URL.Query().Has("masked"))))))
}

func TestEveryKindOfFieldIsGoodInEveryLook(t *testing.T) {
	at, b := serve(t), uitest.Start(t)
	for _, topic := range []string{"texts", "numbers", "choices", "lists", "places", "rows", "signed"} {
		b.EveryLook(t, at+"/form/"+topic, func(t *testing.T, look uitest.Look, p *uitest.Page) {
			p.Shot("kinds-" + topic + "-" + look.Name)
			p.Accessible()
			p.Clean()
			p.Reachable(look.Target(false))
			p.Fits()
			p.Resize(uitest.Narrow)
			p.Fits()
		})
	}
}

func TestAPageOfQuestionsStaysWithinTheBudget(t *testing.T) {
	at, b := serve(t), uitest.Start(t)
	for _, topic := range []string{"texts", "lists", "rows"} {
		p := b.Open(t, at+"/form/"+topic)
		p.Within(uitest.Citizen)
		t.Logf("%s: %+v", topic, p.Load())
	}
}

// scripts are the two ways a page is used.
var scripts = map[string][]uitest.Option{"with script": nil, "without": {uitest.NoScript()}}

func TestShareholdersAreTypedRowByRow(t *testing.T) {
	b := uitest.Start(t)
	for name, opts := range scripts {
		t.Run(name, func(t *testing.T) {
			at := serve(t)
			p := b.Open(t, at+"/form/rows", opts...)
			p.Sees("股东出资比例合计应为 100%")
			p.Sees("最多 50 行")
			p.Click("再加一行：股东")
			p.Sees("第 1 位股东")
			p.Fill("姓名", "林晓梅")
			p.Fill("出资比例", "60")
			p.Click("再加一行：股东")
			p.Sees("第 2 位股东")
			if got := uitest.Value[string](p, `document.activeElement.name`); got != "shareholders.1.name" {
				t.Errorf("%s has the focus, not the new row", got)
			}
			if got := uitest.Value[string](p, `document.querySelector("[name='shareholders.0.name']").value`); got != "林晓梅" {
				t.Errorf("the first row says %q", got)
			}
			fill(p, "shareholders.1.name", "张伟")
			fill(p, "shareholders.1.ratio", "30")
			p.Click("下一步")
			p.Sees("有 ")
			p.Sees("出资比例合计 90%")
			p.Click("股东出资比例合计应为 100%")
			if got := uitest.Value[string](p, `document.activeElement.id`); got != "f-shareholders" {
				t.Errorf("the summary leads to %q", got)
			}
			p.Click("删除 第 2 位股东")
			fill(p, "shareholders.0.ratio", "100")
			fill(p, "shareholders.0.idNo", "110105199001010010")
			p.Click("下一步")
			p.Sees("请核对")
			p.Sees("林晓梅")
			p.Clean()
		})
	}
}

// fill types into the box of a name, of which a page has several with one label.
func fill(p *uitest.Page, name, value string) {
	uitest.Value[string](p, fmt.Sprintf(`(() => { const i = document.querySelector("[name='%s']"); i.value = %q; i.dispatchEvent(new Event("input", {bubbles: true})); return i.value })()`, name, value))
}

func TestATableIsPasted(t *testing.T) {
	b := uitest.Start(t)
	for name, opts := range scripts {
		t.Run(name, func(t *testing.T) {
			p := b.Open(t, serve(t)+"/form/rows", opts...)
			p.Click("从表格粘贴")
			p.Fill("粘贴到这里", "姓名\t证件号码\t出资比例\n林晓梅\t110105199001010010\t12.5\n张伟\t11010519491231002X\t87.5\n")
			p.Click("填入表格")
			p.Sees("第 2 位股东")
			p.Sees("出资比例合计 100%")
			p.Click("从表格粘贴")
			p.Fill("粘贴到这里", strings.Repeat("林晓梅\t110105199001010010\t1\n", 200))
			p.Click("填入表格")
			p.Sees("有 1 处需要修改")
			p.Sees("第 2 位股东")
		})
	}
}

func TestSumsFollowTheTyping(t *testing.T) {
	p := uitest.Start(t).Open(t, serve(t)+"/form/rows")
	p.Click("再加一行：股东")
	p.Click("再加一行：股东")
	fill(p, "shareholders.0.ratio", "33.335")
	fill(p, "shareholders.1.ratio", "６６.６６５")
	p.Sees("出资比例合计 100%")
	fill(p, "shareholders.1.ratio", "1,000")
	p.Sees("出资比例合计 1,033.335%")
}

func TestManyRowsAreFolded(t *testing.T) {
	p := uitest.Start(t).Open(t, serve(t)+"/form/rows")
	p.Click("从表格粘贴")
	p.Fill("粘贴到这里", strings.Repeat("林晓梅\t110105199001010010\t2\n", 50))
	p.Click("填入表格")
	p.Sees("第 50 位股东 林晓梅")
	p.Sees("已到 50 行的上限")
	if got := uitest.Value[int](p, `document.querySelectorAll(".row-card details[open]").length`); got != 0 {
		t.Errorf("%d rows are open", got)
	}
	p.Shot("kinds-rows-folded")
	p.Within(uitest.Citizen)
	fill(p, "shareholders.30.idNo", "1")
	p.Click("下一步")
	if got := uitest.Value[int](p, `document.querySelectorAll(".row-card details[open]").length`); got != 1 {
		t.Errorf("%d rows are open, not the one with a mistake", got)
	}
	p.Shot("kinds-rows-mistake")
}

func TestLongListsAreSearched(t *testing.T) {
	b := uitest.Start(t)
	for name, opts := range scripts {
		t.Run(name, func(t *testing.T) {
			p := b.Open(t, serve(t)+"/form/lists", opts...)
			p.Fill("共 ", "zz")
			p.Click("查找 民族")
			p.Sees("壮族")
			p.Answer("民族", "壮族")
			p.Click("下一步")
			p.Goto(strings.Replace(p.URL(), "/form/lists", "/done", 1))
			p.Sees("壮族")
		})
	}
}

func TestADateIsTypedAsPeopleWriteIt(t *testing.T) {
	p := uitest.Start(t).Open(t, serve(t)+"/form/numbers", uitest.NoScript())
	p.Fill("成立日期", "2026年2月3日")
	p.Click("下一步")
	if got := uitest.Value[string](p, `document.querySelector("[name=founded]").value`); got != "2026-02-03" {
		t.Errorf("the day came back as %q", got)
	}
	p.Fill("成立日期", "去年春天")
	p.Click("下一步")
	if got := uitest.Value[string](p, `document.querySelector("[name=founded]").value`); got != "去年春天" {
		t.Errorf("what was typed came back as %q", got)
	}
}

func TestTheCodeRouteAnswersWithAPartOfAPage(t *testing.T) {
	at := serve(t)
	for query, want := range map[string]string{
		"ethnicGroup?q=han&field=a": `value="01"`, "ethnicGroup?q=han&field=a&chosen=01": "", "ethnicGroup?q=%3Cb%3E&field=%22%3E": `name="&#34;&gt;"`,
		"division?q=" + url.QueryEscape("松石街道") + "&field=a": "云川省 云岫市 清溪区 松石街道",
	} {
		res, err := http.Get(at + "/codes/" + query)
		if err != nil {
			t.Fatal(err)
		}
		body := readAll(t, res)
		if !strings.Contains(body, want) || strings.Contains(body, "<html") || strings.Contains(body, "<b>") {
			t.Errorf("%s: %s", query, body)
		}
		if strings.Contains(query, "chosen=01") && strings.Contains(body, `value="01"`) {
			t.Errorf("%s: what is chosen is found again", query)
		}
	}
}
