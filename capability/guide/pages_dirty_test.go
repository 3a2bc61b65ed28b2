package guide

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"

	"tongban/capability/catalogue"
	"tongban/capability/catalogue/cataloguetest"
	"tongban/kernel/actor"
	"tongban/kernel/message"
	"tongban/kernel/web"
)

// dirty are items as real lists have them: contacts in prose, no window, names of a
// line and a half, forty materials, no limits, nothing about fees.
func dirty(t *testing.T) (http.Handler, *Service) {
	t.Helper()
	h, s := site(t)
	text, err := os.ReadFile("testdata/dirty.json")
	if err != nil {
		t.Fatal(err)
	}
	var list struct {
		Items []json.RawMessage `json:"items"`
	}
	if err := json.Unmarshal(text, &list); err != nil {
		t.Fatal(err)
	}
	for _, row := range list.Items {
		item, err := catalogue.ReadItem(row)
		if err != nil {
			t.Fatal(err)
		}
		if item.Code == "forty-papers" {
			for n := range 40 {
				item.Materials = append(item.Materials, catalogue.Material{Code: fmt.Sprintf("M%02d", n), Name: fmt.Sprintf("第%d份材料", n+1), Necessity: catalogue.Required})
			}
		}
		cataloguetest.PublishAsIs(t, s.db, s.catalogue, item)
	}
	return h, s
}

func TestADirtyItemReadsLikeAGuide(t *testing.T) {
	h, _ := dirty(t)
	for code, want := range map[string][]string{
		"no-window":    {"无线下办理窗口", "在其他平台办", "去办理网站", "会离开本网站", "这个事项没有公布线下窗口，只能网上办理", "没有写明：办理条件、要带的材料、承诺期限、法定期限、收不收费、办理时间、办成后得到什么、法律依据、办理步骤", "没有给出咨询电话"},
		"prose-phone":  {"省厅： 020-86351219 、 020-86351130 ； 广州： 020-83100130", "微信号:GDGTZY", "1.具有中华人民共和国国籍"},
		"forty-papers": {"要准备 40 项材料", "第40份材料", "各级谁做什么", "市级 司法 受理 审核", "省级 司法 审核 决定 送达"},
		"long-name":    {"通航水域进行测量、挖泥（采砂）", "最多 20 家"},
		"query-only":   {"当日", "不用到现场", "全国通办"},
	} {
		status, text, main := read(t, h, "/items/"+code)
		if status != http.StatusOK || strings.Contains(text, "⟦") {
			t.Errorf("%s: %d %s", code, status, text)
		}
		for _, one := range want {
			if !strings.Contains(text, one) {
				t.Errorf("%s does not say %q: %s", code, one, text)
			}
		}
		for _, never := range []string{"不收费 ", "当场", "javascript:", "undefined", "没有公布 "} {
			if strings.Contains(text, never) {
				t.Errorf("%s says %q: %s", code, never, text)
			}
		}
		for _, at := range links(main) {
			if !strings.HasPrefix(at, "/") && !strings.HasPrefix(at, "#") && !strings.HasPrefix(at, "tel:") && !strings.HasPrefix(at, "http") {
				t.Errorf("%s links to %s", code, at)
			}
		}
	}
}

// Every twentieth item of the real list ends where its conditions should begin.
func TestConditionsThatBreakOffAreSaid(t *testing.T) {
	h, s := site(t)
	item, err := s.catalogue.Published(t.Context(), "road-qual")
	if err != nil {
		t.Fatal(err)
	}
	cut := *item
	cut.Conditions = []string{"符合以下条件之一的个人可以提出申请："}
	cataloguetest.PublishAsIs(t, s.db, s.catalogue, &cut)
	if _, text, _ := read(t, h, "/items/road-qual"); !strings.Contains(text, "没有写明：办理条件的具体内容") {
		t.Errorf("nobody is told: %s", text)
	}
}

func TestNumbersInProseCanBeCalled(t *testing.T) {
	for text, want := range map[string][]string{
		"020-83134173":        {"tel:02083134173"},
		"020-12333-9-3":       {"tel:0201233393"},
		"020-86351219转3":      {"tel:02086351219,3"},
		"（0755）8812 7587":     {"tel:075588127587"},
		"拨打12345或020-8765432": {"tel:12345", "tel:0208765432"},
		"网址：http://www.gdlr.gov.cn/consultNotice.html。微信号:GDGTZY": {"http://www.gdlr.gov.cn/consultNotice.html"},
		"周一至周五 08:30-12:00，14:00-17:30":                           nil,
		"广州市越秀区东风中路305号5号楼808房":                                   nil,
		"": nil,
	} {
		var got []string
		whole := ""
		for _, part := range contacts(text) {
			whole += part.Text
			if part.URL != "" {
				got = append(got, part.URL)
			}
		}
		if !slices.Equal(got, want) || whole != text {
			t.Errorf("%q leads to %v, reads %q", text, got, whole)
		}
	}
}

