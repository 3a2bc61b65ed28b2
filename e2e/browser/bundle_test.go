package browser

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"

	"tongban/capability/document/documenttest"
	"tongban/e2e/world"
	"tongban/ui/uitest"
)

// oneMatter is a bundle of the demo city with who applies for it.
type oneMatter struct {
	code, name, persona, signer string
	firm                        string // in whose name
	answers                     world.Fields
	parts                       int
	differs                     world.Fields // what makes it another matter when it is handed in once more
	first                       []string     // what begins at once
	other, otherName, role      string       // who stands by a part of their own, "" if nobody
}

// oneMatters are the bundles of the demo city.
var oneMatters = []oneMatter{
	{
		code: "newborn", name: "新生儿出生“一件事”", persona: "su", signer: "苏念慈", parts: 7, first: []string{"出生医学证明签发"},
		other: "han", otherName: "韩立群", role: "父亲",
		answers: world.Fields{
			"b_other": false, "b_who": "mother", "b_married": true, "b_follow": "father", "b_opt": []string{"vaccine", "insurance", "card", "maternity", "subsidy"},
			"b_place": true, "b_order": 1, "birth-cert.q_surname": "father", "birth-cert.q_fatherinfo": true, "hukou-birth.q_collective": false,
			"med-insure.q_within": true, "maternity-exp.q_local": false,
		},
		differs: world.Fields{"child_name": "韩小圆"},
	},
	{
		code: "biz-open", name: "企业开办“一件事”", persona: "he", signer: "何知远", parts: 6, first: []string{"企业设立登记（有限责任公司）"},
		answers: world.Fields{
			"b_hire": true, "b_invoice": "small", "b_seal": []string{"legal", "finance"}, "b_agent": false, "b_bank": true,
			"biz-setup.q_address": "rent", "biz-setup.q_pre": false,
		},
		differs: world.Fields{"org_name": "云岫市溪山小馆餐饮有限公司", "org_tradeName": "溪山小馆"},
	},
	{
		code: "restaurant-open", name: "开办餐饮店“一件事”", persona: "tang", signer: "唐砚秋", firm: "云岫清溪谷餐饮管理有限公司", parts: 6,
		first: []string{"食品经营许可（新办）", "公众聚集场所投入使用、营业前消防安全检查"},
		answers: world.Fields{
			"r_exist": true, "r_projects": []string{"hot"}, "r_area": 350, "r_commit": true, "r_drain": true, "r_big_ad": true, "r_agent": false,
			"signboard.q_history": false, "outdoor-ad.q_roof": false,
		},
		differs: world.Fields{"place_address": world.Fields{"region": "990103", "detail": "鹤鸣路90号（虚构地址）"}},
	},
}

// TestBundlesInABrowser goes through what takes several offices as one matter: its page, the
// questions, the form, the papers, the check, the signature, and one page on which every office's
// part says how it stands. Each is gone through on a phone and at a desk.
func TestBundlesInABrowser(t *testing.T) {
	c := visit(t)
	for _, m := range oneMatters {
		t.Run(m.code, func(t *testing.T) {
			c := &city{c.In(t), c.browser}
			c.actsAs(t, m.persona, m.firm)
			first, second := uitest.Desktop, uitest.Phone
			if m.code == "newborn" {
				first, second = second, first
			}
			h := c.as(t, m.persona, "/bundles", uitest.Width(first))
			m.begins(t, h)
			if m.code == "newborn" {
				newbornForm(t, h)
			} else {
				m.looksThrough(t, h, m.fills(c, h, nil))
			}
			m.brings(t, h)
			m.isConfirmed(t, c, h)
			no := m.handsIn(t, h)
			if m.code == "newborn" {
				feedsForward(t, c, h, no)
			}
			m.again(t, c, second)
		})
	}
}

// actsAs has a persona act for a firm.
func (c *city) actsAs(t *testing.T, persona, firm string) {
	t.Helper()
	if firm == "" {
		return
	}
	h := c.as(t, persona, "/me/acting")
	h.Answer("以谁的名义办事", firm)
	h.Click("切换")
	h.Sees(firm)
}

