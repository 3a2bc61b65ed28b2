package browser

import (
	"strings"
	"testing"

	"tongban/ui/uitest"
)

// TestNamesAreSuggestedWhileSomebodyTypes goes from two characters to a service by the
// keyboard alone.
func TestNamesAreSuggestedWhileSomebodyTypes(t *testing.T) {
	c := visit(t)
	h := c.as(t, "", "/")
	const name = "道路货物运输驾驶员从业资格证核发"

	h.Fill("查找事项", "优待")
	h.Sees("老年人优待证办理")
	if got := uitest.Value[string](h.Page, `document.querySelector("[data-suggested]").textContent`); got != "有 1 个建议，按向下键选择" {
		t.Errorf("those who hear the page are told %q", got)
	}
	h.Shot("search-suggest")
	h.Press("Escape")
	h.SeesNot("老年人优待证办理")
	has(t, h, "the words are still there and the box has the focus", `document.activeElement.value === "优待"`)

	h.To("/search")
	h.Fill("查找事项", "货车司机")
	h.Sees(name)
	h.Press("Down")
	if got := h.Focused(); !strings.HasPrefix(got, name) {
		t.Errorf("%q has the focus, not the first name", got)
	}
	h.Press("Up")
	has(t, h, "the box has the focus again", `document.activeElement.name === "q"`)
	h.Press("Down")
	h.Enter()
	h.Sees("在线办理")
	h.Clean()
}

// TestNothingIsAskedWhileAnInputMethodComposes sends what browsers send while pinyin
// becomes characters.
func TestNothingIsAskedWhileAnInputMethodComposes(t *testing.T) {
	c := visit(t)
	h := c.as(t, "", "/search")
	uitest.Value[bool](h.Page, `(() => {
		const box = document.querySelector("[data-suggest]");
		const type = (value, isComposing) => {
			box.value = value;
			box.dispatchEvent(new InputEvent("input", { bubbles: true, isComposing }));
		};
		type("you'dai", true); // letters of an unfinished word
		setTimeout(() => type("x", false), 200); // a single letter
		setTimeout(() => document.querySelector("main").append("waited long enough"), 400);
		return true;
	})()`)
	h.Sees("waited long enough")
	has(t, h, "nothing was asked", `!performance.getEntriesByType("resource").some((e) => e.name.includes("suggest"))`)
}

// TestSearchingWorksWithoutScript finds, narrows and takes a filter away again.
func TestSearchingWorksWithoutScript(t *testing.T) {
	c := visit(t)
	h := c.as(t, "", "/", uitest.NoScript())
	h.Fill("查找事项", "开饭店")
	h.Press("Enter")
	h.Sees("也按“食品经营许可”查找")
	h.To("/search?q=证&online=1")
	h.Sees("去掉条件")
	h.Click("清除条件")
	h.SeesNot("去掉条件")
	h.To("/search?q=开饭店")
	h.Click("食品经营许可（新办）")
	h.Sees("多久办好")
	if got := h.URL(); !strings.HasSuffix(got, "/items/food-license") {
		t.Errorf("the service is at %s", got)
	}
	h.Clean()
}

// TestAnEditorMendsASearchThatFailed goes from what was not found to a synonym.
func TestAnEditorMendsASearchThatFailed(t *testing.T) {
	c := visit(t)
	reader := c.as(t, "", "/search?q=跑长途")
	reader.Sees("没有找到“跑长途”")
	h := c.as(t, "editor", "/admin/searches", uitest.NoScript())
	h.Sees("跑长途")
	h.Click("添加同义词")
	h.Fill("正式名称", "道路货物运输")
	h.Click("保存")
	h.Sees("跑长途")
	reader.To("/search?q=跑长途")
	reader.Sees("也按“道路货物运输”查找")
	h.Clean()
}
