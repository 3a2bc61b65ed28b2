package browser

func (l *life) public() []place {
	return []place{
		{name: "home", path: "/"},
		{name: "search", path: "/search?q=从业资格"},
		{name: "search-empty", path: "/search?q=无此事项"},
		{name: "search-narrowed", path: "/search?q=证&object=1&theme=natural-085&online=1"},
		{name: "search-filters", path: "/search?q=许可", act: func(h *hand) {
			h.Click("筛选")
			h.Sees("办理部门")
		}},
		{name: "themes", path: "/themes"},
		{name: "theme", path: "/themes/natural-085"},
		{name: "stages", path: "/life/person"},
		{name: "stage", path: "/life/person/birth"},
		{name: "stage-empty", path: "/life/firm/closing"},
		{name: "departments", path: "/departments"},
		{name: "department", path: "/departments/SAMR"},
		{name: "regions", path: "/regions"},
		{name: "region", path: "/regions/990102"},
		{name: "item", path: "/items/road-qual"},
		{name: "walkthrough", path: "/items/road-qual/walkthrough"},
		{name: "walkthrough-step", path: "/items/road-qual/walkthrough/applicant"},
		{name: "walkthrough-right", path: "/items/road-qual/walkthrough/driving", act: func(h *hand) {
			h.Click("试着填")
			h.Sees("这样填没有问题")
		}},
		{name: "walkthrough-wrong", path: "/items/road-qual/walkthrough/applicant", invalid: true, act: wrong("试着填", "联系手机")},
		{name: "item-window", path: "/items/food-license"},
		{name: "item-answered", path: "/items/food-license?q_type=catering&q_projects=hot"},
		{name: "item-live", path: "/items/road-qual", act: func(h *hand) {
			h.Answer("是否只驾驶总质量", "否")
			h.Answer("是否已完成从业资格考试", "是")
			h.Sees("按您的回答，要准备 5 项材料") // without the button
		}},
		{name: "plan", path: "/items/road-qual?q_mass=false&q_exam=true", foreign: true, act: func(h *hand) {
			h.Click("生成我的清单")
			h.Sees("要带的材料")
		}},
		{name: "personas", path: "/personas"},
		{name: "halls", path: "/halls"},
		{name: "halls-village", path: "/halls?region=990102001003"},
		{name: "hall", path: "/halls/center"},
		{name: "announcements", path: "/announcements"},
		{name: "announcements-empty", path: "/announcements?q=没有的词&kind=policy&region=990102"},
		{name: "announcement", path: "/announcements/" + l.publicity},
		{name: "track", path: "/track"},
		{name: "track-found", path: "/track", act: func(h *hand) {
			h.Fill("流水号或办件编号", l.late.ShortNo)
			h.Fill("查询码", l.late.QueryCode)
			h.Click("查询")
			h.Sees("林*华")
		}},
		{name: "track-wrong", path: "/track", invalid: true, act: func(h *hand) {
			h.Fill("流水号或办件编号", "YX-260210-000000")
			h.Fill("查询码", "AAAAAAAAAA")
			h.Click("查询")
			h.Sees("流水号或查询码不对")
		}},
		{name: "verify", path: "/verify"},
		{name: "verify-wrong", path: "/verify", invalid: true, act: wrong("核验", "核验码")},
		{name: "verify-valid", path: "/verify/" + l.licence.Code},
		{name: "verify-unknown", path: "/verify/7K2MQ4XW9D0RTGBH3Z6S"},
		{name: "prefs", path: "/prefs"},
		{name: "lost", path: "/nowhere"},
		{name: "docs", path: "/docs", foreign: true},
	}
}

func (l *life) citizen() []place {
	draft, ready := "/apply/"+l.draft.ID, "/apply/"+l.ready.ID
	return []place{
		{name: "home-mine", who: "lin", path: "/"},
		{name: "guide", who: "lin", path: "/apply/new?item=road-qual"},
		{name: "guide-wrong", who: "lin", path: "/apply/new?item=road-qual", invalid: true, act: wrong("同意查询并继续")},
		{name: "guide-stop", who: "lin", path: "/apply/new?item=road-qual&q_mass=true"},
		{name: "guide-elsewhere", who: "lin", path: "/apply/new?item=road-qual&q_mass=false&q_exam=false"},
		{name: "tasks", who: "lin", path: draft},
		{name: "topic", who: "lin", path: draft + "/applicant"},
		{name: "topic-wrong", who: "lin", path: draft + "/driving", invalid: true, act: wrong("保存并继续", "驾驶证档案编号")},
		{name: "materials", who: "lin", path: draft + "/materials"},
		{name: "materials-wrong", who: "lin", path: draft + "/materials", invalid: true, act: wrong("上传并继续")},
		{name: "materials-held", who: "lin", path: ready + "/materials"},
		{name: "check", who: "lin", path: ready + "/check"},
		{name: "check-wrong", who: "lin", path: ready + "/check", invalid: true, act: wrong("确认并提交")},
		{name: "receipt", who: "lin", path: "/apply/" + l.sent.ID + "/receipt"},
		{name: "done", who: "lin", path: "/apply/" + l.sent.ID + "/done"},
		{name: "cases", who: "lin", path: "/cases"},
		{name: "case", who: "lin", path: "/cases/" + l.new.ShortNo},
		{name: "case-late", who: "lin", path: "/cases/" + l.late.ShortNo},
		{name: "case-denied", who: "lin", path: "/cases/" + l.denied.ShortNo},
		{name: "case-over", who: "lin", path: "/cases/" + l.over.ShortNo},
		{name: "case-correction", who: "lin", path: "/cases/" + l.amiss.ShortNo},
		{name: "correction", who: "lin", path: "/cases/" + l.amiss.ShortNo + "/correction"},
		{name: "withdraw", who: "lin", path: "/cases/" + l.new.ShortNo + "/withdraw"},
		{name: "paper-receipt", who: "lin", path: notice(l.new, "receipt")},
		{name: "paper-denial", who: "lin", path: notice(l.denied, "denial")},
		{name: "licences", who: "lin", path: "/licences"},
		{name: "licence", who: "lin", path: "/licences/" + l.licence.ID},
		{name: "messages", who: "lin", path: "/messages"},
		{name: "me", who: "lin", path: "/me"},
		{name: "sessions", who: "lin", path: "/me/sessions", foreign: true}, // names of browsers
		{name: "cases-none", who: "mei", path: "/cases"},
		{name: "suggestions", who: "su", path: "/me/suggestions"},
		{name: "home-suggested", who: "su", path: "/"},
		{name: "messages-none", who: "mei", path: "/messages"},
		{name: "case-lost", who: "mei", path: "/cases/" + l.new.ShortNo},
		{name: "long-home", who: "dilnur", path: "/"},
		{name: "long-topic", who: "dilnur", path: "/apply/" + l.long.ID + "/applicant"},
	}
}