// begins goes from the list of bundles to a draft.
func (m oneMatter) begins(t *testing.T, h *hand) {
	t.Helper()
	h.Sees("高效办成一件事")
	h.good(t, "bundles")
	h.Click(m.name)
	h.Sees(fmt.Sprintf("一起办的 %d 个事项", m.parts))
	h.Sees("合起来办，省了什么")
	h.good(t, "bundle-"+m.code)
	has(t, h, "开始办理 is above the fold", `document.querySelector("a[href^='/apply/new']").getBoundingClientRect().bottom <= innerHeight`)
	for _, line := range questions[m.code] {
		if len(line) == 3 {
			h.Fill(line[0], line[1])
			h.Press("Tab")
		} else {
			h.Answer(line[0], line[1])
		}
	}
	h.Click("按这些回答开始办理")
	h.Shot("bundle-" + m.code + "-guide")
	h.Click("同意查询并继续")
	h.Sees("每一项填好都会保存")
	h.good(t, "bundle-"+m.code+"-tasks")
}

// questions are the answers to the guides, as they are clicked; with a third word one is typed.
var questions = map[string][][]string{
	"newborn": {
		{"您是新生儿的", "母亲"}, {"随父还是随母落户", "随父"}, {"还要一起办哪些", "社会保障卡"}, {"还要一起办哪些", "生育医疗费用报销"}, {"还要一起办哪些", "育儿补贴"},
		{"居住地与户籍地一致", "是"}, {"这是第几个孩子", "1", "typed"}, {"新生儿随谁姓", "父姓"}, {"是否落集体户", "否"}, {"出生是否在90天内", "是"}, {"是否在参保地定点医院直接结算", "否"},
	},
	"biz-open": {
		{"是否立即招用职工", "是"}, {"预计一年的应税销售额", "不超过120万元"}, {"需要刻制哪些印章", "发票专用章"}, {"是否委托他人办理", "否"}, {"是否预约银行开户", "是"},
		{"住所是怎样取得的", "租赁"}, {"经营范围是否含前置审批项目", "否"},
	},
	"restaurant-open": {
		{"是否已取得营业执照", "是"}, {"主营品类", "热食类"}, {"营业面积多大", "350", "typed"}, {"是否产生餐饮废水", "是"}, {"是否设置大型户外广告", "是"}, {"是否委托他人办理", "否"},
		{"店铺是否位于历史文化街区", "否"}, {"是否设置在楼顶", "否"},
	},
}

// good checks how a page looks and keeps a picture of it.
func (h *hand) good(t *testing.T, name string) {
	t.Helper()
	h.Fits()
	chinese(t, h, "cm", "LED", "W-17", "Y-W-2026-031") // what applicants have written, and units
	h.Accessible()
	h.Shot(name)
	h.Clean()
}

// draft is the application that is open.
func (m oneMatter) draft(c *city, h *hand) *world.Application {
	c.Helper()
	return c.As(m.persona).Draft(regexp.MustCompile(`/apply/([0-9a-z]+)`).FindStringSubmatch(h.URL())[1])
}

// values are answers to the joint form.
func (m oneMatter) values(c *city) world.Fields {
	c.Helper()
	text, err := os.ReadFile("testdata/bundles.json")
	all := map[string]world.Fields{}
	if err == nil {
		err = json.Unmarshal(text, &all)
	}
	if err != nil {
		c.Fatal(err)
	}
	return all[m.code]
}

// fills fills the form in by the API, as another device would, and brings nothing.
func (m oneMatter) fills(c *city, h *hand, differs world.Fields) *world.Application {
	c.Helper()
	return m.filled(c, m.draft(c, h), differs)
}

func (m oneMatter) filled(c *city, draft *world.Application, differs world.Fields) *world.Application {
	c.Helper()
	values := m.values(c)
	for key, value := range differs {
		values[key] = value
	}
	c.As(m.persona).Patch(draft.Path(), world.Fields{"values": values}).Is(http.StatusOK).Into(draft)
	if len(draft.Fields) > 0 {
		c.Fatalf("%s: wrong %v", m.code, draft.Fields)
	}
	return draft
}

// looksThrough goes from topic to topic of a form that is filled in.
func (m oneMatter) looksThrough(t *testing.T, h *hand, draft *world.Application) {
	t.Helper()
	h.To("/apply/" + draft.ID)
	h.good(t, "bundle-"+m.code+"-filled")
	topics := uitest.Value[[]string](h.Page, `[...document.querySelectorAll("main a[href^='/apply/']")].map((a) => a.getAttribute("href")).filter((l) => !/(guide|materials|check|discard)$/.test(l))`)
	for _, topic := range topics {
		h.To(topic)
		h.Fits()
		h.Shot("bundle-" + m.code + "-" + strings.TrimPrefix(topic, "/apply/"+draft.ID+"/"))
		h.Click("保存并继续")
		h.SeesNot("需要修改")
	}
	h.To("/apply/" + draft.ID + "/materials")
}

