package browser

import (
	"net/http"
	"strings"
	"testing"

	"tongban/e2e/world"
	"tongban/ui/uitest"
)

// handMade is a list as the government service network of Guangdong publishes it,
// with its worst rows.
const handMade = "../../adapter/gdzwfw/testdata/items.jsonl"

// imported brings the services of a list into the city.
func imported(t *testing.T, c *city, file string, flags ...string) {
	t.Helper()
	published := func() int {
		var page struct{ Total int }
		c.Anybody().Get("/items").Is(http.StatusOK).Into(&page)
		return page.Total
	}
	before := published()
	if out, code := c.Imports("gdzwfw", file, flags...); code != 0 {
		t.Fatalf("exit %d: %s", code, out)
	}
	c.Eventually("the server knows what was imported", func() bool { return published() > before })
}

// TestTheCatalogueIsLookedAfter tells how a service is corrected, and what becomes of
// drafts while one is suspended.
func TestTheCatalogueIsLookedAfter(t *testing.T) {
	c := visit(t)
	imported(t, c, handMade)
	t.Run("an editor corrects and somebody else publishes", func(t *testing.T) { corrected(t, c) })
	t.Run("a draft waits for a suspended service", func(t *testing.T) { suspended(t, c) })
}

// seafarer is the service that the stories are about.
const (
	seafarer     = "船员服务资历确认"
	seafarerCode = "11990100mdem90010f3990700004000"
)

// corrected goes from a kind of finding to the public page (J7).
func corrected(t *testing.T, c *city) {
	reader := c.as(t, "", "/items/"+seafarerCode)
	for _, text := range []string{"有些内容发布机关没有写明", "身高1.60米以上", "0000-11112222"} {
		reader.Sees(text)
	}

	editor := c.as(t, "editor", "/admin/items", uitest.Width(uitest.Desktop))
	editor.Click("其余 8 类问题")
	editor.Click("电话写成了一段话")
	editor.Sees("公交线路查询") // the other one
	editor.Click(seafarer)
	editor.Sees("咨询岗位职责")
	mends(editor)
	editor.To("/admin/items/" + seafarerCode)
	for _, text := range []string{"草稿", "公众看到的是", "与上一版的不同", "没有无犯罪记录证明的不予确认"} {
		editor.Sees(text)
	}
	editor.SeesNot("处错误，改正以后才能发布")
	editor.Shot("corrected")
	reader.To("/items/" + seafarerCode)
	reader.Sees("0000-11112222") // still what was published

	editor.Click("提交审核")
	editor.Sees("审核期间不能再改")
	editor.Click("提交审核")
	editor.Sees("已提交审核")
	has(t, editor, "its author can neither review nor publish", nothingToDo)

	publisher := c.as(t, "publisher", "/admin/items?state=submitted", uitest.Width(uitest.Desktop), uitest.NoScript())
	publisher.Click(seafarer)
	publisher.Sees("没有无犯罪记录证明的不予确认")
	has(t, publisher, "somebody else can", "!("+nothingToDo+")")
	publisher.Click("审核通过")
	publisher.Click("审核通过")
	publisher.Sees("已审核通过，等待发布")
	editor.To("/admin/items/" + seafarerCode)
	editor.Sees("待发布")
	has(t, editor, "its author cannot publish", nothingToDo)
	publisher.Click("发布")
	publisher.Sees("公众立即看到这一版")
	publisher.Click("发布")
	publisher.Sees("文心怡编写，卓一然发布")
	t.Logf("%d clicks to correct and submit, %d to review and publish", editor.clicks, publisher.clicks)

	publishedNow(t, c, reader)
	editor.Clean()
	publisher.Clean()
}

// nothingToDo holds while no step in the life of a version is offered.
const nothingToDo = `![...document.querySelectorAll("main a, main button")].some((e) => /\/(review|publish|return)$/.test(e.href || ""))`

