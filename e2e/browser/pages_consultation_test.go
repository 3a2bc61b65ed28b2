package browser

import (
	"net/http"
	"strings"

	"tongban/e2e/world"
)

// consulted is a case about which others were asked.
type consulted struct{ asked, question string }

// consulted has a reviewer ask the fire department about a case, and wait for the answer.
func (c *city) consulted() consulted {
	handed := c.As("lin").HandsIn("road-qual")
	c.As("clerk").Accepts(handed)
	reviewer := c.As("trans-reviewer")
	reviewer.Claims(handed)
	var one struct{ ID string }
	reviewer.Post("/desk/cases/"+handed.CaseNo+"/consultations", world.Fields{
		"department": "FIRE", "role": "reviewer", "about": "停车场出口和消防通道的宽度是否符合要求", "blocking": true,
		"question": "申请人拟使用的停车场出口宽 3.8 米，与东侧消防通道相接。\n请就是否影响消防车通行、需要满足哪些条件提出意见。" + strings.Repeat("平面图见申请材料。", 8),
	}).Is(http.StatusCreated).Into(&one)
	reviewer.Post("/desk/consultations/"+one.ID+"/remark", world.Fields{"words": "现场照片已补充，见核查笔录。"}).Is(http.StatusOK)
	return consulted{handed.ShortNo, one.ID}
}

// consultations are the pages on which others are asked and answer, when the answer is late.
func (l *life) consultations() []place {
	one := "/desk/consultations/" + l.consulted.question
	return []place{
		{name: "consultations", who: "fire-reviewer", path: "/desk/consultations"},
		{name: "consultations-none", who: "samr-reviewer", path: "/desk/consultations?show=late"},
		{name: "consult", who: "trans-reviewer", path: "/desk/cases/" + l.consulted.asked + "/consult"},
		{name: "consult-wrong", who: "trans-reviewer", path: "/desk/cases/" + l.consulted.asked + "/consult?department=FIRE", invalid: true, act: wrong("发出")},
		{name: "consultation", who: "fire-reviewer", path: one},
		{name: "consultation-late-wrong", who: "trans-reviewer", path: one, invalid: true, act: wrong("不再等待")},
	}
}
