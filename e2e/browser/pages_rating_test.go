package browser

import (
	"net/http"
	"strings"

	"tongban/e2e/world"
)

// opinions are what was said of cases that ended, and of their applicant.
type opinions struct{ link, said, fact string }

// opinions lets lin rate a case badly that is over, leave another unrated, and object to
// what was recorded of her.
func (c *city) opinions(over *world.Case) (o opinions) {
	lin := c.As("lin")
	_, o.link = ended(c)
	lin.Post("/cases/"+over.CaseNo+"/rating", world.Fields{"grade": 5, "tags": []string{"errands"}, "text": "跑了三次，电话13900990001"}).Is(http.StatusOK)
	o.said = rounds(c, over)[0].Link
	var fact struct{ ID string }
	c.As("trans-reviewer").Post("/desk/cases/"+over.CaseNo+"/facts", world.Fields{
		"kind": "no-show", "happenedOn": "2026-02-10", "what": "约好的现场核查没有到场", "evidence": "两次通话记录",
	}).Is(http.StatusCreated).Into(&fact)
	lin.Post("/me/facts/"+fact.ID+"/object", world.Fields{"why": "当天已请假改期"}).Is(http.StatusOK)
	o.fact = fact.ID
	return o
}

// ratings are the pages of ratings and of what is recorded about applicants.
func (l *life) ratings() []place {
	taken := func(h *hand) {
		h.Click("从业资格证核发")
		h.Sees("多次跑动")
		if !strings.Contains(h.Text(), "查看联系方式") {
			h.Click("认领")
		}
		h.Sees("查看联系方式")
	}
	return []place{
		{name: "rate", path: l.link + "?from=sms"},
		{name: "rate-said", path: l.said},
		{name: "ratings", path: "/ratings"},
		{name: "desk-rating", who: "trans-reviewer", path: "/desk/ratings", act: taken},
		{name: "desk-rating-texts", who: "supervisor", path: "/desk/rating-texts", foreign: true},
		{name: "my-record", who: "lin", path: "/me/record/" + l.fact},
		{name: "desk-record", who: "trans-head", path: "/desk/records/" + l.fact},
		{name: "desk-record-new", who: "trans-reviewer", path: "/desk/cases/" + l.over.ShortNo + "/record"},
	}
}
