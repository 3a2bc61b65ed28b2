package browser

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"tongban/ui/uitest"
)

const restaurant = "食品经营许可（新办）"

// TestFromHomeToWhatHasToBeKnown tells how people find a service and learn what to
// bring (J1, first half), and how they read what the departments make public.
func TestFromHomeToWhatHasToBeKnown(t *testing.T) {
	c := visit(t)
	for _, width := range []int{uitest.Phone, uitest.Desktop} {
		for name, opts := range map[string][]uitest.Option{"with script": nil, "without script": {uitest.NoScript()}} {
			t.Run(fmt.Sprintf("a restaurant %s at %d", name, width), func(t *testing.T) {
				h := c.as(t, "lin", "/", append(opts, uitest.Width(width))...)
				found(t, h)
				if opts == nil {
					suggested(h)
				}
				list := answeredGuide(t, h, opts == nil)
				passedOn(t, c, list, append(opts, uitest.Width(width))...)
				h.Clean()
			})
			t.Run(fmt.Sprintf("an announcement %s at %d", name, width), func(t *testing.T) {
				announced(t, c.as(t, "", "/", append(opts, uitest.Width(width))...))
			})
		}
	}
}

// found looks for one service in the ways people do: in their own words, with a slip
// of the pen, by initials.
func found(t *testing.T, h *hand) {
	t.Helper()
	for _, words := range []string{"开饭店", "食品精营许可", "spjyxk"} {
		h.To("/")
		h.Fill("查找事项", words)
		h.Enter()
		first := `document.querySelector(".cards a").textContent.trim() === "` + restaurant + `"`
		has(t, h, words+" finds it first", first)
		has(t, h, "the address keeps the words", `new URLSearchParams(location.search).get("q") === "`+words+`"`)
		h.Fits()
	}
}

// suggested goes to the service by a name that comes up while somebody types.
func suggested(h *hand) {
	h.To("/")
	h.Fill("查找事项", "开饭")
	h.Until("it is offered", `[...document.querySelectorAll("[data-suggestions] a b")].some((b) => b.textContent === "`+restaurant+`")`)
	h.Press("Down")
	h.Enter()
	h.Sees("我要带什么")
	h.To("/search?q=开饭店")
}

// answeredGuide answers the guide on the page of the service and returns the address of the
// list that comes of it.
func answeredGuide(t *testing.T, h *hand, live bool) string {
	t.Helper()
	h.Click(restaurant)
	for _, text := range []string{"能不能办", "多久办好", "在哪里办", "怎么开始办", "法律依据", "可能用到的全部材料（9 项）"} {
		h.Sees(text)
	}
	h.Answer("主要经营什么业态", "餐饮服务")
	if !live {
		h.Click("看我要带什么")
		h.Sees("还有 3 个问题没有回答，目前确定要 7 项材料")
	}
	h.Answer("要做哪些食品", "热食类")
	h.Answer("要做哪些食品", "冷食类")
	h.Answer("是否仅销售预包装食品", "否")
	h.Answer("是否委托他人办理", "否")
	if !live {
		h.Click("看我要带什么")
	}
	h.Sees("按您的回答，要准备 8 项材料")
	h.Sees("专间/专用操作区设置说明")
	h.SeesNot("授权委托书")
	h.Fits()
	h.Shot("guide-answered")
	h.Click("生成我的清单")
	h.Sees("要带的材料（8 项）")
	list := h.URL()
	if !regexp.MustCompile(`/plans/[0-9A-Za-z]+$`).MatchString(list) {
		t.Errorf("the list is at %s", list)
	}
	return list
}

// passedOn opens the list as somebody who is not signed in, and prints it.
func passedOn(t *testing.T, c *city, list string, opts ...uitest.Option) {
	t.Helper()
	h := c.as(t, "", strings.TrimPrefix(list, c.Node().Address), append(opts, uitest.In(uitest.Looks[2]))...)
	for _, text := range []string{restaurant, "要带的材料（8 项）", "专间/专用操作区设置说明", "您的回答", "热食类、冷食类", "餐饮服务", "5 个工作日", "0000-65506001"} {
		h.Sees(text)
	}
	for _, secret := range []string{"林晓华", "99010319900615011X"} {
		if strings.Contains(uitest.Value[string](h.Page, `document.documentElement.outerHTML`), secret) {
			t.Errorf("the list has %s", secret)
		}
	}
	has(t, h, "search engines leave it alone", `document.querySelector("meta[name=robots]").content.includes("noindex")`)
	h.Fits()
	h.Print(true)
	has(t, h, "nothing to click is printed", `![...document.querySelectorAll("nav,button,footer a")].some((e) => e.getClientRects().length)`)
	has(t, h, "it is dark on white", `(() => {
		const bright = (c) => c.match(/\d+/g).slice(0, 3).reduce((a, b) => a + Number(b), 0);
		return bright(getComputedStyle(document.body).backgroundColor) > 700 && [...document.querySelectorAll("main h1, main p, main li, main dd")].filter((e) => e.getClientRects().length).every((e) => bright(getComputedStyle(e).color) < 400);
	})()`)
	for _, text := range []string{restaurant, "专间/专用操作区设置说明", "5 个工作日", "热食类、冷食类", "用手机扫码打开"} {
		h.Sees(text)
	}
	h.Shot("guide-printed")
	h.Print(false)
	h.Click("回到办事指南")
	h.Sees("按您的回答，要准备 8 项材料")
	h.Clean()
}

// announced reads what is made public and goes on to the service it is about.
func announced(t *testing.T, h *hand) {
	t.Helper()
	const title = "关于拟撤销部分道路货物运输驾驶员从业资格的公示"
	h.Click("公示公告")
	h.Sees("关于调整各级便民服务中心服务时间的通知")
	h.SeesNot("老年人绿色窗口") // a draft
	h.Fill("按词语查找", "从业资格")
	h.Enter()
	h.SeesNot("关于调整各级便民服务中心服务时间的通知")
	h.Click(title)
	h.Sees("公示期内")
	h.Click(item)
	h.Sees("在线办理")
	h.Click(title) // the service names it in turn
	h.Sees("公示期内")
	h.Fits()
	h.Clean()
}