// brings uploads what no licence and no office stands for.
func (m oneMatter) brings(t *testing.T, h *hand) {
	t.Helper()
	h.Sees("申请材料")
	h.Sees("无需上传")
	h.good(t, "bundle-"+m.code+"-papers")
	wanted := uitest.Value[[][2]string](h.Page, `[...document.querySelectorAll("input[type=file]:not([capture])")].map((i) => [document.getElementById(i.id + "-label").innerText.trim(), i.accept])`)
	for i, one := range wanted {
		path := photos(t, 1)[0]
		if strings.Contains(one[1], "pdf") {
			path = files(t, map[string][]byte{"材料.pdf": documenttest.PDF(i + 1)})["材料.pdf"]
		}
		h.Choose(one[0], path)
	}
	h.Click("上传并继续")
}

// isConfirmed has whom the form names stand by their part on a phone of their own, from a link.
func (m oneMatter) isConfirmed(t *testing.T, c *city, h *hand) {
	t.Helper()
	if m.other == "" {
		return
	}
	check := h.URL()
	h.To("/apply/" + m.draft(c, h).ID)
	h.Click("请" + m.role + "填写")
	link := uitest.Value[string](h.Page, `document.documentElement.innerHTML.match(/\/cofill\/[A-Za-z0-9_-]+/)[0]`)
	o := c.as(t, m.other, link)
	o.Click("由我填写")
	o.Sees(m.otherName)
	o.Click("我已阅读以上说明，同意按此使用我填写的信息")
	o.Draw(m.otherName)
	o.good(t, "bundle-"+m.code+"-part")
	o.Click("填好了，告诉对方")
	o.Sees("已经告诉对方")
	h.Goto(check)
}

// partCards are the parts that the page of a bundle case shows, each with its name and its state.
const partCards = `[...document.querySelectorAll("#parts .cards > li")].map((c) => [c.querySelector("h3, a, strong, .card-title")?.innerText.trim() || "", c.querySelector(".tag")?.innerText.trim() || ""])`

var runNo = regexp.MustCompile(`YX-B\d{6}-[0-9A-Z]{6}`)

// handsIn looks everything over, signs it and hands it in, and returns the one number of it.
func (m oneMatter) handsIn(t *testing.T, h *hand) string {
	t.Helper()
	h.Sees("提交前请核对")
	h.good(t, "bundle-"+m.code+"-check")
	for _, clause := range uitest.Value[[]string](h.Page, `[...document.querySelectorAll("[name^='clause.']")].map((box) => box.labels[0].innerText.trim())`) {
		h.Click(clause)
	}
	h.sign(t, m.signer)
	h.Click("确认并提交")
	h.Sees("提交成功")
	no := runNo.FindString(h.Text())
	if !strings.HasSuffix(h.URL(), "/bundle-cases/"+no) || no == "" {
		t.Fatalf("handing in leads to %s, which says %q", h.URL(), no)
	}
	cards := uitest.Value[[][2]string](h.Page, partCards)
	if len(cards) != m.parts {
		t.Errorf("%d parts: %q", len(cards), cards)
	}
	states := map[string]string{}
	for _, card := range cards {
		if states[card[0]] = card[1]; card[0] == "" || card[1] == "" {
			t.Errorf("a part says no name or no state: %q", card)
		}
	}
	for _, name := range m.first {
		if states[name] != "已提交" {
			t.Errorf("%s is %q", name, states[name])
		}
	}
	h.good(t, "bundle-"+m.code+"-run")
	return no
}

// again goes through the same on the other screen, where the draft comes from the API.
func (m oneMatter) again(t *testing.T, c *city, width int) {
	t.Helper()
	draft := &world.Application{}
	who := c.As(m.persona)
	who.Post("/applications", world.Fields{"itemCode": m.code, "answers": m.answers, "consent": true}).Is(http.StatusCreated).Into(draft)
	m.filled(c, draft, m.differs)
	h := c.as(t, m.persona, "/bundles", uitest.Width(width))
	h.good(t, "bundles")
	h.To("/bundles/" + m.code)
	h.good(t, "bundle-"+m.code)
	h.To("/apply/" + draft.ID)
	h.good(t, "bundle-"+m.code+"-filled")
	h.Click("申请材料")
	m.brings(t, h)
	m.isConfirmed(t, c, h)
	m.handsIn(t, h)
}

