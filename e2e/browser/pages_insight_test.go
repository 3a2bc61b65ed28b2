package browser

// insights are the figures, their lists, and the way from a number to a case.
func (l *life) insights() []place {
	return []place{
		{name: "insight", who: "supervisor", path: "/insight"},
		{name: "insight-data", who: "supervisor", path: "/insight", act: func(h *hand) {
			h.Click("看数据表")
			h.Click("怎么算的")
		}},
		{name: "insight-none", who: "supervisor", path: "/insight?from=2020-01&to=2020-02"},
		{name: "insight-own", who: "trans-head", path: "/insight?item=road-qual"},
		{name: "insight-items", who: "supervisor", path: "/insight/items"},
		{name: "insight-cases-none", who: "supervisor", path: "/insight/cases?figure=terminated"},
		{name: "insight-case", who: "supervisor", path: "/insight", act: func(h *hand) {
			h.Click("收件")
			h.Sees("新的在前")
		}},
	}
}
