package browser

import "tongban/e2e/world"

// underway are cases in which it may be their applicant's turn, or somebody else's.
type underway struct{ pointed, told, special *world.Case }

// goesOn lets a window point something out, a department tell a right and another case
// wait for experts, and an applicant object.
func (c *city) goesOn(denied *world.Case) (u underway) {
	lin, clerk, reviewer := c.As("lin"), c.As("clerk"), c.As("trans-reviewer")
	u.pointed = clerk.Does("point-out", clerk.Claims(lin.HandsIn("road-qual")), world.Fields{"gaps": []world.Fields{{"target": "field:dlNo", "problem": "少了一位，请对照副页"}}})
	for _, one := range []struct {
		to      **world.Case
		command string
		with    world.Fields
	}{
		{&u.told, "tell-hearing", world.Fields{"reason": "决定直接涉及他人重大利益", "legalGround": "行政许可法第四十七条"}},
		{&u.special, "enter-special", world.Fields{"procedure": "expert-review", "reason": "需要专家评审", "legalGround": "行政许可法第四十五条", "workdays": 10}},
	} {
		mine := lin.HandsIn("road-qual")
		clerk.Accepts(mine)
		reviewer.Claims(mine)
		*one.to = reviewer.Does(one.command, mine, one.with)
	}
	lin.Post("/objections", world.Fields{"kind": "objection", "about": "case", "ref": denied.CaseNo, "text": "事故责任认定书写明我无责任，请重新核对。"})
	return u
}

// progress are the pages on which people follow what becomes of a case.
func (l *life) progress() []place {
	return []place{
		{name: "case-pointed", who: "lin", path: "/cases/" + l.pointed.ShortNo},
		{name: "mend-at-once", who: "lin", path: "/cases/" + l.pointed.ShortNo + "/correction"},
		{name: "case-hearing", who: "lin", path: "/cases/" + l.told.ShortNo},
		{name: "hearing", who: "lin", path: "/cases/" + l.told.ShortNo + "/request-hearing"},
		{name: "case-special", who: "lin", path: "/cases/" + l.special.ShortNo},
		{name: "message-kinds", who: "lin", path: "/messages/settings"},
		{name: "objection-wrong", who: "lin", path: "/objections/new?about=case&ref=" + l.denied.ShortNo, invalid: true, act: wrong("提交")},
		{name: "objection", who: "lin", path: "/objections", act: clicks("从业资格证核发")},
		{name: "publicity", path: "/publicity"},
		{name: "publicity-decision", path: "/publicity", act: clicks("从业资格证核发")},
		{name: "notices", path: "/notices"},
		{name: "desk-publicity", who: "trans-head", path: "/desk/publicity"},
		{name: "desk-objection", who: "trans-head", path: "/desk/objections", act: clicks("20260302-0001")},
		{name: "desk-archive", who: "trans-head", path: "/desk/archive"},
		{name: "desk-archive-package", who: "trans-head", path: "/desk/archive", act: clicks("从业资格证核发")},
		{name: "papers", who: "editor", path: "/admin/notices"},
		{name: "calendar", who: "system-admin", path: "/admin/calendar"},
	}
}
