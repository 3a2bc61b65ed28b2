package guide

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"tongban/capability/catalogue"
	"tongban/capability/catalogue/cataloguetest"
	"tongban/capability/catalogue/lint"
	"tongban/capability/place"
	"tongban/kernel/calendar"
	"tongban/kernel/check"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/db/dbtest"
	"tongban/kernel/message"
	"tongban/kernel/web"
	"tongban/ui"
)

var now = time.Date(2026, 2, 10, 9, 0, 0, 0, clock.Shanghai)

// desk takes applications for one item.
type desk struct{}

func (desk) Online(item *catalogue.Item) bool { return item.Code == "road-qual" }

func (desk) CheckForm(json.RawMessage) error { return nil }

// bench returns a service over the sample catalogue.
func bench(t *testing.T, d *db.DB) *Service {
	t.Helper()
	dbtest.Migrate(t, d, db.Source{Name: "audit", FS: os.DirFS("../audit")}, db.Source{Name: "place", FS: os.DirFS("../place")},
		db.Source{Name: "catalogue", FS: os.DirFS("../catalogue")}, db.Source{Name: "guide", FS: files})
	now := clock.At(now)
	items := catalogue.New(catalogue.Deps{DB: d, Clock: now, Forms: desk{}, Lint: lint.Findings, Demo: true})
	cataloguetest.Publish(t, d, items, catalogue.Demo())
	return New(d, now, items, place.New(d, now, calendar.Default))
}

// site serves the pages and the API of a catalogue with the sample in it.
func site(t *testing.T) (http.Handler, *Service) {
	t.Helper()
	s := bench(t, dbtest.SQLite(t))
	if err := s.places.Seed(t.Context()); err != nil {
		t.Fatal(err)
	}
	return serve(t, s), s
}

// speaking returns a context with the texts of the guide in lang.
func speaking(t *testing.T, lang message.Lang) context.Context {
	t.Helper()
	all, err := message.Load(files, os.DirFS("../catalogue"))
	if err != nil {
		t.Fatal(err)
	}
	return message.With(t.Context(), all, lang)
}

// sample reads the demo city's catalogue.
func sample(t *testing.T, into any) {
	t.Helper()
	if err := json.NewDecoder(catalogue.Demo()).Decode(into); err != nil {
		t.Fatal(err)
	}
}

func serve(t *testing.T, s *Service) http.Handler {
	t.Helper()
	texts, err := message.Load(files, os.DirFS("../catalogue"), os.DirFS("../place"), ui.Messages, check.Messages, db.Messages)
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	for _, route := range (pages{s}).routes(keepings()) {
		mux.HandleFunc(route.Pattern, func(w http.ResponseWriter, r *http.Request) {
			if err := route.Handler(w, r); err != nil {
				http.Error(w, web.ProblemOf(r.Context(), err).Title, web.StatusOf(err))
			}
		})
	}
	s.api(web.NewAPI(mux, "test", "0"), keepings())
	return web.Readers(texts, mux)
}

// read asks for a page and returns its status and what can be read in <main>.
func read(t *testing.T, h http.Handler, address string, cookies ...*http.Cookie) (int, string, *html.Node) {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, address, nil)
	for _, c := range cookies {
		r.AddCookie(c)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	root, err := html.Parse(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	node := root
	var words []string
	for n := range root.Descendants() {
		if n.Type == html.ElementNode && n.Data == "main" {
			node = n
		}
	}
	for n := range node.Descendants() {
		if n.Type == html.TextNode {
			words = append(words, strings.Fields(n.Data)...)
		}
	}
	return w.Code, strings.Join(words, " "), node
}

func links(n *html.Node) (list []string) {
	for d := range n.Descendants() {
		for _, a := range d.Attr {
			if d.Data == "a" && a.Key == "href" {
				list = append(list, a.Val)
			}
		}
	}
	return list
}

func TestGuideAnswersWhatPeopleAsk(t *testing.T) {
	h, _ := site(t)
	status, text, main := read(t, h, "/items/road-qual")
	if status != http.StatusOK {
		t.Fatal(status, text)
	}
	for _, want := range []string{
		"道路货物运输驾驶员从业资格证核发", "可网上办", "承诺件", "不收费", "在线办理",
		"3 个工作日", "10 个工作日", "考试成绩公布后10日内核发", "依据待核实",
		"年龄不超过60周岁", "“是否只驾驶总质量4500千克及以下普通货运车辆？”选“是”的 只驾驶总质量4500千克及以下普通货运车辆的，不需要取得",
		"请先办理：从业资格考试报名", "要准备 5 项材料", "有电子居民身份证的，不用上传", "由系统核对（从业资格考试成绩）",
		"JPG、PNG 不超过 200 KB", "有效期 6 年", "收到申请起 5 个工作日内决定是否受理；逾期不告知的，自收到申请之日起即为受理",
		"受理：半个工作日", "道路运输条例", "云岫市交通运输局", "综合窗口", "09:00–12:00", "0000-65519001", "开小货车要这个证吗？", "照片不是白底",
		"版本 1.0.0（第 1 次发布，2026年2月10日）", "11990100MDEM0010X8399010000600001",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in %q", want, text)
		}
	}
	if strings.Contains(text, "⟦") || strings.Contains(text, "memory") {
		t.Errorf("a text is missing in %q", text)
	}
	all := strings.Join(links(main), " ")
	if !strings.Contains(all, "/apply/new?item=road-qual") {
		t.Errorf("no way to apply: %s", all)
	}
	if at := strings.Index(text, "在线办理"); at < 0 || at > strings.Index(text, "能不能办") {
		t.Error("the button comes after the conditions")
	}
}

