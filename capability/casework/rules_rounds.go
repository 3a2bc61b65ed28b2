package casework

import (
	"slices"
	"time"

	"tongban/capability/workflow"
	"tongban/kernel/calendar"
	"tongban/kernel/deadline"
)

// rounds tells the times that a step was to be done from its tasks, the oldest first. What
// was opened while others of it were open is one more signature.
func (p plot) rounds(tasks []*Task) (rounds []Round) {
	for _, t := range tasks {
		n := len(rounds)
		if n > 0 && rounds[n-1].takes(t) {
			rounds[n-1].Tasks = append(rounds[n-1].Tasks, t)
			continue
		}
		rounds = append(rounds, Round{Tasks: []*Task{t}, OpenedAt: t.OpenedAt, Again: p.again(t)})
	}
	for i := range rounds {
		p.end(&rounds[i])
	}
	return rounds
}

// takes reports whether t belongs to r: it was opened with the others, or while one was open.
func (r Round) takes(t *Task) bool {
	return t.OpenedAt.Equal(r.OpenedAt) || slices.ContainsFunc(r.Tasks, func(o *Task) bool { return o.ClosedAt.IsZero() || o.ClosedAt.After(t.OpenedAt) })
}

// again is the record by which t was opened anew.
func (p plot) again(t *Task) *Record {
	return p.record(t.OpenedAt, func(r *Record) bool { return r.Event == SendBack || r.Event == TakeBack })
}

func (p plot) record(at time.Time, is func(*Record) bool) *Record {
	for i := range p.f.Records {
		if r := &p.f.Records[i]; r.At.Equal(at) && is(r) {
			return r
		}
	}
	return nil
}

// end says how a round ended, if it did: what was signed last counts, a signature that was
// done without does not.
func (p plot) end(r *Round) {
	var last *Task
	for _, t := range r.Tasks {
		switch {
		case t.ClosedAt.IsZero():
			return
		case t.Outcome == string(workflow.ByRemoval):
			continue
		case last == nil || t.ClosedAt.After(last.ClosedAt), t.ClosedAt.Equal(last.ClosedAt) && !p.isDone(last):
			last = t
		}
	}
	if last == nil {
		last = r.Tasks[len(r.Tasks)-1]
	}
	r.ClosedAt = last.ClosedAt
	if p.isDone(last) {
		r.Outcome = p.worst(r.Tasks, last)
	}
	if p.isDone(last) || last.Outcome == string(workflow.ByReturn) {
		r.Said = p.record(last.ClosedAt, func(r *Record) bool {
			return r.Actor == last.ClosedBy && slices.Contains(saying, r.Event) && (r.Detail.Stage == "" || r.Detail.Stage == last.Stage)
		})
	}
}

// saying are the events with which somebody ends a step.
var saying = []Event{PassStage, ProposeDecision, SendBack, Grant, GrantAtOnce, Deny}

// undone is how tasks are closed that nobody has done.
var undone = []string{
	string(workflow.ByReturn), string(workflow.ByTakingBack), string(workflow.ByRemoval), string(workflow.ByProcess), string(workflow.ByEnd),
	"left", string(Withdraw), string(Terminate),
}

// isDone reports whether somebody has done t.
func (p plot) isDone(t *Task) bool {
	return !t.ClosedAt.IsZero() && (slices.Contains(p.outcomes(t), opened(t.Outcome)) || !slices.Contains(undone, t.Outcome))
}

func (p plot) outcomes(t *Task) []string {
	if p.def != nil {
		if drawn, ok := p.def.Task(t.Node); ok {
			return drawn.Outcomes
		}
	}
	return nil
}

// opened is the outcome that closedWith has written down.
func opened(outcome string) string {
	if outcome == closedWith(workflow.Pass) {
		return workflow.Pass
	}
	return outcome
}

// worst is the outcome of a round: of several who have signed the worst counts.
func (p plot) worst(tasks []*Task, last *Task) string {
	outcomes, at := p.outcomes(last), -1
	for _, t := range tasks {
		at = max(at, slices.Index(outcomes, opened(t.Outcome)))
	}
	if at < 0 {
		return opened(last.Outcome)
	}
	return outcomes[at]
}

// clock is how the own time of a round stands, nil if it has no limit or was not begun.
func (p plot) clock(r Round) *StepClock {
	if len(r.Tasks) == 0 {
		return nil
	}
	at := p.now
	if !r.ClosedAt.IsZero() {
		at = r.ClosedAt
	}
	stage, ok := p.f.stage(r.Tasks[0], p.cal, at)
	if !ok {
		return nil
	}
	c := clockOf(stage, r.OpenedAt, at, p.cal)
	return &c
}

// clockOf counts what is used of a limit and what is left.
func clockOf(stage deadline.Stage, from, at time.Time, cal *calendar.Calendar) StepClock {
	c := StepClock{Stage: stage, Late: !at.Before(stage.Due)}
	today, last := calendar.DateOf(at), calendar.DateOf(stage.Due.Add(-time.Millisecond))
	if c.Left = cal.WorkdaysBetween(today, last); last < today {
		c.Left = -cal.WorkdaysBetween(last, today)
	}
	used := func(a, b time.Time) float64 {
		if stage.Workdays < 1 {
			return float64(cal.WorkMinutes(a, b, hours)) / calendar.WorkdayMinutes
		}
		return float64(cal.WorkdaysBetween(calendar.DateOf(a), calendar.DateOf(b)))
	}
	c.Used = used(from, at)
	for _, pause := range stage.Excluded {
		begins, ends := pause.From, pause.To
		if begins.Before(from) { // what overlaps counts once
			begins = from
		}
		if ends.IsZero() || ends.After(at) {
			ends = at
		}
		if ends.After(begins) {
			c.Used -= used(begins, ends)
			from = ends
		}
	}
	return c
}
