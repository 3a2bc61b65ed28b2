package browser

import (
	"strings"
	"testing"

	"tongban/ui/uitest"
)

// walksTo walks on with the Tab key to what is named so.
func (h *hand) walksTo(t *testing.T, name string) {
	t.Helper()
	if !h.TabTo(func(focused string) bool {
		return strings.HasPrefix(focused, name) || len(focused) < 60 && strings.Contains(focused, name)
	}, 120) {
		t.Fatalf("%s: Tab does not come to %q\n%s", h.URL(), name, h.Text())
	}
}

func (h *hand) enter(t *testing.T, name string) {
	t.Helper()
	h.walksTo(t, name)
	h.Press("Enter")
}

// adds puts something behind a step, with keys alone: kind is how often Down is pressed in
// the choice of what it is.
func (h *hand) adds(t *testing.T, after string, kind int, names ...string) {
	t.Helper()
	h.enter(t, "在后面加 "+after)
	h.Sees("加什么")
	h.walksTo(t, "一个步骤")
	for range kind {
		h.Press("Down")
	}
	h.walksTo(t, "名称")
	h.Fill("名称", strings.Join(names, "\n"))
	h.enter(t, "加上")
	h.Sees("步骤清单")
	h.Sees(names[len(names)-1])
}

// TestAProcedureIsDrawnByKeyboard builds five steps, three of them at the same time, by the
// help on the page alone, with keys alone; another person publishes it; it comes back after
// it was withdrawn. Then it is drawn on, in the modeler.
func TestAProcedureIsDrawnByKeyboard(t *testing.T) {
	c := visit(t)
	h := c.as(t, "editor", "/admin/procedures")
	h.walksTo(t, "查找事项")
	h.Fill("查找事项", "食品经营许可")
	h.Press("Enter")
	h.Sees("找到的事项")
	h.enter(t, "食品经营许可（新办）")
	h.Sees("画一份新草稿")
	h.walksTo(t, "事项里写的环节")
	h.Press("Down")
	h.enter(t, "开始画")
	h.Sees("怎样用清单画流程")
	h.Shot("procedure-blank")
	h.adds(t, "开始", 0, "资料审查")
	h.adds(t, "资料审查", 1, "食品安全审查", "消防审查", "排水审查")
	h.adds(t, "同时办理", 0, "作出决定")
	h.Sees("没有说明谁来办")
	h.Shot("procedure-unfinished")
	h.To("/admin/procedures/food-license")
	for _, step := range []string{"资料审查", "食品安全审查", "消防审查", "排水审查", "作出决定"} {
		h.describes(t, step)
	}
	h.Sees("没有发现问题")
	h.Shot("procedure-draft")
	h.Accessible()
	h.Within(uitest.Staff)
	chinese(t, h)
	h.Clean()
	for _, width := range []int{uitest.Narrow, uitest.Desktop} {
		h.Resize(width)
		h.Fits()
	}

	p := c.as(t, "publisher", "/admin/procedures/food-license", uitest.NoScript())
	p.Click("发布")
	p.Sees("新收的办件按这份流程办理")
	p.Shot("procedure-publish")
	p.Click("发布")
	p.Sees("第 1 版自")
	p.Shot("procedure-current")
	p.Click("撤下")
	p.Fill("说明", "法规修改")
	p.Click("撤下")
	p.Sees("还没有自己的办理流程")
	p.To("/admin/procedures/food-license/versions/1")
	p.Click("回滚到这一版")
	p.Shot("procedure-restore")
	p.Click("回滚到这一版")
	p.Sees("第 2 版自")
	c.drawsOn(t)
}

// describes says who works on a step and in how many days; from the step that was described
// last it goes on to it.
func (h *hand) describes(t *testing.T, step string) {
	t.Helper()
	h.enter(t, step)
	h.Sees("在这里作出准予或不予的决定")
	h.tabTo(t, "f-role")
	h.Fill("谁来办", map[bool]string{true: "审批人", false: "审查员"}[step == "作出决定"])
	h.tabTo(t, "f-limit")
	h.Fill("数字", "3")
	if step == "作出决定" {
		h.tabTo(t, "f-decides")
		h.Press("Space")
		h.Shot("procedure-step")
		h.Accessible()
	}
	h.enter(t, "保存")
	h.Sees("步骤清单")
}

// drawsOn opens the modeler, adds a step by its pad, saves and describes it.
func (c *city) drawsOn(t *testing.T) {
	h := c.as(t, "editor", "/admin/procedures/food-license")
	h.Answer("从什么开始", "生效的版本")
	h.Click("开始画")
	h.Sees("这是草稿")
	h.To("/admin/procedures/food-license/draw")
	h.Until("the diagram is drawn", `document.querySelectorAll(".djs-shape").length > 8`)
	h.Within(uitest.Load{Requests: 16, Total: 750 << 10, HTML: 60 << 10, CSS: 60 << 10, JS: 600 << 10})
	chinese(t, h)
	foreign := uitest.Value[[]string](h.Page, `[...document.querySelectorAll(".djs-palette [title], .djs-palette [aria-label], .djs-context-pad [title]")]
		.map((e) => e.title || e.ariaLabel).filter((s) => /[a-z]{3}/i.test(s))`)
	if len(foreign) > 0 {
		t.Errorf("the modeler says %q", foreign)
	}
	if !uitest.Value[bool](h.Page, `!!document.querySelector(".bjs-powered-by")?.getClientRects().length`) {
		t.Error("the watermark of the modeler is gone")
	}
	h.Shot("procedure-draw")
	id := uitest.Value[string](h.Page, `[...document.querySelectorAll(".djs-shape")].map((s) => s.dataset.elementId).find((s) => s.startsWith("Step"))`)
	h.To("/admin/procedures/food-license/draw?element=" + id)
	h.Sees("谁来办")
	h.Shot("procedure-draw-step")
	h.Fill("选中哪一个", "资料审查")
	h.Until("the buttons beside it can be come to", `document.querySelector(".djs-context-pad .entry[role=button]")?.tabIndex === 0`)
	h.Clean()
	h.To("/admin/procedures/help")
	h.Sees("几个部门同时办")
	chinese(t, h)
	h.Accessible()
	h.Shot("procedure-help")
}
