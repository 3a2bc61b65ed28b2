package ui_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"github.com/klauspost/compress/gzhttp"

	"tongban/kernel/fault"
	"tongban/kernel/message"
	"tongban/kernel/web"
	"tongban/ui"
)

// shell is a frame with everything in it.
var shell = ui.Shell{
	Site: "通办", Place: "云州市", Demo: true, PersonaURL: "/personas",
	Account: &ui.Account{Name: "林小雨", Note: "个人", URL: "/me", SignOutURL: "/signout"},
	Nav: []ui.NavLink{
		{Key: "home", Label: "首页", URL: "/", Icon: "home"}, {Key: "items", Label: "办事", URL: "/items", Icon: "file-text"},
		{Key: "turns", Label: "取号", URL: "/turns", Icon: "clock"}, {Key: "me", Label: "我的", URL: "/me", Icon: "user-circle"},
	},
}

// desks are where staff work.
var desks = []ui.NavLink{{Key: "todo", Label: "待办", URL: "/desk"}, {Key: "cases", Label: "办件", URL: "/desk/cases"}}

// texts are those of the design system and of faults in these tests.
func texts(t *testing.T) *message.Catalogue {
	t.Helper()
	c, err := message.Load(ui.Messages)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// serve starts a server with the guide, the reader's choices, a form that is never
// content and pages as they occur.
func serve(t *testing.T) string {
	t.Helper()
	if err := ui.Built(); err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("GET "+ui.AssetPath, ui.Assets())
	routes := append(ui.Routes(),
		web.Route{Pattern: "GET /form", Handler: form}, web.Route{Pattern: "POST /form", Handler: form},
		web.Route{Pattern: "GET /sign", Handler: sign}, web.Route{Pattern: "POST /sign", Handler: sign},
		web.Route{Pattern: "GET /home", Handler: show(home())}, web.Route{Pattern: "GET /done", Handler: show(done())},
		web.Route{Pattern: "GET /desk", Handler: show(desk())},
		web.Route{Pattern: "GET /error", Handler: show(ui.ErrorPage(ui.ErrorProps{Status: http.StatusNotFound, RequestID: "01k8z4c5t7wq2"}))},
	)
	for _, route := range routes {
		mux.HandleFunc(route.Pattern, func(w http.ResponseWriter, r *http.Request) {
			frame := shell
			if strings.HasSuffix(route.Pattern, "/desk") {
				frame.DeskNav = desks
			}
			r = r.WithContext(ui.WithShell(r.Context(), frame))
			if err := route.Handler(w, r); err != nil {
				t.Error(err)
			}
		})
	}
	server := httptest.NewServer(gzhttp.GzipHandler(web.Headers(web.Readers(texts(t), mux))))
	t.Cleanup(server.Close)
	return server.URL
}

func show(page templ.Component) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error { return web.Render(w, r, http.StatusOK, page) }
}

// within puts children into a component that takes them.
func within(outer templ.Component, children ...templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		return outer.Render(templ.WithChildren(ctx, templ.Join(children...)), w)
	})
}

// form asks for a name and a kind and complains until both are there.
func form(w http.ResponseWriter, r *http.Request) error {
	var errs ui.FieldErrors
	status := http.StatusOK
	if r.Method == http.MethodPost {
		if err := r.ParseMultipartForm(1 << 20); err != nil {
			return err
		}
		var fields []fault.Field
		for _, name := range []string{"name", "kind"} {
			if r.FormValue(name) == "" {
				fields = append(fields, fault.Field{Name: name, Key: "ui.example.error." + map[string]string{"name": "name", "kind": "choice"}[name]})
			}
		}
		if len(fields) == 0 {
			return web.Redirect(w, r, "/done")
		}
		errs, status = ui.ErrorsOf(r.Context(), fault.InvalidFields(fields)), http.StatusUnprocessableEntity
	}
	page := within(ui.Page(ui.PageProps{Title: "申请人信息", Narrow: true, Invalid: errs != nil, Active: "items", Back: &ui.Link{Text: "任务清单", URL: "/home"}}),
		within(ui.Form(ui.FormProps{Action: "/form", Files: true, Errors: errs}),
			ui.Field(ui.FieldProps{Name: "name", Label: "姓名", Hint: "与身份证上的一致", Value: r.FormValue("name"), Error: errs.Of("name"), AutoComplete: "name"}),
			ui.Radios(ui.RadiosProps{Name: "kind", Label: "申请类型", Value: r.FormValue("kind"), Error: errs.Of("kind"), Options: []ui.Option{{Value: "1", Label: "首次申请"}, {Value: "2", Label: "到期换发"}}}),
			ui.FileField(ui.FileFieldProps{Name: "photo", Label: "身份证照片", Hint: "JPG、PNG 或 PDF，不超过 10 MB"}),
			within(ui.Row(), ui.Btn(ui.BtnProps{Text: "继续", Kind: ui.Primary, Wide: true}), ui.Btn(ui.BtnProps{Text: "保存，稍后再填", Name: "later", Value: "1", Wide: true})),
		))
	return web.Render(w, r, status, page)
}

