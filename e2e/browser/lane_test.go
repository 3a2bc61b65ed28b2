package browser

import (
	"net/http"
	"strings"
	"testing"

	"tongban/e2e/world"
	"tongban/ui/uitest"
)

// greenCase is a case in the green lane and who takes it through.
type greenCase struct {
	*world.Case
	applicant, name     string // persona and name of who signs
	inspector, reviewer string // personas of the two who visit
	approver            string // persona
	reason              string
	original            string // the material whose original is to be seen
	other               string // persona of a further party
	otherName, number   string
	agreement           string
}

// permit is a firm's case in the lane: a small restaurant drains into the sewer.
func (c *city) permit(t *testing.T) *greenCase {
	h := c.as(t, "xia", "/me/acting")
	h.Answer("以谁的名义办事", "云岫市梧桐小馆餐饮有限公司")
	h.Click("切换")
	h.Sees("云岫市梧桐小馆餐饮有限公司")
	return &greenCase{
		Case: c.handed("xia", "sewage-permit", world.Fields{"q_kitchen": true}, world.Fields{
			"uscc": "91990100MDEM10041F", "orgName": "云岫市梧桐小馆餐饮有限公司", "legalRepName": "夏清和", "drainKind": "catering",
			"bizAddress": world.Fields{"region": "990103", "detail": "鹤鸣路88号（虚构地址）"}, "contactMobile": "17000024024", "waterUse": "6.5", "dischargeVolume": "5.6",
			"outlets": 1, "manhole": "鹤鸣路88号门前人行道W-17号井", "oilTrap": true, "oilTrapSize": "0.8", "testNo": "YX-W-2026-031", "declaration": true,
		}, "M-MAP", "M-OIL", "M-TEST"),
		applicant: "xia", name: "夏清和", inspector: "housing-inspector", reviewer: "housing-reviewer",
		approver: "housing-approver", reason: "小型餐饮排水户，已设隔油设施", original: "排水水质检测报告", agreement: "排水设施养护协议",
	}
}

// benefit is a person's case in the lane: the costs of twins.
func (c *city) benefit() *greenCase {
	return &greenCase{
		Case: c.handed("su", "maternity-exp", world.Fields{"q_local": false}, world.Fields{
			"applicantName": "苏念慈", "applicantId": "990103199204061206", "employerName": "云岫清溪谷餐饮管理有限公司", "contactMobile": "17000012429",
			"deliveryDate": "2026-01-15", "deliveryMode": "natural", "hospital": "云岫市妇幼保健院（虚构）", "childCount": 2,
			"invoices": []world.Fields{{"number": "990100000123456789", "date": "2026-01-19", "total": "6834.5", "maternity": "6512.3"}},
			"bank":     "psbc", "bankAccount": "6217990100000000012", "accountName": "苏念慈", "declaration": true,
		}, "M-INVOICE", "M-DISCHARGE"),
		applicant: "su", name: "苏念慈", inspector: "mib-inspector", reviewer: "mib-reviewer", approver: "mib-approver",
		reason: "多胞胎生育，医疗费用负担重", original: "出院小结", other: "han", otherName: "韩立群", number: "990103199110171113", agreement: "生育医疗费用先行支付协议",
	}
}

// handed is an application that somebody hands in through the API.
func (c *city) handed(who, item string, answers, values world.Fields, papers ...string) *world.Case {
	c.Helper()
	p, draft := c.As(who), &world.Application{}
	p.Post("/applications", world.Fields{"itemCode": item, "answers": answers, "consent": true}).Is(http.StatusCreated).Into(draft)
	at := "/applications/" + draft.ID
	p.Patch(at, world.Fields{"values": values}).Is(http.StatusOK)
	for _, code := range papers {
		p.Post(at+"/materials/"+code, world.Photo()).Is(http.StatusCreated)
	}
	var receipt struct{ CaseNo string }
	p.Post(at+"/submit", nil).Is(http.StatusCreated).Into(&receipt)
	return p.Sees(receipt.CaseNo)
}

// TestTwoCasesGoThroughTheGreenLane takes a firm's case and a person's through every step
// of the lane, each done by somebody at some time, on a phone and at a desk.
func TestTwoCasesGoThroughTheGreenLane(t *testing.T) {
	c := visit(t)
	c.As("lin").HandsIn("road-qual") // waits at the window all the while
	c.Advance("1h")
	for _, g := range []*greenCase{c.permit(t), c.benefit()} {
		t.Run(g.agreement, func(t *testing.T) {
			g.filed(t, c)
			g.registered(t, c)
			g.visited(t, c)
			g.signed(t, c)
			g.reported(t, c)
		})
	}
	h := c.as(t, "hall-manager", "/desk/lane")
	h.Sees("各岗位的代价")
	h.Sees("怎样计算")
	for _, text := range []string{"占用 1 小时 0 分", "超过 4 次", "共多等 1 小时 0 分，平均 0 小时 15 分"} { // the case at the window, by accepting and handing out
		h.Sees(text)
	}
	h.Shot("lane-costs")
	h.Clean()
	t.Run("over the API", func(t *testing.T) { c.benefit().programmed(c) })
}

