package browser

import (
	"fmt"
	"strings"
	"testing"

	"tongban/ui/uitest"
)

// TestADayAtTheDesk is what happens at the desk besides the usual.
func TestADayAtTheDesk(t *testing.T) {
	c := visit(t)
	t.Run("a case is decided by keys alone", func(t *testing.T) { byKeys(t, c) })
	t.Run("a place in a picture is marked", func(t *testing.T) { marked(t, c) })
	t.Run("colleagues take over", func(t *testing.T) { handedOver(t, c) })
}

// key presses the single key of a button or link, which is a click too.
func (h *hand) key(t *testing.T, text string) {
	t.Helper()
	key := uitest.Value[string](h.Page, fmt.Sprintf(`((all, text) => all.find((b) => b.textContent.trim() === text) || all.find((b) => b.textContent.includes(text)))([...document.querySelectorAll("[data-key]")], %q)?.dataset.key || ""`, text))
	if key == "" {
		t.Fatalf("%s: no key presses %q", h.URL(), text)
	}
	h.clicks++
	h.Page.Press(key)
}

// reach goes with the keyboard to what has a label or text; going is no click.
func (h *hand) reach(t *testing.T, text string) {
	t.Helper()
	for range 80 {
		if strings.Contains(h.Focused(), text) && uitest.Value[bool](h.Page, `document.activeElement.matches("a, button, input, select, textarea")`) {
			return
		}
		h.Press("Tab")
	}
	t.Fatalf("%s: the keyboard does not reach %q", h.URL(), text)
}

// byKeys goes from the list to the decision without a mouse, in at most four presses.
func byKeys(t *testing.T, c *city) {
	mine, other := c.As("lin").HandsIn("road-qual"), c.As("lin").HandsIn("road-qual")
	for _, step := range []struct{ who, command, confirm, opinion, done string }{
		{"clerk", "受理", "", "", "已受理，通知书已生成"},
		{"trans-reviewer", "审查通过，提请决定", "提交审查意见", "真实", "已提请决定"},
		{"trans-approver", "准予许可", "", "", "已准予，电子证照已生成"},
	} {
		h := c.as(t, step.who, "/desk")
		h.key(t, mine.ShortNo)
		h.Sees("下一步办理")
		h.key(t, step.command)
		h.Sees("返回，不办理")
		if step.opinion == "" {
			h.clicks++
			h.Page.Press("s")
		} else {
			h.reach(t, "办理意见")
			for _, letter := range step.opinion {
				h.Page.Press(string(letter))
			}
			h.reach(t, step.confirm)
			h.Enter()
		}
		h.Sees(step.done)
		if h.clicks > 4 {
			t.Errorf("%s needs %d presses, want at most 4", step.who, h.clicks)
		}
		if step.who == "clerk" {
			h.key(t, "办下一件")
			h.Sees(other.ShortNo)
		}
		h.Clean()
	}
	h := c.as(t, "clerk", "/desk")
	h.Page.Press("?")
	h.Sees("在待办里认领第几件")
	h.Click("关闭快捷键")
	h.Sees("打开快捷键")
	h.To("/desk")
	h.Page.Press("1")
	h.Page.Press("?")
	if !strings.HasSuffix(h.URL(), "/desk") {
		t.Errorf("a key that is turned off leads to %s", h.URL())
	}
}

// marked draws a box on the picture of a material and writes what is wrong there.
func marked(t *testing.T, c *city) {
	mine := c.As("lin").HandsIn("road-qual")
	h := c.as(t, "clerk", "/desk/cases/"+mine.ShortNo)
	h.Click("查看图片")
	h.Until("the picture is there", `[...document.querySelectorAll("img.preview")].some((i) => i.naturalWidth > 0 && i.getBoundingClientRect().height > 100)`)
	h.Page.Draw("证件照.jpg")
	h.Until("the words are asked for", `document.activeElement?.name === "words"`)
	has(t, h, "the box is drawn", `Number(document.querySelector(".marked rect").getAttribute("width")) > 1000`)
	h.Fill("对“证件照”的批注", "背景不是白色")
	h.Click("保存批注")
	h.Sees("批注 1，第 1 页")
	h.Sees("背景不是白色")
	has(t, h, "the mark is on its place", `Number(document.querySelector(".marked rect").getAttribute("width")) > 1000 && document.querySelector(".marked text").textContent === "1"`)
	h.looked("desk-place")
	h.Click("撤下 背景不是白色")
	h.SeesNot("批注 1，第 1 页")
	h.Clean()
}

