package browser

import (
	"net/http"
	"strings"
	"testing"

	"tongban/e2e/world"
	"tongban/ui/uitest"
)

// TestAFlatIsSoldFromWalkInToHandOut is real estate with its own regime: both sides at the
// counter, originals seen, registered, the certificate handed to nobody but the buyer.
func TestAFlatIsSoldFromWalkInToHandOut(t *testing.T) {
	c := visit(t)
	h := c.as(t, "clerk", "/window")
	h.To(c.flatAtCounter() + "/take")
	h.SeesNot("一次性告知补正") // refused on the spot, or accepted
	h.Sees("不动产登记：材料不齐的当场书面告知不予受理")
	h.Click("全部齐全")
	h.Answer("已当面核对的原件", "不动产权证书")
	h.Click("受理")
	h.Sees("还有当事人没有签名：冯*安、郑*如")
	h.Click("由对方当事人签名")
	h.Fill("身份证", linsCard)
	h.Click("登记签名")
	h.Sees("不是申请中列出的对方当事人")
	h.Shot("window-cosign-wrong")
	for _, card := range []string{"冯则安 " + world.Feng, "郑月如 " + world.Zheng} {
		h.Fill("身份证", card)
		h.Click("登记签名")
	}
	h.SeesNot("尚未签名")
	h.Click("返回")
	h.Click("受理")
	h.Sees("已受理")
	no := uitest.Value[string](h.Page, `document.querySelector(".code").innerText`)
	h.Click("打印文书")
	h.Sees("受理")
	h.Clean()

	bought := c.As("song").Sees(no)
	for _, persona := range []string{"tax", "nr-reviewer"} {
		c.As(persona).Claims(bought)
		c.As(persona).Passes(bought)
	}
	c.As("registrar").Claims(bought)
	c.As("registrar").Grants(bought)

	h.To("/window/results")
	h.Fill("流水号、一件事编号或身份证号码", world.Song)
	h.Click("查找")
	h.Fill("领取人身份证", linsCard)
	h.Click("发放并打印清单")
	h.Sees("不是这位领取人的办件")
	h.Fill("领取人身份证", "宋时雨 "+world.Song)
	h.Click("发放并打印清单")
	h.Sees("办理结果交接单")
	number := func() string {
		return uitest.Value[string](h.Page, `document.querySelector("main").innerText.match(/\S*交〔\d+〕\d+号/)[0]`)
	}
	first := number()
	h.To(strings.TrimPrefix(h.URL(), c.url(""))) // the printer's page again
	if again := number(); again != first {
		t.Errorf("printed again it is %s, was %s", again, first)
	}
	h.Shot("window-handout")
	h.Fits()
	h.Accessible()
	h.Clean()

	song := c.as(t, "song", "/cases/"+no)
	song.Sees("办结")
	song.Sees("冯*安")
	song.Shot("flat-case")
	if l := c.As("song").LicenceOf(bought); l.Type != "不动产权证书" {
		t.Errorf("what came of it is %+v", l)
	}
}

// TestTheApplicantSignsOnTheirTelephone scans the code on the clerk's screen.
func TestTheApplicantSignsOnTheirTelephone(t *testing.T) {
	c := visit(t)
	c.As("lin").HandsIn("road-qual")
	h := c.as(t, "clerk", "/window")
	h.Fill("身份证", linsCard)
	h.Click("开始办理")
	h.Fill("事项名称、编码或拼音首字母", "从业资格证核发")
	h.Click("查找")
	h.Answer("4500千克及以下", "否")
	h.Answer("是否已完成从业资格考试", "是")
	h.Click("申请人当面同意查询以上信息")
	h.Click("下一步")
	h.Click("全部齐全")
	h.Click("用申请人手机签名")
	link := uitest.Value[string](h.Page, `document.documentElement.innerHTML.match(/\/sign\/[A-Za-z0-9_-]+/)[0]`)
	phone := c.as(t, "", link)
	phone.Sees("林*华")
	phone.SeesNot("990103")
	phone.Shot("window-phone-sign")
	phone.Accessible()
	phone.Draw("林*华")
	phone.Click("确认签名")
	phone.Sees("签名已送达窗口")
	h.Click("查看是否已签")
	h.Sees("在手机上签名")
	h.Click("受理")
	h.Sees("已受理")
	h.Click("查看办件")
	h.Sees("手写签名")
	h.Clean()
}

// TestASellerSignsTheirPartByTheLink opens the link that the buyer made.
func TestASellerSignsTheirPartByTheLink(t *testing.T) {
	c := visit(t)
	song := c.As("song")
	var draft struct{ ID string }
	song.Post("/applications", world.Fields{"itemCode": "property-transfer", "answers": world.FlatAnswers()}).Is(http.StatusCreated).Into(&draft)
	song.Patch("/applications/"+draft.ID, world.Fields{"values": world.Flat()}).Is(http.StatusOK)
	buyer := c.as(t, "song", "/apply/"+draft.ID, uitest.Width(uitest.Desktop))
	buyer.Click("请出卖人填写")
	link := uitest.Value[string](buyer.Page, `document.documentElement.innerHTML.match(/\/cofill\/[A-Za-z0-9_-]+/)[0]`)
	h := c.as(t, "feng", link)
	h.Click("由我填写")
	h.Sees("出卖人 冯*安")
	h.Click("填好了，告诉对方")
	h.Sees("处需要修改")
	h.Click("我已阅读以上说明，同意按此使用我填写的信息")
	h.Draw("冯则安")
	h.Shot("part-sign")
	h.Accessible()
	h.Click("填好了，告诉对方")
	h.Sees("已经告诉对方")
	h.Sees("已签名")
	h.Sees("尚未签名") // his wife
	h.Shot("part-signed")
	h.Fits()
	h.Clean()
}