// sign asks for a signature and says what was handed in.
func sign(w http.ResponseWriter, r *http.Request) error {
	said := r.FormValue("sign.method") + " " + r.FormValue("sign.typed") + " " + r.FormValue("sign.code")
	return web.Render(w, r, http.StatusOK, within(ui.Page(ui.PageProps{Title: "签名", Narrow: true}), ui.Text(said),
		within(ui.Form(ui.FormProps{Action: "/sign"}),
			ui.Signature(ui.SignatureProps{Name: "sign", Label: "申请人签名", Signer: "林晓梅"}),
			within(ui.Row(), ui.Btn(ui.BtnProps{Text: "继续", Kind: ui.Primary})))))
}

func home() templ.Component {
	return within(ui.Page(ui.PageProps{Title: "您要办什么事？", Active: "home"}),
		ui.SearchBox(ui.SearchProps{Action: "/home", Label: "搜索事项", Hint: "例如：从业资格证", Likely: []ui.Link{{Text: "从业资格证", URL: "/"}, {Text: "食品经营许可", URL: "/"}}}),
		within(ui.Banner(ui.BannerProps{Tone: ui.Warn, Title: "道路货物运输驾驶员从业资格证 待补正", Text: "请在 2026年11月27日 前补交体检表。"}),
			within(ui.Row(), ui.LinkBtn(ui.LinkBtnProps{Text: "去补正", URL: "/", Kind: ui.Primary}))),
		ui.Heading("按主题办事"),
		ui.Tiles([]ui.Tile{{Title: "交通出行", Note: "12 项", URL: "/", Icon: "car"}, {Title: "食品经营", Note: "8 项", URL: "/", Icon: "soup"}, {Title: "住房不动产", Note: "21 项", URL: "/", Icon: "home"}, {Title: "就业社保", Note: "34 项", URL: "/", Icon: "briefcase"}}),
		within(ui.Panel(ui.PanelProps{Title: "我的办件", Flush: true, More: &ui.Link{Text: "查看全部", URL: "/"}}),
			ui.Cards([]ui.Card{{Title: "道路货物运输驾驶员从业资格证", URL: "/", Facts: []string{"云州市交通运输局", "2026年11月12日提交"}, Tags: []ui.TagProps{{Tone: ui.Info, Text: "已受理"}}, Due: &ui.DeadlineProps{Left: 8}}})))
}

func done() templ.Component {
	return within(ui.Page(ui.PageProps{Title: "提交成功", NoTitle: true, Narrow: true, Active: "items"}),
		ui.Outcome(ui.OutcomeProps{Tone: ui.OK, Title: "提交成功", Text: "我们将在 5 个工作日内告知是否受理。", Label: "流水号", Number: "5301 0020 2611 2100 0371"}),
		within(ui.Panel(ui.PanelProps{Title: "接下来"}),
			ui.Steps("办理进度", []ui.Step{{Title: "提交", State: ui.StepDone, Note: "11月21日"}, {Title: "受理", State: ui.StepNow}, {Title: "审查"}, {Title: "决定"}, {Title: "送达"}}),
			ui.Why([]string{"从受理次日起算 20 个工作日，不含周末和法定节假日。"}, "行政许可法第四十二条")),
		within(ui.Row(), ui.LinkBtn(ui.LinkBtnProps{Text: "查看办件", URL: "/", Kind: ui.Primary, Wide: true}), ui.LinkBtn(ui.LinkBtnProps{Text: "打印回执", URL: "/", Icon: "printer", Wide: true})))
}

func desk() templ.Component {
	row := func(no, who string, left int) ui.TableRow {
		return ui.TableRow{Cells: []templ.Component{ui.TextLink(ui.Link{Text: no, URL: "/"}), ui.Plain("道路货物运输驾驶员从业资格证"), ui.Plain(who), ui.Tag(ui.TagProps{Tone: ui.Info, Text: "审查中"}), ui.Deadline(ui.DeadlineProps{Left: left})}}
	}
	aside := within(ui.Panel(ui.PanelProps{Title: "办理人"}), ui.Text("周敏 · 审查岗"))
	return within(ui.Page(ui.PageProps{Title: "待办", Desk: true, Active: "todo"}),
		within(ui.Columns(aside),
			within(ui.Panel(ui.PanelProps{Title: "按期限排序", Flush: true}),
				ui.DataTable(ui.TableProps{Caption: "待办", Columns: []ui.Column{{Title: "流水号"}, {Title: "事项", Minor: true}, {Title: "申请人"}, {Title: "状态", Minor: true}, {Title: "期限"}},
					Rows: []ui.TableRow{row("…000371", "林*华", -1), row("…000368", "张*", 0), row("…000360", "欧阳*", 2), row("…000352", "王*", 9)}})),
			ui.Pager(ui.PagerProps{Next: "/", Shown: "本页 4 件"}),
			within(ui.Form(ui.FormProps{Action: "/form"}),
				ui.Radios(ui.RadiosProps{Name: "outcome", Label: "审查意见", Inline: true, Options: []ui.Option{{Value: "1", Label: "同意"}, {Value: "2", Label: "不同意"}}}),
				ui.Field(ui.FieldProps{Name: "opinion", Label: "理由", Kind: ui.TextArea, Rows: 3}),
				within(ui.Row(), ui.Btn(ui.BtnProps{Text: "提交意见", Kind: ui.Primary})))))
}