// handedOver gives one case to a colleague, names a deputy, and gives everything of one who
// leaves to another.
func handedOver(t *testing.T, c *city) {
	mine := c.As("lin").HandsIn("road-qual")
	c.As("clerk").Claims(mine)
	h := c.as(t, "clerk", "/desk/cases/"+mine.ShortNo)
	h.Click("转交")
	h.Fill("转给谁", "顾家豪")
	h.Fill("原因", "出差三天")
	h.Click("转交")
	h.Sees("待办")
	h.To("/desk/absence")
	h.Fill("从哪天起", "2026-03-02")
	h.Fill("到哪天止", "2026-03-04")
	h.Fill("代办人", "顾家豪")
	h.Click("保存安排")
	h.Sees("由顾家豪代办")
	h.looked("desk-absence")

	heir := c.as(t, "clerk2", "/desk?mine=1")
	heir.Sees(mine.ShortNo)
	heir.To("/messages")
	heir.Sees("原因：出差三天")
	heir.To("/desk/absence")
	heir.Sees("您代方晓雯办理")

	m := c.as(t, "hall-manager", "/desk/handover")
	m.Fill("谁的待办", "顾家豪")
	m.Fill("转给谁", "方晓雯")
	m.Fill("原因", "顾家豪离职")
	m.Click("下一步")
	m.Sees("退回本岗位")
	m.Click("全部转交")
	m.Sees("待办已转交")
	m.looked("desk-hand-all-done")
	h.To("/desk?mine=1")
	h.Sees(mine.ShortNo)
	heir.To("/desk?mine=1")
	heir.SeesNot(mine.ShortNo)
	heir.To("/messages")
	heir.Sees("您的 1 件待办已转给方晓雯")
}

// inspected goes on with a restaurant's application until the licence: the site is visited
// by two, one of them without a network, and nothing is granted before.
func inspected(t *testing.T, c *city) {
	t.Helper()
	var list struct{ Items []struct{ ShortNo string } }
	c.As("clerk").Get("/desk/tasks").Is(200).Into(&list)
	no := list.Items[0].ShortNo
	c.decides(t, "clerk", no, "受理", "确认受理", "", "已受理")

	inspector := c.as(t, "samr-inspector", "/desk", uitest.Width(uitest.Phone))
	inspector.Click("认领 " + no)
	inspector.Click("查看或安排现场核查")
	inspector.Fill("核查内容", "核实经营场所布局与申请一致")
	inspector.Fill("计划日期", "2026-02-11")
	inspector.Answer("核查人员", "刁建新")
	inspector.Answer("核查人员", "贺景行")
	inspector.looked("inspection-order")
	inspector.Click("安排核查")
	inspector.Sees("待完成的现场核查")
	inspector.looked("inspection-ordered")
	c.decides(t, "samr-inspector", no, "办结本环节", "办结本环节", "现场核查已安排", "本环节已办结")
	c.decides(t, "samr-reviewer", no, "审查通过，提请决定", "提交审查意见", "材料真实，符合条件", "已提请决定")

	approver := c.as(t, "samr-approver", "/desk")
	approver.Click("认领 " + no)
	approver.Click("准予许可")
	approver.Fill("办理意见", "同意")
	approver.Click("提交决定")
	approver.Sees("现场核查还没有结束，不能作出准予决定")

	recordsOffline(t, c, no)
	second := c.as(t, "samr-reviewer", "/desk/cases/"+no+"/inspection")
	second.Click("记录和签名")
	second.Sees("三间操作间分区合理")
	second.Fill("本人姓名", "贺景行")
	second.Click("签名")
	second.Sees("符合要求")
	second.looked("inspection-over")
	has(t, second, "the record is a PDF", `((r) => { r.open("GET", document.querySelector('a[href$="record.pdf"]').href, false); r.send(); return r.status === 200 && r.responseText.startsWith("%PDF"); })(new XMLHttpRequest())`)

	approver.Click("提交决定")
	approver.Sees("已准予，电子证照已生成")
	c.decides(t, "clerk", no, "送达办结", "确认送达", "", "已送达，办件办结")
	c.licensed(t)
}

