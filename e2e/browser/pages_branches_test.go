package browser

import (
	"net/http"

	"tongban/capability/workflow/workflowtest"
	"tongban/e2e/world"
)

// besides is drawn so that a case shows everything the page of its branches can: one branch
// that was sent back, one that is through, one that nobody can do.
const besides = `
	and 同时开始
	and 会合
	user 消防资料审查 stage=PAPERS role=reviewer department=FIRE limit=1
	user 消防审查意见 stage=FIRE role=reviewer department=FIRE outcomes=pass,refuse limit=2
	user 食品安全审查 stage=FOOD role=reviewer department=SAMR outcomes=pass,refuse limit=2
	user 登记核对 stage=ENTRY role=registrar department=TRANS limit=3
	user 决定 stage=DECIDE role=approver decides=true limit=2
	end 办完
	start > 同时开始 > 消防资料审查 > 消防审查意见 > 会合 > 决定 > 办完
	同时开始 > 食品安全审查 > 会合
	同时开始 > 登记核对 > 会合`

// branches are the pages of a case whose branches are done beside each other. The item goes
// back to its stages afterwards: other stories want it so.
func (c *city) branches() []place {
	const procedure = "/admin/procedures/road-qual"
	xml := string(workflowtest.Draw(c.T, "besides", besides).Write())
	var draft struct{ Edits, Revision int }
	c.As("editor").Post(procedure+"/draft", world.Fields{"from": "file", "xml": xml}).Is(http.StatusOK).Into(&draft)
	c.As("publisher").Post(procedure+"/publish", world.Fields{"edits": draft.Edits, "current": 0}).Is(http.StatusOK).Into(&draft)
	f := c.As("lin").HandsIn("road-qual")
	c.As("publisher").Post(procedure+"/withdraw", world.Fields{"revision": draft.Revision, "reason": "改回按环节办理"}).Is(http.StatusOK)
	c.As("clerk").Accepts(f)

	open := func(persona, stage string) string {
		for _, task := range c.As(persona).Handles(f.CaseNo).Tasks {
			if task.Stage == stage && task.ClosedAt == nil {
				return "/desk/tasks/" + task.ID
			}
		}
		c.Fatalf("no step %s is open", stage)
		return ""
	}
	does := func(persona, stage string, with world.Fields) {
		c.As(persona).Post(open(persona, stage)+"/complete", with).Is(http.StatusOK)
	}
	does("fire-reviewer", "PAPERS", world.Fields{"outcome": "pass", "opinion": "图纸齐全"})
	c.As("fire-reviewer").Post(open("fire-reviewer", "FIRE")+"/send-back", world.Fields{"to": "消防资料审查", "reason": "平面图与现场不符，请重新核对"}).Is(http.StatusOK)
	c.As("fire-reviewer").Post(open("fire-reviewer", "PAPERS")+"/claim", nil).Is(http.StatusOK)
	does("samr-reviewer", "FOOD", world.Fields{"outcome": "pass", "opinion": "食品安全条件符合要求"})
	at := "/desk/cases/" + f.ShortNo
	return []place{
		{name: "branches", who: "trans-head", path: at + "/branches"},
		{name: "branches-case", who: "trans-head", path: at},
		{name: "branches-entrust-wrong", who: "trans-head", path: open("trans-head", "ENTRY") + "/entrust", invalid: true, act: wrong("改由其他部门办理", "原因")},
		{name: "branches-incidents", who: "trans-head", path: "/desk/incidents"},
	}
}
