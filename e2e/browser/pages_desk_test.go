package browser

import (
	"net/http"
	"strings"

	"tongban/e2e/world"
	"tongban/ui/uitest"
)

// post are the pages of the desk for what its people do besides deciding.
func (c *city) post() []place {
	held := c.As("lin").Applies("road-qual").Uploads("M-PHOTO", world.Photo()).Submits()
	c.As("clerk2").Claims(held)
	c.As("clerk2").Post("/desk/cases/"+held.CaseNo+"/materials/M-PHOTO/marks", world.Fields{"words": "背景不是白色", "x": 2000, "y": 2500, "w": 3000, "h": 2000}).Is(http.StatusOK)
	c.As("clerk2").Post("/desk/phrases", world.Fields{"field": "opinion", "words": "材料齐全，符合法定形式"}).Is(http.StatusOK)
	reviewed := c.As("lin").HandsIn("road-qual")
	c.As("clerk").Accepts(reviewed)
	passed := c.As("lin").HandsIn("road-qual")
	c.As("clerk").Accepts(passed)
	c.As("trans-reviewer").Post("/desk/tasks/"+c.As("trans-reviewer").Handles(passed.CaseNo).OpenTask()+"/complete", world.Fields{"outcome": "pass", "opinion": "符合条件"}).Is(http.StatusOK)
	decides := "/desk/tasks/" + c.As("trans-approver").Handles(passed.CaseNo).OpenTask()
	at, site := "/desk/cases/"+held.ShortNo, "/desk/cases/"+reviewed.ShortNo+"/inspection"
	return []place{
		{name: "desk-branch", who: "trans-reviewer", path: "/desk/cases/" + passed.ShortNo},
		{name: "desk-send-back-wrong", who: "trans-approver", path: decides + "/send-back", invalid: true, act: wrong("退回重办")},
		{name: "desk-incidents", who: "trans-approver", path: "/desk/incidents"},
		{name: "desk-mine", who: "clerk2", path: "/desk?mine=1"},
		{name: "desk-narrowed", who: "clerk2", path: "/desk?state=SUBMITTED&item=道路"},
		{name: "desk-found", who: "clerk2", path: "/desk/cases?q=" + held.ShortNo},
		{name: "desk-found-none", who: "clerk2", path: "/desk/cases?q=无此人"},
		{name: "desk-earlier", who: "clerk2", path: at + "/earlier"},
		{name: "desk-marked", who: "clerk2", path: at, act: func(h *hand) {
			h.Click("查看图片")
			h.Sees("背景不是白色")
		}},
		{name: "desk-mark-wrong", who: "clerk2", path: at, invalid: true, act: func(h *hand) {
			h.Click("加批注")
			h.Click("保存批注")
			h.Sees("请填写批注")
		}},
		{name: "desk-phrases", who: "clerk2", path: "/desk/phrases"},
		{name: "desk-phrases-wrong", who: "clerk2", path: "/desk/phrases", invalid: true, act: wrong("新增")},
		{name: "desk-hand-over", who: "clerk2", path: at + "/handover"},
		{name: "desk-hand-over-wrong", who: "clerk2", path: at + "/handover", invalid: true, act: wrong("转交")},
		{name: "desk-absence-wrong", who: "hall-manager", path: "/desk/absence", invalid: true, act: wrong("保存安排")},
		{name: "desk-hand-all", who: "hall-manager", path: "/desk/handover"},
		{name: "desk-hand-all-sure", who: "hall-manager", path: "/desk/handover", act: func(h *hand) {
			h.Fill("谁的待办", "顾家豪")
			h.Fill("转给谁", "方晓雯")
			h.Fill("原因", "调岗")
			h.Click("下一步")
			h.Sees("请核对")
		}},
		{name: "desk-keys", who: "clerk2", path: "/desk/keys"},
		{name: "inspection-none", who: "trans-reviewer", path: site},
		{name: "inspection-order-joint", who: "trans-reviewer", path: site + "?with=FIRE"},
		{name: "checklists", who: "editor", path: "/admin/checklists?department=FIRE"},
		{name: "checklist-wrong", who: "editor", path: "/admin/checklists/FIRE?item=fire-check", invalid: true, act: func(h *hand) {
			h.Fill("核查内容", strings.Repeat("长", 201))
			h.Click("保存清单")
			h.Sees("超过 200 个字")
		}},
		{name: "inspection-order-wrong", who: "trans-reviewer", path: site, invalid: true, act: wrong("安排核查")},
	}
}

// looked checks a page that a story has brought about as the table checks its own.
func (h *hand) looked(name string) {
	h.Accessible()
	h.Reachable(uitest.Looks[0].Target(true))
	h.OtherColours(name)
	for _, width := range []int{uitest.Desktop, uitest.Narrow, uitest.Phone} {
		h.Resize(width)
		h.Fits()
		h.Shot(name)
	}
}