func TestEveryTextOfTheDesignSystemExistsInBothLanguages(t *testing.T) {
	c := texts(t)
	chinese, english := c.Keys(message.Chinese), c.Keys(message.English)
	for key := range chinese {
		if _, ok := english[key]; !ok {
			t.Errorf("%s has no English", key)
		}
	}
	for key := range english {
		if _, ok := chinese[key]; !ok {
			t.Errorf("%s has no Chinese", key)
		}
	}
}

func TestEveryExampleRendersInBothLanguages(t *testing.T) {
	for _, lang := range []message.Lang{message.Chinese, message.English} {
		ctx := message.With(context.Background(), texts(t), lang)
		for _, e := range ui.Examples() {
			var b strings.Builder
			if err := e.Body.Render(ctx, &b); err != nil {
				t.Errorf("%s in %s: %v", e.Name, lang, err)
			}
			if at := strings.Index(b.String(), "⟦"); at >= 0 {
				t.Errorf("%s in %s lacks a text: %.60s", e.Name, lang, b.String()[at:])
			}
		}
	}
}

func TestAFaultWithoutFieldsIsSaidOnce(t *testing.T) {
	ctx := message.With(context.Background(), texts(t), message.Chinese)
	errs := ui.ErrorsOf(ctx, fault.New(fault.Conflict, "ui.fault.409.title"))
	if len(errs) != 1 || errs[0] != (ui.FieldError{Text: "内容已被更新"}) {
		t.Errorf("got %+v", errs)
	}
}

func TestAssetsAreKeptForEverAndPacked(t *testing.T) {
	if err := ui.Built(); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ path, encoding, cache, packed string }{
		{ui.Asset("app.css"), "gzip", "public, max-age=31536000, immutable", "gzip"},
		{ui.Asset("app.js"), "", "public, max-age=31536000, immutable", ""},
	} {
		r := httptest.NewRequest("GET", c.path, nil)
		r.Header.Set("Accept-Encoding", c.encoding)
		w := httptest.NewRecorder()
		ui.Assets().ServeHTTP(w, r)
		if w.Code != http.StatusOK || w.Header().Get("Cache-Control") != c.cache || w.Header().Get("Content-Encoding") != c.packed {
			t.Errorf("%s: %d %v", c.path, w.Code, w.Header())
		}
	}
	for _, path := range []string{"manifest.json", "../assets.go", "", ".keep", "app.css"} {
		w := httptest.NewRecorder()
		ui.Assets().ServeHTTP(w, &http.Request{Method: "GET", URL: mustURL(t, ui.AssetPath+path)})
		if w.Code != http.StatusNotFound {
			t.Errorf("%q is served with %d", path, w.Code)
		}
	}
}

func TestManyDesksAreATapAway(t *testing.T) {
	frame := ui.Shell{Nav: shell.Nav}
	for i := range 12 {
		key := strconv.Itoa(i)
		frame.DeskNav = append(frame.DeskNav, ui.NavLink{Key: key, Label: "待办" + key, URL: "/desk/" + key})
	}
	ctx := ui.WithShell(message.With(t.Context(), texts(t), message.Chinese), frame)
	for _, p := range []ui.PageProps{{Title: "统计", Active: "9", Desk: true}, {Title: "事项", Active: "9"}} {
		var page strings.Builder
		if err := ui.Page(p).Render(ctx, &page); err != nil {
			t.Fatal(err)
		}
		bar, menu, found := strings.Cut(page.String(), "<summary>更多")
		if !found || strings.Count(bar, ">待办") != 7 || !strings.Contains(bar, `href="/desk/9" aria-current="page"`) || strings.Count(menu, ">待办") != 5 {
			t.Errorf("%s: the bar has %s and the menu %s", p.Title, bar, menu)
		}
		if strings.Contains(page.String(), `class="bottom`) {
			t.Errorf("%s: staff have the citizens' bar", p.Title)
		}
	}
}