// newbornLines are what a mother says of her child, by the question as it is asked.
var newbornLines = []struct {
	label string
	say   func(h *hand, label string)
}{
	{"新生儿姓名", typing("韩小满")},
	{"性别", choosing("女")},
	{"出生时间", typing("2026-01-15T06:42")},
	{"助产机构", choosing("云岫市妇幼保健院")},
	{"新生儿民族", searching("汉", "汉族")},
	{"新生儿籍贯", typing("梧桐区")},
	{"母亲民族", searching("汉", "汉族")},
	{"母亲住址", func(h *hand, label string) {
		h.FillIn(label, "所在地区", "梧桐区")
		h.FillIn(label, "详细地址", "鹤鸣路60号4幢502室（虚构地址）")
	}},
	{"父亲姓名", typing("韩立群")},
	{"父亲身份证号", typing("990103199110171113")},
	{"父亲民族", searching("汉", "汉族")},
	{"接种单位", typing("梧桐区鹤鸣街道社区卫生服务中心接种门诊（虚构）")},
	{"与户主关系", typing("女")},
	{"开户银行", typing("中国邮政储蓄银行")},
	{"银行卡号", typing("6217990100000000012")},
	{"缴费方式", choosing("税务部门线上缴费")},
	{"参保单位", typing("云岫清溪谷餐饮管理有限公司")},
	{"分娩方式", choosing("顺产")},
	{"胎儿数", typing("1")},
	{"医疗收费票据", func(h *hand, _ string) { pastes(h, "990100000123456789\t2026-01-19\t6834.5\t6512.3") }},
	{"领取方式", choosing("窗口自取")},
	{"我已阅读并同意以上内容", func(h *hand, label string) { h.Click(label) }},
}

func typing(value string) func(*hand, string) {
	return func(h *hand, label string) { h.Fill(label, value) }
}

func choosing(text string) func(*hand, string) {
	return func(h *hand, label string) { h.Answer(label, text) }
}

func searching(query, entry string) func(*hand, string) {
	return func(h *hand, label string) { searches(h, label, query, entry) }
}

// newbornForm fills in the joint form of a birth by hand, page after page, until all is said.
func newbornForm(t *testing.T, h *hand) {
	t.Helper()
	h.Click("子女")
	asked := `(label) => [...document.querySelectorAll("main label, main legend, main h2")].some((l) => l.getClientRects().length && l.innerText.trim().startsWith(label))`
	said := map[string]bool{}
	for page := 1; len(said) < len(newbornLines) && page < 20; page++ {
		for _, line := range newbornLines {
			if !said[line.label] && uitest.Value[bool](h.Page, fmt.Sprintf("(%s)(%q)", asked, line.label)) {
				line.say(h, line.label)
				said[line.label] = true
			}
		}
		h.Fits()
		h.Shot(fmt.Sprintf("bundle-newborn-form-%d", page))
		h.Click("保存并继续")
		h.SeesNot("需要修改")
	}
	if len(said) < len(newbornLines) {
		t.Fatalf("only these were asked: %v", said)
	}
}

// feedsForward has the hospital finish its part: what waited for it begins by itself, and the
// police find the number of the certificate in theirs.
func feedsForward(t *testing.T, c *city, h *hand, no string) {
	t.Helper()
	const birth, household = "出生医学证明签发", "国内出生登记（新生儿落户）"
	first := shortNo.FindString(h.Text())
	c.As("hospital").Does("grant-at-once", &world.Case{CaseNo: first}, world.Fields{"method": "electronic"})
	states := map[string]string{}
	c.Eventually("the household register has begun", func() bool {
		h.To("/bundle-cases/" + no)
		for _, card := range uitest.Value[[][2]string](h.Page, partCards) {
			states[card[0]] = card[1]
		}
		return states[household] == "已提交"
	})
	if states[birth] != "已办成" || states["社会保障卡申领"] != "待启动" {
		t.Errorf("after the certificate the parts are %q", states)
	}
	h.Sees("已办成 1 项")
	h.good(t, "bundle-newborn-fed")
	certificate := c.As("su").LicenceOf(c.As("su").Sees(first))
	h.Click(household)
	h.Sees("这件是新生儿出生“一件事”的一部分")
	h.Click("查看整件事")
	h.Sees(no)
	var run struct {
		Parts []struct{ Name, ApplicationID string }
	}
	c.As("su").Get("/bundle-cases/" + no).Is(http.StatusOK).Into(&run)
	for _, p := range run.Parts {
		if p.Name != household {
			continue
		}
		if fed := fmt.Sprint(c.As("su").Draft(p.ApplicationID).Values); !strings.Contains(fed, certificate.Number) {
			t.Errorf("the certificate %s is not in %s", certificate.Number, fed)
		}
	}
}
