package workflow_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"tongban/capability/workflow"
	"tongban/capability/workflow/workflowtest"
)

// runs is how many random cases are taken through random processes.
func runs() int {
	if os.Getenv("TONGBAN_LONG") != "" {
		return 12_000
	}
	return 250
}

// TestRandomProcessesAlwaysFinish takes random cases through random sound processes, and
// compares the engine after every step with a model that knows nothing of tokens. The
// Play takes every step from a stored state, twice, and keeps the books.
func TestRandomProcessesAlwaysFinish(t *testing.T) {
	largest := 0
	for seed := range runs() {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			largest = max(largest, play(t, uint64(seed)))
		})
	}
	t.Logf("the largest state has %d bytes", largest)
}

// play plays one case and returns the size of its largest state.
func play(t *testing.T, seed uint64) int {
	r := rand.New(rand.NewPCG(seed, 7))
	block := workflowtest.Random(r, 2+r.IntN(14))
	g := &game{Rand: r, Model: block.Begin(), Play: workflowtest.Begin(t, block.Compile(t), block.Values())}
	g.compare("start")
	for range r.IntN(60) {
		if g.State.Over() {
			break
		}
		g.move()
	}
	for range 2000 {
		if g.State.Over() {
			break
		}
		g.push(g.any(), false)
	}
	if !g.State.Over() || !g.Model.Over {
		t.Fatalf("seed %d does not finish: %v\n%s", seed, g.open(), g.State.Encode())
	}
	if !g.Replay() {
		t.Fatalf("seed %d: its events lead elsewhere when they are replayed", seed)
	}
	return g.largest
}

// game is a case and its model.
type game struct {
	*rand.Rand
	*workflowtest.Play
	*workflowtest.Model
	people  int
	largest int
}

// open lists what is open as the model does.
func (g *game) open() []string {
	open := []string{}
	for _, name := range g.Names() {
		open = append(open, "work "+name)
	}
	for _, c := range g.Calls {
		open = append(open, "call "+c.Node)
	}
	for _, w := range g.Awaited {
		open = append(open, "wait "+w.Node)
	}
	for _, w := range g.Timers {
		open = append(open, "timer "+w.Node)
	}
	slices.Sort(open)
	return open
}

// compare fails unless engine and model agree.
func (g *game) compare(after string) {
	g.T.Helper()
	g.largest = max(g.largest, len(g.State.Encode()))
	if open, want := g.open(), g.Model.Open(); !slices.Equal(open, want) || g.State.Over() != g.Model.Over || len(g.Stuck) > 0 {
		g.T.Fatalf("after %s open are\n%v, over: %v, stuck: %v, and should be\n%v, over: %v\n%s", after, open, g.State.Over(), g.Stuck, want, g.Model.Over, g.State.Encode())
	}
}

func (g *game) any() string {
	open := g.open()
	return open[g.IntN(len(open))]
}

// move does something at random.
func (g *game) move() {
	switch g.IntN(20) {
	case 0:
		g.nonsense()
	case 1, 2, 3, 4:
		g.sendBack()
	case 5:
		g.signers()
	default:
		g.push(g.any(), true)
	}
}

// work picks an open task.
func (g *game) work() (task workflow.Activity, found bool) {
	ids := slices.Sorted(maps.Keys(g.Tasks))
	if len(ids) == 0 {
		return task, false
	}
	return g.Tasks[ids[g.IntN(len(ids))]], true
}

// sendBack returns work to any task that was done, whether or not that may be.
func (g *game) sendBack() {
	from, found := g.work()
	done := g.Model.Done()
	if !found || len(done) == 0 || g.Model.Beside {
		return
	}
	e := workflow.Returned{Activity: from.ID, To: done[g.IntN(len(done))]}
	if elements := g.Model.Elements(e.To); len(elements) > 1 && g.IntN(2) == 0 {
		e.Element = elements[g.IntN(len(elements))]
	}
	before := g.Model.Clone()
	may := g.Model.Return(from.Node, e.To, e.Element)
	if err := g.Try(e); (err == nil) != may {
		g.T.Fatalf("%+v from %s is answered by %v and should be allowed: %v\n%v\n%s", e, from.Node, err, may, before.Open(), g.State.Encode())
	}
	g.compare(fmt.Sprintf("%+v from %s, open before %v", e, from.Node, before.Open()))
}

