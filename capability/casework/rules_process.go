package casework

import (
	"math"
	"slices"
	"time"

	"tongban/capability/workflow"
	"tongban/kernel/calendar"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// process is how a case goes on between acceptance and decision: what was drawn, and where
// the case stands in it.
type process struct {
	def    *workflow.Definition // nil if it cannot be found
	values map[string]any       // of the form, for expressions; only drawn processes have any
	state  *workflow.State      // read when it is asked for
	tried  attempt              // the last end of a task that was worked out: what is asked is then done
}

// attempt is the end of a task, worked out.
type attempt struct {
	from     *workflow.State
	activity int
	by       string
	outcome  string
	made     stride
	err      error
}

// Incident is something a process cannot go on for until somebody has seen to it.
type Incident struct {
	ID     id.ID
	CaseID id.ID
	Token  int64 // in the state; 0 where no token is stuck
	Task   id.ID // that nobody can do; 0 where it is about the process
	Node   string
	Cause  string   // key of the words that say why
	Args   []string // what they speak of
	At     time.Time
	OverAt time.Time
}

// stride is one step of a process worked out: nothing of it has happened yet.
type stride struct {
	state   workflow.State
	effects []workflow.Effect
}

// standing returns where the case of f stands in its process.
func (f *File) standing(now time.Time) (workflow.State, error) {
	p := &f.process
	switch {
	case p.def == nil:
		return workflow.State{}, fault.New(fault.Conflict, "casework.process-lost")
	case p.state != nil:
		return *p.state, nil
	case f.Case.Process == "" && f.Case.ProcedureID != 0:
		return workflow.State{}, fault.New(fault.Conflict, "casework.process-lost")
	}
	var s workflow.State
	var err error
	if f.Case.Process == "" {
		s, err = standingAt(p.def, f.Case.Stage, workflow.Input{Now: now})
	} else {
		s, err = p.def.Decode([]byte(f.Case.Process))
	}
	if err == nil {
		p.state = &s
	}
	return s, err
}

// stepped answers e in the process of f, and what the engine asks for besides: there are no
// services, so that calling one fails, and what one branch sends another may be waiting for.
func (f *File) stepped(e workflow.Event, now time.Time) (stride, error) {
	s, err := f.standing(now)
	if err != nil {
		return stride{}, err
	}
	in := workflow.Input{Now: now, Values: f.process.values}
	state, effects, err := f.process.def.Step(s, e, in)
	if err != nil {
		return stride{}, err
	}
	return f.process.settled(stride{state, effects}, in)
}

// started begins the process of f.
func (f *File) started(now time.Time) (stride, error) {
	if f.process.def == nil {
		return stride{}, fault.New(fault.Conflict, "casework.process-lost")
	}
	in := workflow.Input{Now: now, Values: f.process.values}
	state, effects, err := f.process.def.Start(in)
	if err != nil {
		return stride{}, err
	}
	return f.process.settled(stride{state, effects}, in)
}

// mostAnswers bounds how often a process is answered within one step.
const mostAnswers = 100

func (p *process) settled(s stride, in workflow.Input) (stride, error) {
	for i, answered := 0, 0; i < len(s.effects) && answered < mostAnswers && !s.state.Over(); i++ {
		var e workflow.Event
		switch effect := s.effects[i].(type) {
		case workflow.Called:
			e = workflow.Failed{Activity: effect.ID, Code: "unknown-service"}
		case workflow.Sent:
			e = workflow.Received{Message: effect.Message}
		default:
			continue
		}
		answered++
		state, more, err := p.def.Step(s.state, e, in)
		if fault.KindOf(err) == fault.Conflict && err != nil {
			continue // nobody waits for it any more
		}
		if err != nil {
			return s, err
		}
		s.state, s.effects = state, append(s.effects, more...)
	}
	return s, nil
}

// opened returns the tasks that s opens and does not close again.
func (s stride) opened() []workflow.Activity {
	var open []workflow.Activity
	for _, e := range s.effects {
		switch e := e.(type) {
		case workflow.TaskOpened:
			open = append(open, e.Activity)
		case workflow.TaskClosed:
			open = slices.DeleteFunc(open, func(a workflow.Activity) bool { return a.ID == e.ID })
		}
	}
	return open
}

// decides reports whether s leads to the decision: to a step in which it is taken, or to the
// end of a process without one.
func (p *process) decides(s stride) bool {
	return s.state.Over() || slices.ContainsFunc(s.opened(), func(a workflow.Activity) bool { return p.task(a).Decides })
}

// task returns what the drawing says of an activity.
func (p *process) task(a workflow.Activity) workflow.Task {
	t, _ := p.def.Task(a.Node)
	return t
}

// activity returns the id in the process of a task; one of a case that ran before there were
// processes is the only one.
func (f *File) activity(t *Task, now time.Time) int {
	if t.Activity != 0 {
		return t.Activity
	}
	if s, err := f.standing(now); err == nil {
		if open := f.process.def.Open(s); len(open) == 1 {
			return open[0].ID
		}
	}
	return 0
}

// Drawn returns what the drawing says of a task of f, false where it stands outside any.
func (f *File) Drawn(t *Task) (workflow.Task, bool) {
	if f.process.def == nil || t == nil || t.Node == "" {
		return workflow.Task{}, false
	}
	return f.process.def.Task(t.Node)
}

// Outcomes are what may come of a task of f, from the best to the worst.
func (f *File) Outcomes(t *Task) []string {
	if drawn, ok := f.Drawn(t); ok {
		return drawn.Outcomes
	}
	return []string{workflow.Pass}
}

// passes says how t may end for the better: its first outcome.
func (f *File) passes(t *Task) string { return f.Outcomes(t)[0] }

// after works out what ending t with an outcome leads to.
func (f *File) after(t *Task, by, outcome string, values map[string]any, now time.Time) (stride, error) {
	p, activity := &f.process, f.activity(t, now)
	if len(values) > 0 {
		return f.stepped(workflow.Completed{Activity: activity, By: by, Outcome: outcome, Values: values}, now)
	}
	if a := &p.tried; a.from == nil || a.from != p.state || a.activity != activity || a.by != by || a.outcome != outcome {
		made, err := f.stepped(workflow.Completed{Activity: activity, By: by, Outcome: outcome}, now)
		*a = attempt{p.state, activity, by, outcome, made, err}
	}
	return p.tried.made, p.tried.err
}

// timerDue is when a timer goes off.
func timerDue(e workflow.TimerSet, now time.Time, cal *calendar.Calendar) time.Time {
	if e.Workdays > 0 || e.Due.IsZero() {
		return cal.AddWorkdays(calendar.DateOf(now), e.Workdays).End()
	}
	return e.Due
}

// wholeDays is the limit of a task in working days, for papers: any part of one is one.
func wholeDays(t workflow.Task) int {
	if t.Unit == workflow.Minute {
		return int(math.Ceil(t.Limit / calendar.WorkdayMinutes))
	}
	return int(math.Ceil(t.Limit))
}
