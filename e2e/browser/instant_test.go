package browser

import (
	"testing"
	"time"

	"tongban/ui/uitest"
)

// TestWhatIsPlainlyFineIsApprovedOnAPhone has an old man apply for his card on a telephone:
// it is granted before the next page is there, with the licence, and the page says why. When
// he applies again a condition is not met: a person has it, and both sides read which one.
func TestWhatIsPlainlyFineIsApprovedOnAPhone(t *testing.T) {
	c := visit(t)
	h := c.as(t, "elder", "/")
	no, shown := h.appliesForACard(t)
	for _, text := range []string{"提交成功，已当场批准", "办结", "老年人优待证（电子）", "已即时批准（秒批）", "年龄：不小于60（实际为72）", "住在本市：是", "已有优待证：否"} {
		h.Sees(text)
	}
	h.SeesNot("告知是否受理")
	granted := c.settled(t, no)
	t.Logf("秒批 %s: granted and stored %d ms after it was stored as submitted; on the telephone %d ms after the press", no, granted.Milliseconds(), shown.Milliseconds())
	if granted >= time.Second {
		t.Errorf("it took %s from the submission to the grant, want less than a second", granted)
	}
	h.looked("instant-done")
	h.Click("查看依据和来源")
	for _, text := range []string{"第 1 条规则：即时批准（适用）", "第 4 条规则：转人工", "出生日期（登记信息）", "1953年11月8日", "望江区", "来源：身份登记信息", "来源：电子证照", "年满60周岁，住在本市，还没有优待证", "秒批规则第 1 版", "不会自动作出不利的决定"} {
		h.Sees(text)
	}
	has(t, h, "every condition of the rule that applies is met", `(() => { const met = [...document.querySelector("details[open]").querySelectorAll(".tag")].map((e) => e.innerText.trim()); return met.length === 3 && met.every((m) => m === "符合"); })()`)
	chinese(t, h)
	h.looked("instant-decision")
	h.Fill("哪里不对", "登记的住址已经变了")
	h.Click("申请复核")
	h.Sees("已申请人工复核")
	h.To("/licences")
	h.Sees("老年人优待证")
	h.Sees("有效")
	h.Shot("instant-wallet")
	h.Clean()
	c.refers(t, h)
}

// refers has the same man apply again, which a person has to look at.
func (c *city) refers(t *testing.T, h *hand) {
	t.Helper()
	again, _ := h.appliesForACard(t)
	failed := []string{"已转人工办理", "已有优待证：要求“否”，实际为“是”", "已经有一张有效的优待证，要问清为什么再办"}
	for _, text := range append(failed, "您不用重新提交") {
		h.Sees(text)
	}
	h.SeesNot("已当场批准")
	h.looked("instant-referred")
	h.Click("查看依据和来源")
	for _, text := range append(failed, "第 4 条规则：转人工（适用）") {
		h.Sees(text)
	}
	h.Shot("instant-referred-decision")
	h.Clean()

	desk := c.as(t, "clerk", "/desk/cases/"+again, uitest.Width(uitest.Desktop))
	for _, text := range append(failed[1:], "转人工", "秒批规则第 1 版") {
		desk.Sees(text)
	}
	desk.Click("查看依据和来源")
	desk.Sees(failed[1])
	desk.Sees("第 4 条规则：转人工（适用）")
	chinese(t, desk)
	desk.looked("instant-desk")
	desk.Clean()
}

// appliesForACard goes from the guide to the page after the last press, and returns the number
// of the case and how long that press took by the page's own clock, until something was seen.
func (h *hand) appliesForACard(t *testing.T) (no string, took time.Duration) {
	t.Helper()
	h.To("/apply/new?item=elder-card&q_region=true")
	h.Click("同意查询并继续")
	h.Sees("每一项填好都会保存")
	h.Click("代办")
	h.Answer("由亲友代办", "否")
	h.Click("保存并继续")
	h.Sees("提交前请核对")
	h.Sees("这个事项可以秒批")
	h.Sees("我要求由工作人员决定")
	h.sign(t, "乔守仁")
	uitest.Value[bool](h.Page, `!document.addEventListener("click", () => { sessionStorage.pressed = performance.timeOrigin + performance.now() }, true)`)
	h.Click("确认并提交")
	h.Sees("提交成功")
	millis := uitest.Value[float64](h.Page, `performance.timeOrigin + Math.max(performance.getEntriesByType("navigation")[0].domContentLoadedEventEnd, performance.getEntriesByName("first-contentful-paint")[0]?.startTime || 0) - Number(sessionStorage.pressed)`)
	return shortNo.FindString(h.Text()), time.Duration(millis * float64(time.Millisecond))
}

// settled returns how long after its submission a case was granted, as they are stored.
func (c *city) settled(t *testing.T, no string) time.Duration {
	t.Helper()
	var submitted, granted time.Time
	mine := c.As("elder").Sees(no)
	for _, e := range mine.Events {
		switch e.Event {
		case "submit":
			submitted = e.At
		case "grant-at-once":
			granted = e.At
		}
	}
	if submitted.IsZero() || granted.IsZero() || mine.LicenceNo == "" {
		t.Fatalf("%s is %s, its events are %+v, its licence is %q", no, mine.State, mine.Events, mine.LicenceNo)
	}
	return granted.Sub(submitted)
}