// signers adds or removes one.
func (g *game) signers() {
	a, found := g.work()
	if !found || len(g.Model.Elements(a.Node)) > 0 || !g.Model.Once(a.Node) {
		return
	}
	if g.IntN(2) == 0 {
		g.people++
		g.Do(workflow.SignerAdded{Activity: a.ID, Signer: fmt.Sprint("p", g.people)})
		g.Model.SignerAdded(a.Node)
	} else if err := g.Try(workflow.SignerRemoved{Activity: a.ID}); (err == nil) != g.Model.SignerRemoved(a.Node) {
		g.T.Fatalf("to remove a signer of %s is answered by %v", a.Node, err)
	}
	g.compare("signers")
}

// push lets something that is open happen; at will with any outcome, else so that the
// case comes to its end.
func (g *game) push(what string, atWill bool) {
	kind, id, _ := strings.Cut(what, " ")
	switch kind {
	case "work":
		g.sign(id, atWill)
	case "call":
		if atWill && g.IntN(4) == 0 {
			g.Do(workflow.Failed{Activity: g.call(id), Code: "timeout"})
			g.Do(workflow.Retried{Incident: g.StuckAt(id, "workflow.incident.service").ID})
			g.compare("retry")
		}
		g.Do(workflow.Completed{Activity: g.call(id)})
		g.Model.Completed(id, "", "")
	case "wait":
		g.Do(workflow.Received{Message: id[strings.LastIndex(id, "/")+1:]})
		g.Model.Happened(id)
	case "timer":
		if strings.HasSuffix(id, "-edge") && !atWill {
			return
		}
		g.Fire(id)
		g.Model.Happened(id)
	}
	g.compare(what)
}

// sign completes a task.
func (g *game) sign(task string, atWill bool) {
	a := g.Task(task)
	node, _ := g.D.Task(a.Node)
	outcome := "pass"
	if atWill && g.IntN(4) == 0 {
		outcome = node.Outcomes[g.IntN(len(node.Outcomes))]
	}
	g.people++
	before := g.Model.Clone()
	g.Do(workflow.Completed{Activity: a.ID, By: fmt.Sprint("p", g.people), Outcome: outcome})
	g.Model.Completed(a.Node, a.Element, outcome)
	g.compare("work " + task + " " + outcome)
	if atWill && g.IntN(4) == 0 && !g.Model.Beside {
		g.takeBack(a, before)
	}
}

// takeBack takes back what was just completed: unless a service was called or a veto has
// ended something, all is as before.
func (g *game) takeBack(a workflow.Activity, before *workflowtest.Model) {
	called := func(m *workflowtest.Model) (n int) {
		for _, what := range m.Open() {
			if strings.HasPrefix(what, "call ") {
				n++
			}
		}
		return n
	}
	may := !g.State.Over() && g.Model.Vetos == before.Vetos && called(g.Model) <= called(before)
	if err := g.Try(workflow.TakenBack{Activity: a.ID}); (err == nil) != may {
		g.T.Fatalf("to take %s back is answered by %v and should be allowed: %v\n%s", a.Node, err, may, g.State.Encode())
	}
	if may {
		g.Model = before
	}
	g.compare("taking back " + a.Node)
}

func (g *game) call(node string) int {
	for _, id := range slices.Sorted(maps.Keys(g.Calls)) {
		if g.Calls[id].Node == node {
			return id
		}
	}
	return 0
}

// nonsense tries what cannot be: it is refused, and nothing has happened.
func (g *game) nonsense() {
	before := g.State.Encode()
	id := 1_000_000 + g.IntN(10)
	for _, e := range []workflow.Event{
		workflow.Completed{Activity: id}, workflow.Failed{Activity: id}, workflow.Fired{Timer: id}, workflow.Received{Message: "none"},
		workflow.Signalled{Signal: "none"}, workflow.Returned{Activity: id}, workflow.TakenBack{Activity: id},
		workflow.SignerAdded{Activity: id, Signer: "x"}, workflow.SignerRemoved{Activity: id}, workflow.Retried{Incident: id},
	} {
		if err := g.Try(e); err == nil {
			g.T.Fatalf("%T of something unknown is not refused", e)
		}
	}
	if string(g.State.Encode()) != string(before) {
		g.T.Fatal("nonsense changed the state")
	}
}