// filed shows the applicant that the case is in the lane, why, and what is promised.
func (g *greenCase) filed(t *testing.T, c *city) {
	h := c.as(t, g.applicant, "/cases/"+g.ShortNo, uitest.Width(uitest.Phone))
	for _, text := range []string{"绿色通道", g.reason, "受理后 3 个工作日", "线上申报", "结果反馈", "待拟定"} {
		h.Sees(text)
	}
	h.Shot("lane-filed-" + g.applicant)
	h.Clean()
}

// registered has the case looked through on site and accepted, and its original seen.
func (g *greenCase) registered(t *testing.T, c *city) {
	c.As("clerk").Claims(g.Case)
	c.Advance("30m")
	h := c.as(t, "clerk", "/desk/cases/"+g.ShortNo+"/lane", uitest.NoScript())
	h.Fill("说明", "材料齐全，原件已带来")
	h.Click("预审通过")
	h.Sees("方晓雯")
	h.To("/desk/cases/" + g.ShortNo + "/accept")
	h.Click("确认受理")
	h.To("/desk/cases/" + g.ShortNo)
	h.Sees(g.original)
	h.Click("核对")
	h.To("/desk/cases/" + g.ShortNo + "/lane")
	h.Shot("lane-registered-" + g.applicant)
	h.Clean()
}

// visited has two people visit the site.
func (g *greenCase) visited(t *testing.T, c *city) {
	h := c.as(t, g.inspector, "/desk/cases/"+g.ShortNo+"/lane", uitest.NoScript())
	h.Click("去安排实地调查")
	h.Fill("核查内容", "核实现场与申请是否一致")
	h.Fill("计划日期", "2026-02-10")
	h.Answer("核查人员", g.nameOf(g.inspector))
	h.Answer("核查人员", g.nameOf(g.reviewer))
	h.Click("安排核查")
	h.Click("记录和签名")
	has(t, h, "every line of the checklist is answered", `[...document.querySelectorAll("input[value=meets]")].every((i) => (i.checked = true))`)
	h.Fill("现场情况", "与申请一致")
	h.Fill("申请人方在场人", g.name)
	h.Click("保存记录")
	for _, who := range []string{g.inspector, g.reviewer} {
		h = c.as(t, who, "/desk/cases/"+g.ShortNo+"/inspection", uitest.NoScript())
		h.Click("记录和签名")
		h.Fill("本人姓名", g.nameOf(who))
		h.Click("签名")
	}
	h.Sees("符合要求")
	h.Clean()
}

// nameOf is what a member of staff is called.
func (g *greenCase) nameOf(persona string) string {
	return map[string]string{
		"housing-inspector": "鲍立春", "housing-reviewer": "简宁远",
		"mib-inspector": "石慕远", "mib-reviewer": "蓝田玉",
	}[persona]
}

// signed has the agreement drawn up and signed by all; until then nothing is granted.
func (g *greenCase) signed(t *testing.T, c *city) {
	g.Case = c.As(g.reviewer).Handles(g.CaseNo)
	for _, who := range []string{g.inspector, g.reviewer} { // whoever has the stage
		if task := c.As(who).Handles(g.CaseNo); task.OpenTask() != "" && task.State != "DECIDING" {
			c.As(who).Post("/desk/tasks/"+task.OpenTask()+"/complete", world.Fields{"outcome": "pass", "opinion": "符合条件"})
		}
	}
	refused := c.As(g.approver).Tries("decide", g.Case, world.Fields{"outcome": "grant", "opinion": "同意"})
	refused.Is(http.StatusConflict)

	h := c.as(t, g.reviewer, "/desk/cases/"+g.ShortNo+"/agreements", uitest.NoScript())
	if g.other != "" {
		h.Fill("配偶的姓名或者名称", g.otherName)
		h.Fill("配偶的身份证号", g.number)
	}
	h.Click("拟定并通知签署")
	h.Click(g.agreement)
	h.Sees("乙方：")
	h.Fill("您的姓名", g.nameOf(g.reviewer))
	h.Click("确认签署")
	h.Sees("工作人员登录后签署")
	h.Shot("lane-agreement-desk-" + g.applicant)
	h.Clean()

	h = c.as(t, g.applicant, "/", uitest.Width(uitest.Phone))
	h.Click("去签署")
	h.Sees("请先读完全文")
	h.Draw(g.name)
	h.Shot("lane-agreement-" + g.applicant)
	h.Click("确认签署")
	h.Sees("手写签名")
	if g.other != "" {
		h.Sees("正在等待其他各方签署")
		h = c.as(t, g.other, "/", uitest.Width(uitest.Phone))
		h.Click("去签署")
		h.Draw(g.otherName)
		h.Click("确认签署")
	}
	h.Sees("签署完成")
	h.Sees("现在保存的内容与签署时一致")
	h.Clean()
}

