package e2e

import (
	"net/http"
	"strings"
	"sync"
	"testing"

	"tongban/e2e/world"
)

func TestTwoClerksHandAResultOutOnce(t *testing.T) {
	t.Parallel()
	world.Each(t, world.Config{}, func(w *world.World) {
		c := w.As("lin").HandsIn("road-qual")
		w.As("clerk").Accepts(c)
		w.As("trans-reviewer").Claims(c)
		w.As("trans-reviewer").Passes(c)
		w.As("trans-approver").Grants(c)

		var done sync.WaitGroup
		statuses := make([]int, 2)
		for i, persona := range []string{"clerk", "clerk2"} {
			clerk := w.As(persona)
			done.Go(func() {
				statuses[i], _, _ = clerk.Try(world.Request{Method: "POST", Path: world.Page("/window/results"), Body: world.Form{
					"case": c.CaseNo, "receiver": "99010319900615011X", "signature.method": "paper",
				}})
			})
		}
		done.Wait()
		refused := 0
		for _, status := range statuses {
			if status == http.StatusUnprocessableEntity {
				refused++
			}
		}
		if refused != 1 {
			t.Errorf("the clerks were answered %v, want one of them refused", statuses)
		}
		c = w.As("lin").Sees(c.CaseNo)
		if c.State != "COMPLETED" || strings.Count(c.History(), "deliver") != 1 {
			t.Errorf("the case is %s by %q", c.State, c.History())
		}
	})
}