// mends writes everything that bars the version from being published.
func mends(h *hand) {
	at := "/admin/items/" + seafarerCode + "/edit/"
	save := func(topic string, add string, fields ...string) {
		h.To(at + topic)
		if add != "" {
			h.Click(add)
		}
		for i := 0; i < len(fields); i += 2 {
			h.Fill(fields[i], fields[i+1])
		}
		h.Click("保存为草稿")
		h.Sees("已存为草稿")
	}
	save("place", "", "办理地点", "云岫市云岫路1号三楼船员服务科", "办理时间", "工作日 09:00-17:00", "咨询电话", "0000-55556666")
	save("conditions", "", "受理条件", "年满18周岁\n身体健康\n没有无犯罪记录证明的不予确认")
	save("name", "", "平常的说法", "跑船资历")
	save("result", "", "结果名称", "船员服务资历确认书")
	save("law", "加一条依据", "法律法规名称", "中华人民共和国船员条例", "条款", "第十一条")
	save("stages", "加一个环节", "环节名称", "审查", "由谁办", "审查员", "用时（工作日）", "5")
}

// publishedNow sees at once what was published.
func publishedNow(t *testing.T, c *city, reader *hand) {
	t.Helper()
	reader.To("/items/" + seafarerCode)
	for _, text := range []string{"0000-55556666", "没有无犯罪记录证明的不予确认", "工作日 09:00-17:00", "船员服务资历确认书", "第十一条", "第 2 次发布"} {
		reader.Sees(text)
	}
	reader.SeesNot("身高1.60米以上")
	reader.SeesNot("0000-11112222")
	reader.To("/search?q=跑船资历")
	reader.Sees("找到 1 项")
	reader.Click(seafarer)
	reader.Sees("能不能办")
	reader.Clean()
}

// suspended keeps a draft through a suspension.
func suspended(t *testing.T, c *city) {
	draft := c.As("lin").Applies("road-qual").Uploads("M-PHOTO", portrait())
	check := "/apply/" + draft.ID + "/check"
	h := c.as(t, "lin", check)
	h.Sees("确认并提交") // is open while the service is suspended

	publisher := c.as(t, "publisher", "/admin/items/road-qual", uitest.Width(uitest.Desktop))
	publisher.Click("暂停办理")
	publisher.Click("暂停办理")
	publisher.Sees("需要修改") // without a reason
	publisher.Fill("原因", "考试系统升级")
	publisher.Click("暂停办理")
	publisher.Sees("已暂停办理")

	h.Click("确认并提交")
	if got := answered(h); got != http.StatusConflict {
		t.Errorf("handing in is answered with %d", got)
	}
	for _, text := range []string{"暂停办理", "考试系统升级", "草稿"} {
		h.Sees(text)
	}
	h.Shot("suspended-refused")
	for name, opts := range map[string][]uitest.Option{"with script": nil, "without script": {uitest.NoScript()}} {
		t.Run(name, func(t *testing.T) {
			back := c.as(t, "lin", "/cases", opts...)
			back.Click("继续填写")
			for _, text := range []string{"暂停办理", "考试系统升级", "您的草稿还在", "看这个事项现在的情况"} {
				back.Sees(text)
			}
			back.Shot("suspended-draft")
			back.To(check)
			back.Sees("林晓华")
			back.Sees("photo.jpg")
			has(t, back, "nobody is led to hand it in", `![...document.querySelectorAll("button")].some((b) => b.innerText.includes("确认并提交") && !b.disabled)`)
			back.Shot("suspended-check")
			back.Clean()
		})
	}
	begun(t, c)

	publisher.Click("恢复办理")
	publisher.Click("恢复办理")
	publisher.Sees("已恢复办理")
	h.To(check)
	h.SeesNot("考试系统升级")
	h.sign(t, "林晓华")
	h.Click("确认并提交")
	h.Sees("提交成功")
	h.Clean()
}

// begun finds that nobody can begin while the service is suspended.
func begun(t *testing.T, c *city) {
	t.Helper()
	other := c.as(t, "mei", "/apply/new?item=road-qual")
	other.Sees("考试系统升级")
	other.SeesNot("在线办理")
	if got := other.URL(); !strings.HasSuffix(got, "/items/road-qual") {
		t.Errorf("beginning leads to %s", got)
	}
	c.As("mei").Post("/applications", world.Fields{"itemCode": "road-qual", "answers": world.Qualified(), "consent": true}).Refused(http.StatusNotFound, "catalogue.suspended")
}
