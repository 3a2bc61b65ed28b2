package procedure

import (
	"slices"
	"time"

	"tongban/capability/catalogue"
	"tongban/capability/form"
	"tongban/capability/workflow"
	"tongban/kernel/calendar"
	"tongban/kernel/deadline"
)

// Trial is a sample case that is taken through a drawing on paper.
type Trial struct {
	Start    calendar.Date     // the day it is accepted
	Answers  form.Values       // to the fields that the drawing reads
	Outcomes map[string]string // by step; the others come out best
	Messages []string          // that come, where a border waits for them
}

// Tried is what came of a trial.
type Tried struct {
	Trial
	workflow.Rehearsal
	Definition *workflow.Definition
	Item       *catalogue.Item
	DecidedAt  time.Time       // zero where it never comes to a decision
	Promised   deadline.Window // as the law counts the sample, up to the decision
	Statutory  deadline.Window
}

// track is what a trial is taken over.
type track struct {
	checked
	item *catalogue.Item
	form *form.Definition
	law  deadline.Law
	days *calendar.Calendar
}

// asked are the fields of the form that the drawing reads: what the sample depends on.
func (c track) asked() form.Topic {
	var topic form.Topic
	for i := range c.form.Fields {
		f := &c.form.Fields[i]
		if f.Kind != form.Info && f.Kind != form.File && slices.ContainsFunc(c.definition.Asks(), func(a workflow.Ask) bool { return a.Field == f.Key }) {
			topic.Fields = append(topic.Fields, f)
		}
	}
	return topic
}

// opening is the time of day at which a sample case is accepted.
const opening = 9 * time.Hour

// run takes a sample through the drawing: everybody uses the whole limit, the calendar is the
// office's. What is drawn behind the decision is not executed, so it is left out.
func (c track) run(trial Trial) (Tried, error) {
	start := trial.Start.Start().Add(opening)
	run, err := c.definition.Dry(workflow.Sample{
		Start: start, Values: c.form.Readable(c.form.Normalise(trial.Answers)), Outcomes: trial.Outcomes, Messages: trial.Messages,
		Due: c.due, After: func(days int, from time.Time) time.Time {
			return within(c.days.AddWorkdays(calendar.DateOf(from), days).End())
		},
	})
	if err != nil {
		return Tried{}, err
	}
	t := Tried{Trial: trial, Rehearsal: run, Definition: c.definition, Item: c.item}
	if run.Ended != nil {
		t.DecidedAt = run.At
	}
	if i := slices.IndexFunc(run.Stops, func(s workflow.Stop) bool { return s.Task != nil && s.Task.Decides && !s.Cut }); i >= 0 {
		t.DecidedAt, t.Incident = run.Stops[i].Due, nil
		t.Stops = slices.DeleteFunc(run.Stops, func(s workflow.Stop) bool { return !s.Opened.Before(t.DecidedAt) })
	}
	c.judge(&t, start)
	return t, nil
}

// due is when a task is done whose limit is used up. A task without a limit takes no time.
func (c track) due(t workflow.Task, opened time.Time) time.Time {
	days := t.Limit
	if t.Unit == workflow.Minute {
		days /= calendar.WorkdayMinutes
	}
	if days <= 0 {
		return opened
	}
	return within(deadline.StageDue(opened, days, c.days, calendar.EightHours))
}

// within is the last minute before the end of a day, so that what follows begins on it.
func within(due time.Time) time.Time {
	if due.Equal(calendar.DateOf(due).Start()) {
		return due.Add(-time.Minute)
	}
	return due
}

// judge holds the sample against the dates of law: what special procedures take is left out.
func (c track) judge(t *Tried, start time.Time) {
	if t.DecidedAt.IsZero() {
		return
	}
	events := []deadline.Event{{Kind: deadline.Received, At: start}, {Kind: deadline.Accepted, At: start}}
	for _, s := range t.Stops {
		if s.Task == nil || s.Task.Clock != workflow.Special {
			continue
		}
		ref := s.Node + "/" + s.Element + s.Opened.String()
		events = append(events,
			deadline.Event{Kind: deadline.Paused, At: s.Opened, Ref: ref, Procedure: deadline.Procedure(s.Task.Procedure), Statute: s.Task.Statute},
			deadline.Event{Kind: deadline.Resumed, At: s.Due, Ref: ref})
	}
	slices.SortStableFunc(events, func(a, b deadline.Event) int { return a.At.Compare(b.At) })
	events = append(events, deadline.Event{Kind: deadline.Decided, At: t.DecidedAt})
	clock := deadline.Evaluate(events, c.law, c.days, t.DecidedAt.Add(time.Second))
	t.Promised, t.Statutory = clock.Window(deadline.PromisedPeriod), clock.Window(deadline.StatutoryPeriod)
}