func TestLongProseIsBrokenAndNothingIsLost(t *testing.T) {
	text := "符合以下全部条件的人员，可以报名参加国家统一法律职业资格考试：1.具有中华人民共和国国籍；2.拥护中华人民共和国宪法，享有选举权和被选举权；（三）具有良好的政治、业务素质和道德品行，距离不超过2.5公里，共3.2万元。"
	lines := paragraphs(text)
	if len(lines) != 4 || strings.Join(lines, "") != text {
		t.Errorf("%d lines: %q", len(lines), lines)
	}
	if lines := paragraphs("年满18周岁；1.有身份证"); len(lines) != 1 {
		t.Errorf("a short text is broken: %q", lines)
	}
}

// The budget of a citizen's page: 25 KB packed, ten requests, of which the page
// itself brings style sheet, script, mark and icons.
func TestItemPagesKeepTheirBudget(t *testing.T) {
	h, s := dirty(t)
	page, err := s.catalogue.Search(t.Context(), catalogue.Query{Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range page.Items {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/items/"+one.Code, nil))
		var packed bytes.Buffer
		z := gzip.NewWriter(&packed)
		_, _ = z.Write(w.Body.Bytes())
		_ = z.Close()
		if packed.Len() > 25<<10 {
			t.Errorf("%s: %d bytes packed", one.Code, packed.Len())
		}
		if n := strings.Count(w.Body.String(), "<img") + strings.Count(w.Body.String(), "<script") + strings.Count(w.Body.String(), `rel="stylesheet"`); n > 9 {
			t.Errorf("%s: %d requests", one.Code, n)
		}
		if strings.Contains(w.Body.String(), "style=") {
			t.Errorf("%s has inline style, which the browser refuses", one.Code)
		}
	}
}

func TestAnswersNarrowTheListAndCanBeKept(t *testing.T) {
	h, _ := site(t)
	_, text, _ := read(t, h, "/items/food-license")
	if !strings.Contains(text, "可能用到的全部材料（9 项）") {
		t.Errorf("before answering: %s", text)
	}
	_, text, _ = read(t, h, "/items/food-license?q_type=catering&q_projects=hot")
	if !strings.Contains(text, "还有 2 个问题没有回答，目前确定要 7 项材料") {
		t.Errorf("half-way: %s", text)
	}
	answered := "q_type=catering&q_projects=hot&q_projects=cold&q_onlyprepack=false&q_agent=true"
	_, text, _ = read(t, h, "/items/food-license?"+answered)
	if !strings.Contains(text, "按您的回答，要准备 9 项材料") || !strings.Contains(text, "生成我的清单") {
		t.Errorf("answered: %s", text)
	}
	_, text, _ = read(t, h, "/items/road-qual?q_mass=true&q_exam=true")
	if !strings.Contains(text, "您不用办理这个事项") || strings.Contains(text, "生成我的清单") {
		t.Errorf("stopped: %s", text)
	}

	at := send(h, "/items/food-license/plan", answered)
	if at.Code != http.StatusSeeOther {
		t.Fatal(at.Code, at.Body)
	}
	status, text, main := read(t, h, at.Header().Get("Location"))
	for _, want := range []string{"我要带什么 食品经营许可（新办）", "要带的材料（9 项）", "专间/专用操作区设置说明", "要做哪些食品？ 热食类、冷食类", "用手机扫码打开", "各区县政务服务中心"} {
		if status != http.StatusOK || !strings.Contains(text, want) {
			t.Errorf("the list does not say %q: %d %s", want, status, text)
		}
	}
	if all := strings.Join(links(main), " "); !strings.Contains(all, "/items/food-license?") {
		t.Errorf("no way back to the questions: %s", all)
	}
	if again := send(h, "/items/food-license/plan", answered); again.Header().Get("Location") != at.Header().Get("Location") {
		t.Errorf("two links: %s", again.Header().Get("Location"))
	}
	if open := send(h, "/items/food-license/plan", "q_type=catering"); open.Code != http.StatusUnprocessableEntity || !strings.Contains(open.Body.String(), "请回答") {
		t.Errorf("open questions: %d", open.Code)
	}
	if gone, _, _ := read(t, h, "/plans/nosuchplan"); gone != http.StatusNotFound {
		t.Errorf("an unknown link: %d", gone)
	}
}

func send(h http.Handler, path, form string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestAKeptListSaysThatTheGuideHasChanged(t *testing.T) {
	h, s := site(t)
	at := send(h, "/items/road-qual/plan", "q_mass=false&q_exam=true").Header().Get("Location")
	item, err := s.catalogue.Published(t.Context(), "road-qual")
	if err != nil {
		t.Fatal(err)
	}
	if _, text, _ := read(t, h, at); strings.Contains(text, "已经更新") {
		t.Errorf("too early: %s", text)
	}
	cataloguetest.PublishAsIs(t, s.db, s.catalogue, item)
	if _, text, _ := read(t, h, at); !strings.Contains(text, "办事指南已经更新") || !strings.Contains(text, "按新版重新看") || !strings.Contains(text, "要带的材料（5 项）") {
		t.Errorf("after a new version: %s", text)
	}
	endAs(t, s, "road-qual", catalogue.Suspended, "系统升级")
	if _, text, _ := read(t, h, at); !strings.Contains(text, "这个事项现在不能申请") {
		t.Errorf("suspended: %s", text)
	}
	status, text, _ := read(t, h, "/items/road-qual")
	if status != http.StatusOK || !strings.Contains(text, "暂停办理") || !strings.Contains(text, "原因： 系统升级") || !strings.Contains(text, "已经提交的办件不受影响") {
		t.Errorf("the item: %d %s", status, text)
	}
	endAs(t, s, "road-qual", catalogue.Retired, "国务院决定取消")
	if status, text, _ = read(t, h, "/items/road-qual"); status != http.StatusGone || !strings.Contains(text, "取消") {
		t.Errorf("retired: %d %s", status, text)
	}
}

func TestDesksFollowTheRegionAndTheLevelsThatAccept(t *testing.T) {
	h, s := site(t)
	item, err := s.catalogue.Published(t.Context(), "elder-card")
	if err != nil || item.Region.Code == "" {
		t.Fatal(item.Region, err)
	}
	home, err := s.Desks(t.Context(), item, "")
	if err != nil || len(home.Path) == 0 || len(home.Within) == 0 {
		t.Fatal(home, err)
	}
	below := home.Within[0]
	near, err := s.Desks(t.Context(), item, below.Code)
	if err != nil || len(near.Outlets) == 0 {
		t.Fatal(near, err)
	}
	for _, o := range near.Outlets {
		if !item.Accepts(o.Level) {
			t.Errorf("%s does not accept it", o.Name)
		}
	}
	_, text, _ := read(t, h, "/items/elder-card?region="+below.Code)
	if !strings.Contains(text, near.Outlets[0].Name) || !strings.Contains(text, near.Outlets[0].Address) {
		t.Errorf("%s is not on the page: %s", near.Outlets[0].Name, text)
	}
	if far, err := s.Desks(t.Context(), item, "440000"); err != nil || far.Path[0].Code != home.Path[0].Code {
		t.Errorf("a region elsewhere: %+v, %v", far, err)
	}
}

func TestWhatIsChineseOnlyIsMarkedInEnglish(t *testing.T) {
	h, _ := dirty(t)
	english := (web.Prefs{Lang: message.English}).Cookie(false)
	_, text, main := read(t, h, "/items/no-window", english)
	if !strings.Contains(text, "is in Chinese only") {
		t.Errorf("nothing is said at the top: %s", text)
	}
	marked := false
	for n := range main.Descendants() {
		for _, a := range n.Attr {
			marked = marked || a.Key == "lang" && a.Val == "zh-CN" && n.Data == "h1"
		}
	}
	if !marked {
		t.Error("the Chinese name is read as English")
	}
	if _, text, _ = read(t, h, "/items/no-window"); strings.Contains(text, "仅有中文") {
		t.Error("Chinese is marked for those who read it")
	}
}

// endAs suspends or retires an item as a publisher does.
func endAs(t *testing.T, s *Service, code string, state catalogue.State, reason string) {
	t.Helper()
	ctx := actor.With(t.Context(), actor.Actor{ID: "publisher", Kind: actor.Staff, Name: "周发布", Roles: []actor.Role{actor.Publisher}})
	entry, err := s.catalogue.Entry(ctx, code)
	if err != nil {
		t.Fatal(err)
	}
	move := s.catalogue.Suspend
	if state == catalogue.Retired {
		move = s.catalogue.Retire
	}
	err = move(ctx, entry.Head.VersionID, reason)
	if err != nil {
		t.Fatal(err)
	}
}

// What a list does not say must not be a fact on the page because our model has to
// have a value.
func TestWhatNobodyHasSaidIsNoFact(t *testing.T) {
	h, s := site(t)
	said := &catalogue.Item{
		Code: "said", Name: "说清楚的事项", Department: catalogue.Department{Name: "某局"}, OnlineURL: "https://example.gov.cn/a",
		Materials: []catalogue.Material{{Code: "M1", Name: "申请书", Necessity: catalogue.Required}},
		Regime:    catalogue.Regime{Kind: "licensing", Law: "行政许可法", AcceptanceWorkdays: 5, DeemedAcceptance: "from-receipt"},
	}
	silent := *said
	silent.Code, silent.Assumed = "silent", []string{catalogue.AssumedRegime, catalogue.AssumedVisits, catalogue.AssumedNecessity}
	cataloguetest.PublishAsIs(t, s.db, s.catalogue, said)
	cataloguetest.PublishAsIs(t, s.db, s.catalogue, &silent)
	facts := []string{"不用到现场", "要准备 1 项材料"}
	doubts := []string{"是否每个人都要，发布机关没有写明", "发布机关没有写明，按《行政许可法》推定"}
	for code, want := range map[string]struct{ there, missing []string }{"said": {facts, doubts}, "silent": {doubts, facts}} {
		_, text, _ := read(t, h, "/items/"+code)
		for _, part := range want.there {
			if !strings.Contains(text, part) {
				t.Errorf("%s does not say %q: %s", code, part, text)
			}
		}
		for _, part := range want.missing {
			if strings.Contains(text, part) {
				t.Errorf("%s says %q", code, part)
			}
		}
	}
}
