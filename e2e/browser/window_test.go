package browser

import (
	"fmt"
	"strings"
	"testing"

	"tongban/ui/uitest"
)

// linsCard is the card of somebody who has applied before, as a reader types it.
const linsCard = "林晓华,女,汉,19900615,云岫市清溪区,99010319900615011X"

// press presses a key that does something.
func (h *hand) press(key string) {
	h.clicks++
	h.Press(key)
}

// tabTo goes with the keyboard to the control with an id; going is no click.
func (h *hand) tabTo(t *testing.T, id string) {
	t.Helper()
	for range 80 {
		if uitest.Value[string](h.Page, `document.activeElement.id`) == id {
			return
		}
		h.Press("Tab")
	}
	t.Fatalf("%s: the keyboard does not reach %s", h.URL(), id)
}

// TestAClerkTakesInByKeyboardAlone holds J2 with B1, B3 and B5: eight keys, the rest is
// typing.
func TestAClerkTakesInByKeyboardAlone(t *testing.T) {
	c := visit(t)
	c.As("lin").HandsIn("road-qual")
	h := c.as(t, "clerk", "/window")
	h.Fill("身份证", linsCard)
	h.Enter()
	h.Sees("林*华")
	h.SeesNot("99010319900615011X")
	h.Fill("事项名称、编码或拼音首字母", "cyzg")
	h.Enter()
	h.tabTo(t, "f-q_mass")
	h.press("Down")
	h.tabTo(t, "f-q_exam")
	h.press("Space")
	h.tabTo(t, "f-consent")
	h.press("Space")
	h.Enter()
	h.Sees("收件")
	h.SeesNot("99010319900615011X")
	h.press("q")
	has(t, h, "every paper is ticked", `document.querySelectorAll("[name='counter.paper']:not(:checked)").length === 0`)
	h.press("s")
	h.Sees("已受理")
	h.Sees("受理通知书")
	t.Logf("%d clicks", h.clicks)
	if h.clicks > 8 {
		t.Errorf("it takes %d clicks, want at most 8", h.clicks)
	}
	h.Press("p")
	h.Sees("受理通知书")
	h.Clean()
}

// TestSomebodyNobodyKnewIsTakenInWithAMouse also presses the last button twice.
func TestSomebodyNobodyKnewIsTakenInWithAMouse(t *testing.T) {
	c := visit(t)
	for i, width := range []int{uitest.Phone, uitest.Desktop} {
		t.Run(fmt.Sprint(width), func(t *testing.T) {
			h := c.as(t, "clerk", "/window", uitest.Width(width), uitest.NoScript())
			h.Fill("身份证", "赵小满 990103199003070027")
			h.Click("开始办理")
			h.Sees("第 18 位应为 6")
			h.Fill("身份证", []string{"赵小满 990103199003070026", "赵小满 990103199003071045"}[i])
			h.Click("开始办理")
			chosen(h)
			h.Click("全部齐全")
			h.Click("受理")
			h.Sees("处需要修改")
			h.Fill("联系手机", "13800000000")
			h.Answer("准驾车型", "B2")
			h.Fill("驾驶证档案编号", "990100199998")
			h.Click("受理")
			h.Sees("已受理")
			h.Sees("赵*满")
			no := uitest.Value[string](h.Page, `document.querySelector(".code").innerText`)
			if !strings.HasPrefix(no, "YX-") {
				t.Errorf("the number is %q", no)
			}
			h.Fits()
		})
	}
}

// chosen chooses the item and answers its questions.
func chosen(h *hand) {
	h.Fill("事项名称、编码或拼音首字母", "从业资格证核发")
	h.Click("查找")
	h.Answer("4500千克及以下", "否")
	h.Answer("是否已完成从业资格考试", "是")
	h.Click("下一步")
}

// TestWhatIsMissingIsToldOnce holds B2 and B4.
func TestWhatIsMissingIsToldOnce(t *testing.T) {
	c := visit(t)
	c.As("lin").HandsIn("road-qual")
	for _, ending := range []struct{ button, sees string }{{"一次性告知", "已一次性告知"}, {"不予受理", "不予受理决定书"}} {
		h := c.as(t, "clerk", "/window", uitest.NoScript())
		h.Fill("身份证", linsCard)
		h.Click("开始办理")
		chosen(h)
		h.Click("身份证件")
		h.Click(ending.button)
		if ending.button == "不予受理" {
			h.Click("作出不予受理决定")
			h.Sees("请填写法律依据")
			h.Fill("理由", "不属于本机关职权")
			h.Fill("法律依据", "行政许可法第三十二条第一款第（二）项")
			h.Click("作出不予受理决定")
		}
		h.Sees(ending.sees)
		if ending.button != "不予受理" {
			h.Click("补正告知书")
			for _, gap := range []string{"机动车驾驶证", "考试成绩", "证件照"} {
				h.Sees("缺少材料：" + gap)
			}
		}
		h.Clean()
	}
}
