package workflow

import (
	"cmp"
	"slices"
	"time"
)

// Sample is what a dry run takes for granted.
type Sample struct {
	Start    time.Time
	Values   map[string]any    // what the applicant answers
	Outcomes map[string]string // by task; the others come out best
	Messages []string          // that come as soon as a border waits for them

	// Due says when a task that is opened has to be done, and After when so many working
	// days are over.
	Due   func(t Task, opened time.Time) time.Time
	After func(workdays int, from time.Time) time.Time
}

// Stop is a step of a dry run: a task, or an event that was waited for.
type Stop struct {
	Node, Name string
	Task       *Task  // nil of an event or a service
	Element    string // what it is for, where it is done over a list
	Opened     time.Time
	Due        time.Time // of a task: when its limit is over; of a timer: when it goes off
	Outcome    string
	Cut        bool // it was not needed any more before it was done
}

// Rehearsal is what a dry run came to.
type Rehearsal struct {
	Stops    []Stop // as they were opened
	Ended    *Ended
	At       time.Time
	Incident *Incident // why it could not go on, where it could not
}

// mostStops bounds a dry run whose sample goes in circles.
const mostStops = 500

// Dry takes a case through the process on paper: every task is done on the day its limit
// is over and comes out as the sample says, every event inside comes at once, and a timer
// on a border goes off where the work takes longer.
func (d *Definition) Dry(sample Sample) (Rehearsal, error) {
	y := &dry{d: d, sample: sample, now: sample.Start, stops: map[int]int{}}
	s, effects, err := d.Start(y.input())
	for err == nil {
		y.take(effects)
		next, found := y.next()
		if s.Over() || y.run.Incident != nil || !found || len(y.run.Stops) > mostStops {
			break
		}
		y.now = next.at
		s, effects, err = d.Step(s, next.event, y.input())
	}
	y.run.At = y.now
	return y.run, err
}

// dry is a dry run on its way.
type dry struct {
	d      *Definition
	sample Sample
	now    time.Time
	queue  []ahead
	stops  map[int]int // by what they wait for: which of the run's
	run    Rehearsal
}

// ahead is an event that will happen unless something takes it away before.
type ahead struct {
	id    int
	at    time.Time
	event Event
}

func (y *dry) input() Input { return Input{Now: y.now, Values: y.sample.Values} }

// next takes what comes first.
func (y *dry) next() (ahead, bool) {
	if len(y.queue) == 0 {
		return ahead{}, false
	}
	first := slices.MinFunc(y.queue, func(a, b ahead) int { return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.id, b.id)) })
	y.drop(first.id)
	return first, true
}

func (y *dry) drop(id int) {
	y.queue = slices.DeleteFunc(y.queue, func(a ahead) bool { return a.id == id })
}

// expect puts down a step and when it will be over.
func (y *dry) expect(id int, stop Stop, event Event) {
	stop.Name, stop.Opened = y.d.Label(stop.Node), y.now
	y.stops[id] = len(y.run.Stops)
	y.run.Stops = append(y.run.Stops, stop)
	y.queue = append(y.queue, ahead{id, stop.Due, event})
}

// take sees to the effects of a step.
func (y *dry) take(effects []Effect) {
	for _, e := range effects {
		switch e := e.(type) {
		case TaskOpened:
			y.task(e.Activity)
		case TaskClosed:
			y.drop(e.ID)
			y.run.Stops[y.stops[e.ID]].Cut = e.Why != ByCompletion
		case TimerSet:
			y.timer(e)
		case TimerCleared:
			y.drop(e.Timer)
		case Awaits:
			y.await(e)
		case AwaitsNoMore:
			y.drop(e.Wait)
		case Called:
			y.expect(e.ID, Stop{Node: e.Node, Element: e.Element, Due: y.now}, Completed{Activity: e.ID})
		case CalledOff:
			y.drop(e.ID)
		case Incident:
			y.run.Incident = &e
		case Ended:
			y.run.Ended = &e
		}
	}
}

func (y *dry) task(a Activity) {
	t, _ := y.d.Task(a.Node)
	outcome := cmp.Or(y.sample.Outcomes[a.Node], t.Outcomes[0])
	y.expect(a.ID, Stop{Node: a.Node, Task: &t, Element: a.Element, Due: y.sample.Due(t, y.now), Outcome: outcome}, Completed{Activity: a.ID, Outcome: outcome})
}

// timer puts a timer down: one on a border is no step of its own.
func (y *dry) timer(e TimerSet) {
	due := e.Due
	if e.Workdays > 0 {
		due = y.sample.After(e.Workdays, y.now)
	}
	if due.Before(y.now) {
		due = y.now
	}
	if y.d.nodes[e.Node].kind == boundary {
		y.queue = append(y.queue, ahead{e.Timer, due, Fired{e.Timer}})
		return
	}
	y.expect(e.Timer, Stop{Node: e.Node, Due: due}, Fired{e.Timer})
}

// await answers what is waited for; at a border only what the sample names.
func (y *dry) await(e Awaits) {
	var event Event = Received{Message: e.Name, Wait: e.Wait}
	if e.Signal {
		event = Signalled{e.Name}
	}
	if y.d.nodes[e.Node].kind == boundary {
		if i := slices.Index(y.sample.Messages, e.Name); i >= 0 {
			y.sample.Messages = slices.Delete(slices.Clone(y.sample.Messages), i, i+1)
			y.queue = append(y.queue, ahead{e.Wait, y.now, event})
		}
		return
	}
	y.expect(e.Wait, Stop{Node: e.Node, Due: y.now}, event)
}
