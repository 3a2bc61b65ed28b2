package browser

import (
	"net/http"
	"testing"

	"tongban/e2e/world"
	"tongban/ui/uitest"
)

// ended is a case of lin's that was withdrawn, with the link to rate it.
func ended(c *city) (mine *world.Case, link string) {
	lin := c.As("lin")
	mine = lin.HandsIn("road-qual")
	lin.Post("/cases/"+mine.CaseNo+"/withdraw", world.Fields{"reason": "暂不需要"}).Is(http.StatusOK)
	return mine, rounds(c, mine)[0].Link
}

// round is what the API says of a rating.
type round struct {
	Link  string
	Grade int
}

func rounds(c *city, mine *world.Case) []round {
	var said struct{ Ratings []round }
	c.As("lin").Get("/cases/" + mine.ShortNo + "/rating").Is(http.StatusOK).Into(&said)
	return said.Ratings
}

// TestAnybodyWithTheLinkRatesInTwoClicks holds J5: signed out, on a phone and at a desk,
// with and without script (F1, F4).
func TestAnybodyWithTheLinkRatesInTwoClicks(t *testing.T) {
	c := visit(t)
	for _, way := range []struct {
		name string
		opts []uitest.Option
	}{
		{"phone", []uitest.Option{uitest.Width(uitest.Phone)}}, {"phone-plain", []uitest.Option{uitest.Width(uitest.Phone), uitest.NoScript()}},
		{"desktop", []uitest.Option{uitest.Width(uitest.Desktop)}}, {"desktop-plain", []uitest.Option{uitest.Width(uitest.Desktop), uitest.NoScript()}},
	} {
		t.Run(way.name, func(t *testing.T) {
			_, link := ended(c)
			h := c.as(t, "", link+"?from=sms", way.opts...)
			has(t, h, "five grades with words, none chosen", `document.querySelectorAll("input[type=radio][name=grade]").length === 5 && !document.querySelector("input[type=radio]:checked")`)
			h.Shot("rate-" + way.name)
			if h.Scripted() {
				h.Accessible()
			}
			h.Click("提交")
			h.Sees("请选择一个评价等级")
			h.Shot("rate-wrong-" + way.name)
			h.To(link + "?from=sms")
			h.clicks = 0
			h.Answer("您对这件事的办理是否满意", "不满意")
			h.Click("提交")
			h.Sees("已收到您的评价")
			if h.clicks != 2 {
				t.Errorf("rating takes %d clicks", h.clicks)
			}
			h.Sees("短信")
			h.Sees("待认领")
			h.Shot("rated-" + way.name)
			if h.Scripted() {
				h.Accessible()
			}
			h.Click("多次跑动")
			h.Fill("文字评价", "跑了三次，电话13900990001")
			h.Click("补充原因")
			h.Sees("文字待审核")
			h.Shot("rated-reasons-" + way.name)

			again := c.as(t, "", link, way.opts...)
			again.Sees("这件事已于")
			again.Sees("多次跑动")
			has(t, again, "there is nothing to choose", `!document.querySelector("input[type=radio]")`)
			again.Shot("rated-before-" + way.name)
			again.Clean()
		})
	}
}

// TestABadRatingGoesFromGradeToSecondRating follows one from the page of the case to the
// second rating and the published figures (F2, F3).
func TestABadRatingGoesFromGradeToSecondRating(t *testing.T) {
	c := visit(t)
	mine, _ := ended(c)
	h := c.as(t, "lin", "/cases/"+mine.ShortNo, uitest.Width(uitest.Phone))
	h.Shot("case-to-rate")
	h.Click("去评价")
	h.Answer("您对这件事的办理是否满意", "非常不满意")
	h.Click("提交")
	h.Sees("待认领")
	h.Fill("文字评价", "我是林晓华，收件时态度不好，电话19900001040")
	h.Click("补充原因")

	desk := c.as(t, "trans-reviewer", "/desk/ratings", uitest.Width(uitest.Desktop))
	unnamed := func() {
		t.Helper()
		for _, secret := range []string{"林晓华", "林*华", "19900001040", mine.ShortNo, mine.CaseNo} {
			desk.SeesNot(secret)
		}
	}
	desk.Sees("非常不满意")
	unnamed()
	desk.Shot("desk-ratings")
	desk.Click("从业资格证核发")
	desk.Sees("收件时态度不好")
	unnamed()
	desk.Click("认领")
	desk.Sees("待联系")
	unnamed()
	desk.Shot("desk-rating-taken")
	desk.Click("查看联系方式")
	desk.Sees("林晓华")
	desk.Sees("19900001040")
	desk.Shot("desk-rating-rater")
	desk.Accessible()
	desk.Fill("联系方式", "电话")
	desk.Answer("联系结果", "联系上了")
	desk.Fill("核实情况", "已当面道歉，情况属实")
	desk.Click("登记回访")
	desk.Sees("处理中")
	desk.Answer("结果", "已整改")
	desk.Fill("处理说明", "已约谈窗口人员并公开服务规范")
	desk.Click("办结")
	desk.Sees("已整改")
	desk.Shot("desk-rating-reformed")
	desk.Clean()

	ratedAgain(c, h, mine)
	madePublic(t, c)
}

// ratedAgain has lin read who has seen her data, and rate again by the fresh link.
func ratedAgain(c *city, h *hand, mine *world.Case) {
	h.To("/me/access")
	h.Sees("差评回访")
	h.To("/messages")
	h.Sees("已整改，请您再次评价")
	second := rounds(c, mine)[1]
	h.To(second.Link)
	h.Sees("已约谈窗口人员并公开服务规范")
	h.Shot("rate-again")
	h.Answer("您对这件事的办理是否满意", "满意")
	h.Click("提交")
	h.Sees("已收到您的评价")
}

// madePublic has a moderator let everybody read what lin wrote, and everybody read it.
func madePublic(t *testing.T, c *city) {
	texts := c.as(t, "supervisor", "/desk/rating-texts", uitest.Width(uitest.Desktop))
	has(t, texts, "names and numbers are taken out", `document.querySelector("textarea").value === "我是***，收件时态度不好，电话***"`)
	texts.Shot("desk-texts")
	texts.Accessible()
	texts.Click("予以公开")
	texts.Sees("没有待审核的文字")

	public := c.as(t, "", "/ratings", uitest.Width(uitest.Phone))
	public.Sees("我是***，收件时态度不好")
	public.Sees("已约谈窗口人员并公开服务规范")
	public.Sees("不足 5 件")
	public.Shot("ratings-few")
	public.Accessible()
	public.Clean()
}
