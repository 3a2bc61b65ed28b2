package e2e

import (
	"net/http"
	"testing"

	"tongban/e2e/world"
)

// Two servers on one PostgreSQL are one city.
func TestTwoNodesStartAtOnceOnAnEmptyDatabase(t *testing.T) {
	t.Parallel()
	w := world.Prepare(t, world.Config{Engine: world.Postgres})
	for _, n := range w.StartNodes(3) {
		if wallet := w.As("lin").At(n).Licences(); len(wallet) != 2 {
			t.Errorf("a citizen has %d licences, want an identity card and a driving licence", len(wallet))
		}
		var people struct{ Personas []struct{ Key string } }
		w.Anybody().At(n).Get("/personas").Is(http.StatusOK).Into(&people)
		seen := map[string]bool{}
		for _, p := range people.Personas {
			if seen[p.Key] {
				t.Errorf("%s is there twice", p.Key)
			}
			seen[p.Key] = true
		}
		if len(seen) < 20 {
			t.Errorf("the city has %d people", len(seen))
		}
	}
}

func TestTwoNodesWorkOnOneCity(t *testing.T) {
	t.Parallel()
	w := world.Prepare(t, world.Config{Engine: world.Postgres, Now: thursday})
	nodes := w.StartNodes(2)
	lin, here := w.As("lin").At(nodes[0]), w.As("lin").At(nodes[1])

	// Begun on one, filled in and handed in on the other.
	draft := lin.Applies("road-qual")
	here.Post(draft.Path()+"/materials/M-PHOTO", world.Photo()).Is(http.StatusCreated)
	if photo := lin.Get(world.Page("/apply/" + draft.ID + "/files/M-PHOTO")).Is(http.StatusOK); !world.Shows(photo.Body, world.Photo().Content) {
		t.Error("the other node has another file")
	}
	var receipt struct{ CaseNo string }
	submit := func(p *world.Person, key string) world.Answer {
		return p.Send(world.Request{Method: "POST", Path: draft.Path() + "/submit", Key: key})
	}
	outcomes := atOnce(6, func(i int) int { return submit([]*world.Person{lin, here}[i%2], "once").Status })
	if outcomes[http.StatusCreated] != 6 {
		t.Errorf("one key on two nodes ends with %v", outcomes)
	}
	submit(lin, "once").Is(http.StatusCreated).Into(&receipt)
	c := here.Sees(receipt.CaseNo)

	outcomes = atOnce(8, func(i int) int {
		clerk := w.As([]string{"clerk", "clerk2"}[i%2]).At(nodes[i/2%2])
		return clerk.Tries("accept", c, world.Fields{"version": c.Version}).Status
	})
	if outcomes[http.StatusOK] != 1 || outcomes[http.StatusConflict] != 7 {
		t.Errorf("eight clerks on two nodes end with %v, want one 200", outcomes)
	}
	if h := lin.Sees(c.CaseNo).History(); h != "submit accept" {
		t.Errorf("the case has %q", h)
	}

	// Wrong codes count together: three on each node are more than five. Then the right
	// one opens nothing either, and nobody can tell.
	track := func(node *world.Node, code string) int {
		return w.Anybody().At(node).Get("/track?no=" + c.ShortNo + "&code=" + code).Status
	}
	outcomes = atOnce(6, func(i int) int { return track(nodes[i%2], "0000000000") })
	for _, node := range nodes[:2] {
		outcomes[track(node, c.QueryCode)]++
	}
	if outcomes[http.StatusNotFound] != 8 {
		t.Errorf("six guesses on two nodes and the right code end with %v", outcomes)
	}
}

func TestTwoNodesSweepOnce(t *testing.T) {
	t.Parallel()
	w := world.Prepare(t, world.Config{Engine: world.Postgres, Now: thursday})
	w.StartNodes(2)
	var cases []*world.Case
	for range 5 {
		cases = append(cases, w.As("lin").HandsIn("road-qual"))
	}
	w.Stop()

	// Both begin to look at what has fallen due at the same moment.
	w.Sleep("2026-02-27T08:00:00+08:00")
	nodes := w.StartNodes(3)
	for i, c := range cases {
		w.Eventually("silence accepts "+c.ShortNo, func() bool {
			return w.As("lin").At(nodes[i%3]).Sees(c.CaseNo).State != "SUBMITTED"
		})
		if h := w.As("lin").At(nodes[(i+1)%3]).Sees(c.CaseNo).History(); h != "submit deem-accepted" {
			t.Errorf("the case has %q", h)
		}
	}
}
