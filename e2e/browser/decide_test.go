package browser

import (
	"bytes"
	"database/sql"
	"fmt"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	_ "modernc.org/sqlite" // the city's own database

	"tongban/e2e/world"
	"tongban/kernel/shorthand"
	"tongban/ui/uitest"
)

// TestACaseGoesFromDeskToDeskToALicence goes the whole way (J3): window, reviewer,
// approver, window, the wallet and the page that verifies.
func TestACaseGoesFromDeskToDeskToALicence(t *testing.T) {
	c := visit(t)
	for _, width := range []int{uitest.Phone, uitest.Desktop} {
		t.Run(fmt.Sprint(width), func(t *testing.T) {
			c.As("ouyang").Applies("road-qual") // a draft is nobody's work
			mine := c.As("lin").HandsIn("road-qual")
			wide := uitest.Width(width)
			for _, step := range []struct{ who, command, confirm, opinion, done string }{
				{"clerk", "受理", "确认受理", "", "已受理，通知书已生成"},
				{"trans-reviewer", "审查通过", "提交审查意见", "材料真实，符合条件", "已提请决定"},
				{"trans-approver", "准予许可", "提交决定", "同意", "已准予，电子证照已生成"},
				{"clerk", "送达办结", "确认送达", "", "已送达，办件办结"},
			} {
				h := c.as(t, step.who, "/desk", wide)
				h.Click("认领 " + mine.ShortNo)
				h.Click(step.command)
				if step.opinion != "" {
					h.Fill("办理意见", step.opinion)
				}
				h.Click(step.confirm)
				h.Sees(step.done)
				t.Logf("%s: %d clicks from 待办 to %s", step.who, h.clicks, step.done)
				if h.clicks > 4 {
					t.Errorf("%s needs %d clicks, want at most 4", step.who, h.clicks)
				}
				h.Clean()
			}
			holds(t, c.as(t, "lin", "/licences", wide))
		})
	}
}

// holds looks the new licence up in the wallet and has it verified.
func holds(t *testing.T, h *hand) {
	t.Helper()
	h.Click("道路运输从业资格证")
	h.Sees("有效")
	has(t, h, "the QR code is there", `document.querySelector("img[src$='qr.png']").naturalWidth > 100`)
	h.Click("查看核验页")
	h.Sees("有效")
	h.Sees("林*华")
	h.SeesNot("林晓华 的")
	h.Clean()
}

// TestTheNextCaseIsOffered leads from one case to the one that is due next.
func TestTheNextCaseIsOffered(t *testing.T) {
	c := visit(t)
	first := c.As("lin").HandsIn("road-qual")
	c.Advance("24h")
	second := c.As("lin").HandsIn("road-qual")
	h := c.as(t, "clerk", "/desk")
	has(t, h, "what is due first is first", fmt.Sprintf(
		`document.querySelector("tbody").innerText.indexOf(%q) < document.querySelector("tbody").innerText.indexOf(%q)`, first.ShortNo, second.ShortNo))
	h.Click("认领 " + first.ShortNo)
	h.Click("受理")
	h.Click("确认受理")
	h.Click("办下一件")
	h.Sees(second.ShortNo)
}

// TestMaterialsAreSeenBesideTheCase holds D1.
func TestMaterialsAreSeenBesideTheCase(t *testing.T) {
	c := visit(t)
	mine := c.As("lin").HandsIn("road-qual")
	h := c.as(t, "clerk", "/desk/cases/"+mine.ShortNo)
	h.Sees("未查毒")
	at := h.URL()
	h.Click("查看图片")
	has(t, h, "the picture is shown", `[...document.querySelectorAll("img")].some((i) => i.src.includes("/files/") && i.getBoundingClientRect().width > 50 && i.naturalWidth === 358)`)
	if h.URL() != at {
		t.Errorf("looking at the picture led to %s", h.URL())
	}
}

// TestADenialNeedsGroundAndReason holds D2.
func TestADenialNeedsGroundAndReason(t *testing.T) {
	c := visit(t)
	mine := decidable(c)
	h := c.as(t, "trans-approver", "/desk/cases/"+mine.ShortNo, uitest.NoScript())
	h.Click("不予许可")
	h.Click("提交决定")
	mistaken(t, h, 2)
	h.Sees("请填写理由")
	h.Sees("请填写法律依据")
	h.Fill("理由", "三年内有重大交通责任事故记录")
	h.Click("提交决定")
	mistaken(t, h, 1)
	h.Fill("法律依据", "道路运输条例第二十二条")
	h.Click("提交决定")
	h.Sees("已作出不予许可决定")

	own := c.as(t, "lin", "/cases/"+mine.ShortNo)
	own.Click("不予行政许可决定书")
	for _, text := range []string{"三年内有重大交通责任事故记录", "道路运输条例第二十二条", "行政复议", "行政诉讼"} {
		own.Sees(text)
	}
}

// decidable returns a case that waits for the decision.
func decidable(c *city) *world.Case {
	mine := c.As("lin").HandsIn("road-qual")
	c.As("clerk").Accepts(mine)
	c.As("trans-reviewer").Claims(mine)
	return c.As("trans-reviewer").Passes(mine)
}

