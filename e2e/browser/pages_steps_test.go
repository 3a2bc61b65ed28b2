package browser

import (
	"net/http"
	"time"

	"tongban/e2e/world"
)

// steps are the pages that look at procedures over many cases: a sample on paper, running
// cases by version, time by step.
func (c *city) steps() []place {
	const procedure = "/admin/procedures/food-license"
	var v struct{ Edits, Revision int }
	for revision := range 2 {
		c.As("editor").Post(procedure+"/draft", world.Fields{"from": "stages"}).Is(http.StatusOK).Into(&v)
		c.As("publisher").Post(procedure+"/publish", world.Fields{"edits": v.Edits, "current": revision}).Is(http.StatusOK).Into(&v)
	}
	var order struct{ Move string }
	c.As("publisher").Post(procedure+"/versions/1/move", world.Fields{"current": 2, "reason": "时限改了"}).Is(http.StatusOK).Into(&order)
	c.Advance(time.Minute.String())
	return []place{
		{name: "steps-try", who: "editor", path: "/admin/procedures/restaurant/versions/1/try"},
		{name: "steps-try-wrong", who: "editor", path: "/admin/procedures/restaurant/versions/1/try?sample-start=soon", invalid: true},
		{name: "steps-running", who: "publisher", path: procedure + "/running"},
		{name: "steps-move", who: "publisher", path: procedure + "/versions/1/move"},
		{name: "steps-moved", who: "publisher", path: procedure + "/moves/" + order.Move},
		{name: "steps-process", who: "supervisor", path: "/insight/processes/road-qual?version=stages"},
	}
}
