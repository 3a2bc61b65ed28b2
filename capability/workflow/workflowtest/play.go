package workflowtest

import (
	"bytes"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"tongban/capability/workflow"
)

// Monday is when a Play begins.
var Monday = time.Date(2026, 3, 2, 9, 0, 0, 0, time.FixedZone("", 8*60*60))

// Play is a case on its way through a process, with all that its caller would keep. Every
// step is taken from a state that was stored in between, twice, and looked at from all
// sides.
type Play struct {
	T     testing.TB
	D     *workflow.Definition
	State workflow.State
	Input workflow.Input

	Tasks   map[int]workflow.Activity
	Timers  map[int]workflow.TimerSet
	Awaited map[int]workflow.Awaits
	Calls   map[int]workflow.Called
	Stuck   map[int]workflow.Incident
	Sent    []string
	Ended   *workflow.Ended
	Last    []workflow.Effect // of the last step

	Past []Step // what has happened, to replay it
}

// Step is one step of the past.
type Step struct {
	Event workflow.Event
	Input workflow.Input
}

// Begin starts a case. The applicant has said values.
func Begin(t testing.TB, d *workflow.Definition, values map[string]any) *Play {
	t.Helper()
	p := &Play{
		T: t, D: d, Input: workflow.Input{Now: Monday, Values: values},
		Tasks: map[int]workflow.Activity{}, Timers: map[int]workflow.TimerSet{}, Awaited: map[int]workflow.Awaits{},
		Calls: map[int]workflow.Called{}, Stuck: map[int]workflow.Incident{},
	}
	s, effects, err := d.Start(p.Input)
	if err != nil {
		t.Fatalf("start: %v", err)
	}
	p.Past = []Step{{nil, p.Input}}
	p.take(s, effects)
	return p
}

// Try takes a step, which may be refused.
func (p *Play) Try(e workflow.Event) error {
	p.T.Helper()
	before := p.State.Encode()
	stored, err := p.D.Decode(before)
	if err != nil {
		p.T.Fatalf("%s cannot be read again: %v", before, err)
	}
	s, effects, err := p.D.Step(stored, e, p.Input)
	again, same, erragain := p.D.Step(p.State, e, p.Input)
	if !bytes.Equal(s.Encode(), again.Encode()) || !reflect.DeepEqual(effects, same) || !reflect.DeepEqual(err, erragain) {
		p.T.Fatalf("%T from the same state:\n%s\n%+v %v\nand\n%s\n%+v %v", e, s.Encode(), effects, err, again.Encode(), same, erragain)
	}
	if !bytes.Equal(before, p.State.Encode()) || !bytes.Equal(before, stored.Encode()) {
		p.T.Fatalf("%T changed the state it was taken from:\n%s\n%s", e, before, p.State.Encode())
	}
	if err != nil {
		return err
	}
	p.Past = append(p.Past, Step{e, p.Input})
	switch e := e.(type) {
	case workflow.Fired:
		delete(p.Timers, e.Timer)
	case workflow.Completed:
		delete(p.Calls, e.Activity)
	case workflow.Failed:
		delete(p.Calls, e.Activity)
	}
	p.take(s, effects)
	return nil
}

// Do takes a step, which must not be refused.
func (p *Play) Do(e workflow.Event) {
	p.T.Helper()
	if err := p.Try(e); err != nil {
		p.T.Fatalf("%T %+v: %v\n%s", e, e, err, p.State.Encode())
	}
}

// take keeps the books.
func (p *Play) take(s workflow.State, effects []workflow.Effect) {
	p.T.Helper()
	p.State, p.Last = s, effects
	for _, e := range effects {
		switch e := e.(type) {
		case workflow.TaskOpened:
			opens(p, p.Tasks, e.ID, e.Activity)
		case workflow.TaskClosed:
			closes(p, p.Tasks, e.ID)
		case workflow.TimerSet:
			opens(p, p.Timers, e.Timer, e)
		case workflow.TimerCleared:
			closes(p, p.Timers, e.Timer)
		case workflow.Awaits:
			opens(p, p.Awaited, e.Wait, e)
		case workflow.AwaitsNoMore:
			closes(p, p.Awaited, e.Wait)
		case workflow.Called:
			opens(p, p.Calls, e.ID, e)
		case workflow.CalledOff:
			closes(p, p.Calls, e.ID)
		case workflow.Incident:
			opens(p, p.Stuck, e.ID, e)
		case workflow.IncidentOver:
			closes(p, p.Stuck, e.ID)
		case workflow.Sent:
			p.Sent = append(p.Sent, e.Message)
		case workflow.Ended:
			if p.Ended != nil {
				p.T.Fatalf("it ended twice")
			}
			p.Ended = &e
		}
	}
	p.check()
}

func opens[V any](p *Play, book map[int]V, id int, what V) {
	p.T.Helper()
	if old, there := book[id]; there {
		p.T.Fatalf("%d is opened twice: %+v, %+v", id, old, what)
	}
	book[id] = what
}

func closes[V any](p *Play, book map[int]V, id int) {
	p.T.Helper()
	if _, there := book[id]; !there {
		p.T.Fatalf("%d of %T is closed and was not open\n%s", id, book, p.State.Encode())
	}
	delete(book, id)
}

