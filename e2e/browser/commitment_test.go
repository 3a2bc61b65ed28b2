package browser

import (
	"net/http"
	"testing"

	"tongban/capability/document/documenttest"
	"tongban/e2e/world"
	"tongban/ui/uitest"
)

// promised is a draft of a tea shop's licence on the track of a commitment that wants nothing
// but the signature of its representative, who acts for the firm from now on.
func promised(c *city) *world.Application {
	c.Helper()
	xia := c.As("xia")
	var mandates struct{ Held []struct{ ID string } }
	xia.Get("/me/authorisations").Is(http.StatusOK).Into(&mandates)
	xia.Send(world.Request{Method: http.MethodPut, Path: "/me/acting", Body: world.Fields{"mandate": mandates.Held[0].ID}}).Is(http.StatusNoContent)
	draft := &world.Application{}
	answers := world.Fields{"q_type": "catering", "q_projects": []string{"drink"}, "q_onlyprepack": false, "q_commit": true, "q_agent": false}
	xia.Post("/applications", world.Fields{"itemCode": "food-license", "answers": answers, "consent": true}).Is(http.StatusCreated).Into(draft)
	at := draft.Path()
	xia.Patch(at, world.Fields{"values": world.Fields{
		"legalRepId": "990103198302172220", "bizAddress": world.Fields{"region": "990103", "detail": "鹤鸣路88号（虚构地址）"}, "addressDiffers": false,
		"mainForm": "catering", "projects": []string{"drink"}, "onlineOps": false, "bulkCook": false, "bizArea": "36", "kitchenArea": "12",
		"equipment": []world.Fields{{"name": "开水器", "count": 1, "place": "操作间"}}, "greaseTrap": false,
		"managerName": "纪云帆", "managerId": "990103199406062119", "managerTest": "SPAQ202600123", "staffCount": 3, "healthCount": 3, "pickup": "window",
	}}).Is(http.StatusOK).Into(draft)
	for _, code := range draft.Missing {
		xia.Post(at+"/materials/"+code, world.File{Name: "材料.pdf", Content: documenttest.PDF(1)}).Is(http.StatusCreated)
	}
	if draft = xia.Draft(draft.ID); !draft.Ready {
		c.Fatalf("still missing %v, wrong %v", draft.Missing, draft.Fields)
	}
	return draft
}

// TestAPromiseIsGrantedOnTheSpotAndCheckedAfterwards tells of a commitment on a phone: what is
// asked for is told, every clause is ticked and signed, the licence is there at once. The check
// afterwards finds what was not true, and it has to be put right by a day.
func TestAPromiseIsGrantedOnTheSpotAndCheckedAfterwards(t *testing.T) {
	c := visit(t)
	h := c.as(t, "xia", "/apply/"+promised(c).ID+"/check", uitest.Width(uitest.Phone))
	for _, told := range []string{"有食品安全管理人员和制度", "由承诺代替、不用提交的材料", "2 个月内", "不实承诺记入信用记录"} {
		h.Sees(told)
	}
	clauses := uitest.Value[[]string](h.Page, `[...document.querySelectorAll("[name^='clause.']")].map((box) => box.labels[0].innerText.trim())`)
	h.sign(t, "夏清和")
	h.Click("确认并提交")
	mistaken(t, h, len(clauses)) // nothing is promised for anybody
	for _, clause := range clauses {
		h.Click(clause)
	}
	h.Click("确认并提交")
	h.Sees("提交成功")
	no := shortNo.FindString(h.Text())
	c.As("clerk").Does("grant-at-once", &world.Case{CaseNo: no}, world.Fields{"method": "electronic"})
	h.To("/licences")
	h.Sees("食品经营许可证")
	h.To("/cases/" + no)
	h.Sees("请让场所、设备和人员一直与承诺一致")
	checked(t, c)
	h.To("/cases/" + no)
	h.Sees("整改中")
	h.Click("查看承诺书和核查经过")
	h.Sees("没有配备食品安全管理人员")
	h.Sees("责令整改通知书")
	h.Clean()
}

// checked is the check of a reviewer who finds that something was not as promised.
func checked(t *testing.T, c *city) {
	t.Helper()
	h := c.as(t, "samr-reviewer", "/desk/after-checks", uitest.Width(uitest.Desktop))
	h.Click("食品经营许可（新办）")
	h.Click("责令整改")
	h.Answer("核查方式", "到现场看")
	h.Fill("同行核查人员", "赵磊")
	h.Fill("需要整改的内容", "没有配备食品安全管理人员，请配备并培训")
	h.Click("发出整改通知")
	h.Sees("整改中")
	h.Clean()
}
