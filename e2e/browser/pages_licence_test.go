package browser

import (
	"net/http"

	"tongban/e2e/world"
)

// proposed has an office propose to revoke a licence.
func (c *city) proposed(l world.Licence) {
	c.As("trans-approver").Post("/desk/licences/"+l.ID+"/change", world.Fields{
		"event": "revoke", "reason": "出租从业资格证", "legalBasis": "道路运输条例第六十五条",
	}).Is(http.StatusAccepted)
}

// licences are the pages on which licences are used, and on which an office keeps them.
func (l *life) licences() []place {
	mine, desk := "/licences/"+l.licence.ID, "/desk/licences/"+l.licence.ID
	return []place{
		{name: "licence-copy-wrong", who: "lin", path: mine + "/copy", invalid: true, act: wrong("生成副本")},
		{name: "licence-uses", who: "lin", path: mine + "/uses"},
		{name: "desk-licences", who: "trans-head", path: "/desk/licences"},
		{name: "desk-licence", who: "trans-head", path: desk},
		{name: "desk-licence-amend", who: "trans-approver", path: desk + "/amend", invalid: true, act: wrong("变更内容")},
		{name: "licence-types", who: "editor", path: "/admin/licence-types"},
	}
}