func TestWhatCannotBeAppliedForSaysWhereToGo(t *testing.T) {
	h, _ := site(t)
	_, text, main := read(t, h, "/items/food-license")
	for _, want := range []string{"到窗口办理，看在哪里办", "各区县政务服务中心、镇（街道）便民服务中心的综合窗口", "工作日 09:00–12:00", "仅销售预包装食品备案", "有电子健康证明的，不用上传 由系统核对（从业人员健康检查信息），查不到时再请您提交 暂时缺的可以先受理，5 个工作日内补交",
		"“要做哪些食品？”选了“冷食类或生食类”的，需要提交"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in %q", want, text)
		}
	}
	if strings.Contains(strings.Join(links(main), " "), "/apply/new") {
		t.Error("the button is there all the same")
	}
}

func TestEveryItemHasAPageInBothLanguages(t *testing.T) {
	h, s := site(t)
	page, err := s.catalogue.Search(t.Context(), catalogue.Query{Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	english := (web.Prefs{Lang: message.English}).Cookie(false)
	for _, item := range page.Items {
		for _, cookies := range [][]*http.Cookie{nil, {english}} {
			status, text, _ := read(t, h, "/items/"+item.Code, cookies...)
			if status != http.StatusOK || strings.Contains(text, "⟦") {
				t.Errorf("%s: %d %s", item.Code, status, text)
			}
		}
	}
}

func TestGuideIsAskedAndItsOutcomeSaid(t *testing.T) {
	_, s := site(t)
	texts, err := message.Load(files, os.DirFS("../catalogue"), ui.Messages)
	if err != nil {
		t.Fatal(err)
	}
	ctx := message.With(t.Context(), texts, message.Chinese)
	page, err := s.catalogue.Search(ctx, catalogue.Query{Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range page.Items {
		code := one.Code
		item, err := s.catalogue.Published(ctx, code)
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		if err := Questions(item, catalogue.Answers{}, item.Plan(nil).Missing()).Render(ctx, &b); err != nil {
			t.Fatal(err)
		}
		for _, q := range item.Scenarios {
			asked := q.ShowWhen == nil // of nothing answered yet
			if asked != strings.Contains(b.String(), `name="`+q.ID+`"`) || strings.Contains(b.String(), "⟦") {
				t.Errorf("%s %s: %s", code, q.ID, b.String())
			}
		}
	}
	road, err := s.catalogue.Published(ctx, "road-qual")
	if err != nil {
		t.Fatal(err)
	}
	for want, answers := range map[string]catalogue.Answers{
		"您不用办理这个事项":        {"q_mass": true},
		"从业资格考试报名":         {"q_mass": false, "q_exam": false},
		"/items/signboard": {"q_signboard": true},
	} {
		item := road
		if strings.HasPrefix(want, "/items") {
			if item, err = s.catalogue.Published(ctx, "outdoor-ad"); err != nil {
				t.Fatal(err)
			}
		}
		var b strings.Builder
		if err := Blocked(item, item.Plan(answers)).Render(ctx, &b); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %q in %s", want, b.String())
		}
	}
}

func TestEveryTextIsThereInBothLanguages(t *testing.T) {
	texts, err := message.Load(files, check.Messages)
	if err != nil {
		t.Fatal(err)
	}
	zh, en := texts.Keys(message.Chinese), texts.Keys(message.English)
	for key, text := range zh {
		for _, placeholder := range []string{"{0}", "{1}", "{2}", "{3}", "{4}"} {
			if strings.Contains(text, placeholder) != strings.Contains(en[key], placeholder) {
				t.Errorf("%s: %q, %q", key, text, en[key])
			}
		}
	}
	if len(zh) != len(en) {
		t.Errorf("%d Chinese texts, %d English ones", len(zh), len(en))
	}
}