// decides has somebody carry out a command on a case from their list.
func (c *city) decides(t *testing.T, who, no, command, confirm, opinion, done string) {
	t.Helper()
	h := c.as(t, who, "/desk/cases/"+no)
	h.Click(command)
	if opinion != "" {
		h.Fill("办理意见", opinion)
	}
	h.Click(confirm)
	h.Sees(done)
	h.Clean()
}

// recordsOffline has an inspector take the record along, write it on the site without a
// network, photograph and sign it when the network is back.
func recordsOffline(t *testing.T, c *city, no string) {
	t.Helper()
	w := wire(t, c.Node().Address)
	there := "http://" + w.Addr().String()
	h := &hand{Page: c.browser.Open(t, there+"/desk/cases/"+no+"/inspection", uitest.Width(uitest.Phone), uitest.Cookie(session, c.As("samr-inspector").Token)), city: c}
	h.Click("记录和签名")
	at := h.URL()
	h.Click("带到没有网络的地方填写")
	h.Sees("已带到这台设备上")

	w.Cut(true)
	h.Goto(at)
	h.Answer("1. 经营场所与申请的地址", "符合")
	has(t, h, "the other lines are answered", `[...document.querySelectorAll("input[value=meets]")].map((i) => (i.checked = true)).length === 10`)
	h.Fill("现场情况", "三间操作间分区合理，与申请的平面图一致")
	h.Fill("申请人方在场人", "夏清和")
	h.Click("保存记录")
	h.Sees("已保存在这台手机上")
	h.Goto(at)
	h.Sees("有内容保存在这台手机上，还没有送出")
	h.Choose("添加照片", photo(t))
	h.Click("上传照片")
	h.Sees("有内容保存在这台手机上，还没有送出")
	h.looked("inspection-offline")
	if seen := c.as(t, "samr-reviewer", "/desk/cases/"+no+"/inspection"); strings.Contains(seen.Text(), "三间操作间") {
		t.Error("the record arrived without a network")
	}

	w.Cut(false)
	h.Goto(at)
	h.Until("the record has arrived", `!document.body.innerText.includes("还没有送出")`)
	h.Goto(at)
	h.Sees("照片 1")
	h.Choose("添加照片", photo(t)) // once more: it is the same photograph
	h.Click("上传照片")
	h.SeesNot("照片 2")
	h.Page.Draw("请在场人在这里签名")
	h.Click("保存在场人签名")
	h.Sees("已于")
	h.looked("inspection-record")
	h.Goto(at)
	h.Page.Draw("请刁建新在这里签名")
	h.Click("签名")
	h.SeesNot("本人姓名")
	h.Clean()
}

// licensed looks for the decision and its licence in the restaurant's case.
func (c *city) licensed(t *testing.T) {
	t.Helper()
	h := c.as(t, "yun", "/me/acting")
	h.Answer("以谁的名义办事", "云岫市梧桐小馆餐饮有限公司")
	h.Click("切换")
	h.To("/cases")
	h.Click("食品经营许可（新办）")
	h.Click("准予行政许可决定书")
	h.Sees("颁发食品经营许可证，证号")
}