// check compares the books with the state.
func (p *Play) check() {
	p.T.Helper()
	open := map[int]workflow.Activity{}
	for _, a := range p.D.Open(p.State) {
		open[a.ID] = a
	}
	if !maps.Equal(open, p.Tasks) {
		p.T.Fatalf("open tasks are %+v, the effects said %+v\n%s", open, p.Tasks, p.State.Encode())
	}
	waits, stuck, ids := 0, 0, map[int]bool{}
	scopes := map[int]int{0: 0} // instances of sub-processes and the process: how many tokens move in them
	for _, t := range p.State.Tokens {
		waits += len(t.Waits)
		if t.Stuck != "" {
			stuck++
			if _, known := p.Stuck[t.ID]; !known {
				p.T.Fatalf("token %d is stuck and nobody was told\n%s", t.ID, p.State.Encode())
			}
		}
		for _, w := range t.Work {
			if ids[w.ID] {
				p.T.Fatalf("instance %d is there twice\n%s", w.ID, p.State.Encode())
			}
			ids[w.ID] = true
		}
		if ids[t.ID] {
			p.T.Fatalf("token %d is there twice\n%s", t.ID, p.State.Encode())
		}
		ids[t.ID] = true
	}
	for _, t := range p.State.Tokens {
		scopes[t.Scope]++
		if t.Scope != 0 && !ids[t.Scope] {
			p.T.Fatalf("token %d moves in a sub-process that is over\n%s", t.ID, p.State.Encode())
		}
		for _, w := range t.Waits {
			_, timer := p.Timers[w.ID]
			if _, event := p.Awaited[w.ID]; !timer && !event {
				p.T.Fatalf("token %d waits for %d and nobody was told\n%s", t.ID, w.ID, p.State.Encode())
			}
		}
	}
	if waits != len(p.Timers)+len(p.Awaited) || stuck != len(p.Stuck) {
		p.T.Fatalf("%d events are waited for and %d tokens stuck, the effects said %v %v and %v\n%s", waits, stuck, p.Timers, p.Awaited, p.Stuck, p.State.Encode())
	}
	if over := p.State.Over(); over != (p.Ended != nil) || over == (scopes[0] > 0) {
		p.T.Fatalf("over: %v, said: %v, with %d tokens", over, p.Ended, scopes[0])
	} else if over && len(p.Tasks)+waits+len(p.Calls)+stuck > 0 {
		p.T.Fatalf("it is over and there is still %v %v", p.Tasks, p.Calls)
	}
}

// Replay takes all steps again from the beginning and reports whether they lead to the
// same state.
func (p *Play) Replay() bool {
	s, _, _ := p.D.Start(p.Past[0].Input)
	for _, step := range p.Past[1:] {
		s, _, _ = p.D.Step(s, step.Event, step.Input)
	}
	return bytes.Equal(s.Encode(), p.State.Encode())
}

// Task finds an open task by the name of its node, or "node:element".
func (p *Play) Task(name string) workflow.Activity {
	p.T.Helper()
	node, element, _ := strings.Cut(name, ":")
	for _, id := range slices.Sorted(maps.Keys(p.Tasks)) {
		if a := p.Tasks[id]; a.Node == node && (element == "" || a.Element == element) {
			return a
		}
	}
	p.T.Fatalf("%s is not open, only %v\n%s", name, p.Names(), p.State.Encode())
	return workflow.Activity{}
}

// Names lists the open tasks, sorted.
func (p *Play) Names() []string {
	names := []string{}
	for _, a := range p.Tasks {
		name := a.Node
		if a.Element != "" {
			name += ":" + a.Element
		}
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Complete has somebody sign an open task.
func (p *Play) Complete(task, by, outcome string) workflow.Activity {
	p.T.Helper()
	a := p.Task(task)
	p.Do(workflow.Completed{Activity: a.ID, By: by, Outcome: outcome})
	return a
}

// Fire lets the timer of a node go off.
func (p *Play) Fire(node string) {
	p.T.Helper()
	for _, id := range slices.Sorted(maps.Keys(p.Timers)) {
		if p.Timers[id].Node == node {
			p.Do(workflow.Fired{Timer: id})
			return
		}
	}
	p.T.Fatalf("no timer is set at %s", node)
}

// Sees fails unless exactly these tasks are open: separated by spaces, sorted.
func (p *Play) Sees(names string) {
	p.T.Helper()
	if got := strings.Join(p.Names(), " "); got != names {
		p.T.Fatalf("open are [%s], not [%s]\n%s", got, names, p.State.Encode())
	}
}

// Ends fails unless the process has ended at the end event node.
func (p *Play) Ends(node string) {
	p.T.Helper()
	if p.Ended == nil || p.Ended.Node != node {
		p.T.Fatalf("it has ended: %+v, not at %s\n%s", p.Ended, node, p.State.Encode())
	}
	if !p.Replay() {
		p.T.Fatalf("its events lead elsewhere when they are replayed")
	}
}

// Refuses fails unless a step is refused with the fault key.
func (p *Play) Refuses(key string, e workflow.Event) {
	p.T.Helper()
	if err := p.Try(e); err == nil || err.Error() != key {
		p.T.Fatalf("%T is answered by %v, not %s\n%s", e, err, key, p.State.Encode())
	}
}

// StuckAt fails unless one token is stuck, at node for the reason key.
func (p *Play) StuckAt(node, key string) workflow.Incident {
	p.T.Helper()
	for _, one := range p.Stuck {
		if len(p.Stuck) == 1 && one.Node == node && one.Key == key {
			return one
		}
	}
	p.T.Fatalf("stuck are %v, not %s for %s", fmt.Sprint(p.Stuck), node, key)
	return workflow.Incident{}
}