// TestACorrectionIsToldOnceAndBeforeAcceptance holds D3.
func TestACorrectionIsToldOnceAndBeforeAcceptance(t *testing.T) {
	c := visit(t)
	application := c.As("lin").Applies("road-qual").Uploads("M-PHOTO", world.Photo())
	mine := application.Submits()
	h := c.as(t, "clerk", "/desk/cases/"+mine.ShortNo)
	h.Click("告知补正")
	h.Click("发出补正告知书")
	mistaken(t, h, 1)
	h.Fill("证件照", "照片不是白底，请换一张白底的")
	h.Click("发出补正告知书")
	h.Sees("补正告知书已发出")
	h.Click("查看本件")
	h.Sees("待补正")
	h.Sees("补正期限")

	application.Uploads("M-PHOTO", world.OtherPhoto())
	c.As("lin").Post("/cases/"+mine.CaseNo+"/correction", nil).Is(http.StatusOK)
	for _, command := range []string{"", "accept"} {
		if command != "" {
			c.As("clerk").Does(command, mine, nil)
		}
		h.To("/desk/cases/" + mine.ShortNo)
		has(t, h, "no second correction is offered", `![...document.querySelectorAll("a")].some((a) => a.innerText.includes("告知补正") && a.href.endsWith("request-correction"))`)
	}
}

// TestAFasterColleagueIsSaidAndNothingIsLost holds D4.
func TestAFasterColleagueIsSaidAndNothingIsLost(t *testing.T) {
	c := visit(t)
	mine := c.As("lin").HandsIn("road-qual")
	h := c.as(t, "clerk", "/desk/cases/"+mine.ShortNo+"/accept")
	c.As("clerk2").Does("request-correction", mine, world.Fields{"gaps": []world.Fields{{"target": "material:M-PHOTO", "problem": "不是白底"}}})
	h.Fill("办理意见", "材料齐全，符合法定形式")
	h.Click("确认受理")
	if got := answered(h); got != http.StatusConflict {
		t.Errorf("the answer is %d", got)
	}
	h.Sees("办件已被")
	h.Sees("更新")
	h.Sees("您填写的内容还在下面")
	h.Sees("现在不能再这样办了")
	if got := uitest.Value[string](h.Page, `document.querySelector("[name=opinion]").value`); got != "材料齐全，符合法定形式" {
		t.Errorf("the opinion is now %q", got)
	}
	h.Shot("stale")
	h.Clean()
}

// TestLookingAtEverythingIsNoted holds D5: the person finds out who looked.
func TestLookingAtEverythingIsNoted(t *testing.T) {
	c := visit(t)
	mine := c.As("lin").HandsIn("road-qual")
	h := c.as(t, "clerk", "/desk/cases/"+mine.ShortNo)
	h.SeesNot("99010319900615011X")
	h.SeesNot("林晓华")
	h.Fill("用途", "受理核对")
	h.Click("查看完整")
	h.Sees("99010319900615011X")
	h.Sees("林晓华")
	if looks := noted(t, c); looks != 1 {
		t.Errorf("%d looks are noted, want 1", looks)
	}
}

// noted counts the looks at somebody's data while handling a case.
func noted(t *testing.T, c *city) (looks int) {
	t.Helper()
	d, err := sql.Open("sqlite", "file:"+filepath.Join(c.Data, "tongban.db")+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	rows, err := d.Query(`SELECT note FROM audit_entry WHERE person IS NOT NULL`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var note []byte
		if err := rows.Scan(&note); err != nil {
			t.Fatal(err)
		}
		content, err := shorthand.Read(note)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(content, []byte(`"purpose":"casework.acceptance"`)) {
			looks++
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return looks
}

// person is somebody of the city, "" is nobody in particular.
func person(c *city, who string) *world.Person {
	if who == "" {
		return c.Anybody()
	}
	return c.As(who)
}

// refusals are how somebody is kept out: told, told nothing, sent to sign in.
var refusals = []int{http.StatusForbidden, http.StatusNotFound, http.StatusSeeOther}

// TestWhoMayNotSeeGetsNothing holds D6.
func TestWhoMayNotSeeGetsNothing(t *testing.T) {
	c := visit(t)
	mine := c.As("lin").HandsIn("road-qual")
	for _, who := range []string{"mei", "clerk-qingxi", "samr-reviewer", "editor", ""} {
		for _, path := range []string{"/desk/cases/" + mine.ShortNo, "/cases/" + mine.ShortNo, "/desk/cases/" + mine.ShortNo + "/accept", "/desk/cases/" + mine.ShortNo + "/files/M-PHOTO"} {
			a := person(c, who).Get(world.Page(path))
			if !slices.Contains(refusals, a.Status) {
				t.Errorf("%q gets %d for %s", who, a.Status, path)
			}
			for _, secret := range []string{"林", "9901", mine.CaseNo, "19900001040"} {
				if a.Holds(secret) {
					t.Errorf("%q reads %s on %s", who, secret, path)
				}
			}
		}
	}
	h := c.as(t, "samr-reviewer", "/desk")
	h.Sees("没有待办")
	if strings.Contains(h.Text(), mine.ShortNo) {
		t.Error("another department sees the case in its list")
	}
}