// reported has the case granted, the result handed out and reported back.
func (g *greenCase) reported(t *testing.T, c *city) {
	c.As(g.approver).Grants(g.Case)
	c.As("clerk").Delivers(g.Case)
	h := c.as(t, g.applicant, "/cases/"+g.ShortNo)
	h.Sees("已反馈结果")
	done := strings.Count(uitest.Value[string](h.Page, `document.getElementById("lane").innerText`), "已完成")
	if done != 7 {
		t.Errorf("%d steps of seven are done: %s", done, h.Text())
	}
	h.Shot("lane-reported-" + g.applicant)
	h.Resize(uitest.Phone)
	h.Fits()
	h.Clean()
}

// programmed does by the API what no page of this journey has done by it.
func (g *greenCase) programmed(c *city) {
	su, clerk, reviewer, approver := c.As("su"), c.As("clerk"), c.As(g.reviewer), c.As(g.approver)
	desk := "/desk/cases/" + g.CaseNo
	var lane struct {
		State, Reason string
		Steps         []struct{ Step, State, By string }
	}
	su.Get("/cases/" + g.CaseNo + "/lane").Is(http.StatusOK).Into(&lane)
	if lane.State != "in" || lane.Reason != g.reason || len(lane.Steps) != 7 {
		c.Errorf("the applicant reads %+v", lane)
	}
	clerk.Post(desk+"/lane/review", world.Fields{"note": "材料齐全"}).Is(http.StatusOK)
	clerk.Get(desk + "/lane").Is(http.StatusOK).Into(&lane)
	if lane.Steps[1].State != "done" || lane.Steps[1].By != "方晓雯" {
		c.Errorf("the clerk reads %+v", lane)
	}
	clerk.Accepts(g.Case)
	var drawn struct{ ID, State, Why string }
	draws := func() {
		reviewer.Post(desk+"/agreements", world.Fields{"code": "PREPAY", "others": []world.Fields{{"name": g.otherName, "number": g.number}}}).Is(http.StatusCreated).Into(&drawn)
	}
	draws()
	reviewer.Post(desk+"/agreements/"+drawn.ID+"/sign", world.Fields{"name": "蓝田玉"}).Is(http.StatusOK)
	var mine struct{ Agreements []struct{ ID string } }
	su.Get("/agreements").Is(http.StatusOK).Into(&mine)
	if len(mine.Agreements) != 1 || mine.Agreements[0].ID != drawn.ID {
		c.Errorf("su has to sign %+v", mine)
	}
	su.Post("/agreements/"+drawn.ID+"/sign", world.Fields{"method": "typed", "name": g.name, "code": "12"}).Is(http.StatusUnprocessableEntity)
	c.As(g.other).Post("/agreements/"+drawn.ID+"/refuse", world.Fields{"why": "条款三不清楚"}).Is(http.StatusOK)
	su.Get("/agreements/" + drawn.ID).Is(http.StatusOK).Into(&drawn)
	if drawn.State != "refused" || drawn.Why != "条款三不清楚" {
		c.Errorf("su reads %+v", drawn)
	}
	draws()
	su.Post("/agreements/"+drawn.ID+"/code", nil).Is(http.StatusNoContent)
	reviewer.Post(desk+"/agreements/"+drawn.ID+"/cancel", world.Fields{"why": "改为不签"}).Is(http.StatusOK)
	approver.Post(desk+"/agreements/excuse", world.Fields{"code": "PREPAY", "why": "已由单位垫付"}).Is(http.StatusOK)
	reviewer.Get(desk + "/agreements").Is(http.StatusOK)
	su.Post("/cases/"+g.CaseNo+"/withdraw", world.Fields{"reason": "不办了"}).Is(http.StatusOK)
	var figures struct{ Dropped, Tasks int }
	reviewer.Get("/desk/lane?days=7").Is(http.StatusOK).Into(&figures)
	if figures.Dropped != 1 || figures.Tasks == 0 {
		c.Errorf("the figures are %+v", figures)
	}
}
