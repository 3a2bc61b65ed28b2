package browser

import (
	"testing"

	"tongban/ui/uitest"
)

// TestRulesAreWrittenByKeyboard writes a table without a mouse: what no row covers is
// reported, mended by a row, and the examples come out as written. The modeler shows the same.
func TestRulesAreWrittenByKeyboard(t *testing.T) {
	c := visit(t)
	const page = "/admin/rulebooks/food-license"
	h := c.as(t, "editor", page)
	h.enter(t, "办件情况")
	h.walksTo(t, "由代理人提交")
	h.Press("Space")
	h.enter(t, "开始写")
	h.Sees("这是草稿")

	h.fills(t, "row.0.c.0", "第 1 条，由代理人提交", "true")
	h.Press("Enter")
	h.Sees("没有一行管到")
	h.Shot("rulebook-gap")
	h.enter(t, "加一条规则")
	h.Sees("第 2 条")
	h.fills(t, "row.1.c.0", "第 2 条，由代理人提交", "false")
	h.fills(t, "row.1.o.0", "第 2 条，结果", "批准")
	h.fills(t, "row.1.o.1", "第 2 条，理由（当事人会看到）", "本人提交")
	h.Press("Enter")
	h.Sees("没有发现问题")

	for i, one := range []struct{ name, given, expect string }{{"本人", "否", "批准"}, {"代理人", "是", "转人工"}} {
		h.enter(t, "加一个例子")
		h.Sees("例子 " + string(rune('1'+i)))
		h.Fill("例子 "+string(rune('1'+i))+"，说明", one.name)
		h.Fill("例子 "+string(rune('1'+i))+"，由代理人提交", one.given)
		h.Fill("例子 "+string(rune('1'+i))+"，应当", one.expect)
	}
	h.enter(t, "保存并试算")
	h.Sees("理由：本人提交")
	h.SeesNot("不符")
	h.Shot("rulebook-draft")
	h.Accessible()
	h.Within(uitest.Staff)
	chinese(t, h, "true", "false", "date", "not", "years", "and", "months", "duration", "DMN")
	h.Clean()
	for _, width := range []int{uitest.Narrow, uitest.Desktop} {
		h.Resize(width)
		h.Fits()
	}

	h.To(page + "/draw")
	h.Until("the table is shown", `document.querySelectorAll(".tjs-table tbody tr").length > 1`)
	h.Within(uitest.Load{Requests: 16, Total: 750 << 10, HTML: 60 << 10, CSS: 70 << 10, JS: 600 << 10})
	if !uitest.Value[bool](h.Page, `!!document.querySelector(".bjs-powered-by, .powered-by, .dmn-js-parent a[href*='bpmn.io']")?.getClientRects().length`) {
		t.Error("the watermark of the modeler is gone")
	}
	h.Shot("rulebook-draw")
}

// fills goes to a box by keyboard and writes into it.
func (h *hand) fills(t *testing.T, name, label, text string) {
	t.Helper()
	h.tabTo(t, "f-"+name)
	h.Fill(label, text)
}
