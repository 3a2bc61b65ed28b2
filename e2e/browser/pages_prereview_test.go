package browser

import "strings"

// prereviews are the pages of a person's look at a draft before it is handed in.
func (l *life) prereviews() []place {
	opened := func(h *hand) {
		h.Click("道路货物运输驾驶员从业资格证核发")
		h.Sees("驾驶证档案编号")
		if strings.Contains(h.Text(), "接手预审") {
			h.Click("接手预审")
		}
		h.Sees("答复申请人")
	}
	return []place{
		{name: "prereview-offer", who: "he", path: "/apply/" + l.company.ID},
		{name: "prereview-waiting", who: "lin", path: "/apply/" + l.draft.ID},
		{name: "prereviews", who: "clerk", path: "/desk/prereviews"},
		{name: "prereview-request", who: "clerk", path: "/desk/prereviews", act: opened},
		{name: "prereview-answer-wrong", who: "clerk", path: "/desk/prereviews", invalid: true, act: func(h *hand) {
			opened(h)
			h.Click("答复申请人")
			h.Sees("请写明要修改什么")
		}},
		{name: "prereviews-elsewhere", who: "clerk", path: "/desk/prereviews/elsewhere"},
	}
}
