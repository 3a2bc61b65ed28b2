package browser

import (
	"net/http"

	"tongban/e2e/world"
)

// green is what there is of the green lane: a case in it with an agreement to sign, and
// one that has left it.
type green struct {
	open, left *world.Case
	agreement  string // id
}

func (c *city) green() green {
	g := green{open: c.benefit().Case, left: c.benefit().Case}
	c.As("clerk").Accepts(g.open)
	c.As("clerk").Post("/desk/cases/"+g.left.CaseNo+"/lane/refuse", world.Fields{"step": "visit", "why": "定点医院暂不能接待核实"}).Is(http.StatusOK)
	var drawn struct{ ID string }
	c.As("mib-reviewer").Post("/desk/cases/"+g.open.CaseNo+"/agreements", world.Fields{
		"code": "PREPAY", "others": []world.Fields{{"name": "韩立群", "number": "990103199110171113"}},
	}).Is(http.StatusCreated).Into(&drawn)
	g.agreement = drawn.ID
	return g
}

// pages are the pages of the green lane and of agreements.
func (g green) pages() []place {
	desk, left := "/desk/cases/"+g.open.ShortNo, "/desk/cases/"+g.left.ShortNo
	return []place{
		{name: "lane-item", path: "/items/maternity-exp"},
		{name: "lane-case", who: "su", path: "/cases/" + g.open.ShortNo},
		{name: "lane-desk-case", who: "mib-reviewer", path: desk},
		{name: "lane-steps", who: "clerk", path: desk + "/lane"},
		{name: "lane-refuse-wrong", who: "mib-reviewer", path: desk + "/lane", invalid: true, act: func(h *hand) {
			h.Click("有步骤不能完成")
			h.Click("转为普通办理")
			h.Sees("请写明理由")
		}},
		{name: "lane-left", who: "clerk", path: left + "/lane"},
		{name: "lane-costs", who: "hall-manager", path: "/desk/lane"},
		{name: "agreements", who: "mib-reviewer", path: left + "/agreements"},
		{name: "agreements-wrong", who: "mib-reviewer", path: left + "/agreements", invalid: true, act: wrong("拟定并通知签署")},
		{name: "agreement-desk", who: "mib-reviewer", path: desk + "/agreements/" + g.agreement},
		{name: "agreement", who: "su", path: "/agreements/" + g.agreement},
		{name: "agreement-wrong", who: "su", path: "/agreements/" + g.agreement, invalid: true, act: wrong("确认签署")},
	}
}
