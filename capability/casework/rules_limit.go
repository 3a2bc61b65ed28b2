package casework

import (
	"time"

	"tongban/capability/workflow"
	"tongban/kernel/calendar"
	"tongban/kernel/deadline"
)

// hours are the working hours in which limits of less than a day are counted.
var hours = calendar.EightHours

// stage returns how the own clock of t stands, false where the drawing gives it no limit. It
// runs from when t was opened, and stands still while the whole case does: in a special
// procedure of another branch it goes on.
func (f *File) stage(t *Task, cal *calendar.Calendar, now time.Time) (deadline.Stage, bool) {
	drawn, ok := f.Drawn(t)
	if !ok || drawn.Limit <= 0 {
		return deadline.Stage{}, false
	}
	return deadline.StageOf(t.OpenedAt, workdays(drawn), f.pausesUntil(now), now, cal, hours), true
}

// workdays is how many working days a step may take, 0 if nobody says.
func workdays(drawn workflow.Task) float64 {
	if drawn.Unit == workflow.Minute {
		return drawn.Limit / calendar.WorkdayMinutes
	}
	return drawn.Limit
}

// pausesUntil are the times in which the whole case lawfully stood still, as far as they
// began before now.
func (f *File) pausesUntil(now time.Time) []deadline.Pause {
	var list []deadline.Pause
	for _, r := range f.Records {
		if r.Detail.Branch != "" || r.At.After(now) {
			continue
		}
		switch timed[r.Event] {
		case deadline.Paused:
			if lawOf(f.Item).Stops(deadline.Procedure(r.Detail.Procedure), r.Detail.Statute) {
				list = append(list, deadline.Pause{From: r.At})
			}
		case deadline.Resumed:
			if n := len(list); n > 0 && list[n-1].To.IsZero() {
				list[n-1].To = r.At
			}
		}
	}
	return list
}

// Stage returns how the own clock of an open task of f stands, false if it has none.
func (s *Service) Stage(f *File, t *Task) (deadline.Stage, bool) {
	return f.stage(t, s.Calendar(), f.at(s.Clock.Now()))
}

// clockTasks finds the dates of the tasks of m: their own limits, and what comes first of those
// and the case's for the worklists.
func (m *move) clockTasks(cal *calendar.Calendar) {
	for i := range m.opened {
		t := &m.opened[i]
		if stage, ok := m.file.stage(t, cal, m.now); ok {
			t.LimitAt = stage.Due
		}
		if t.DueAt = m.file.Case.DueAt; !t.LimitAt.IsZero() && t.LimitAt.Before(t.DueAt) {
			t.DueAt = t.LimitAt
		}
	}
	for _, t := range m.file.OpenTasks() {
		if stage, ok := m.file.stage(t, cal, m.now); ok && !stage.Due.Equal(t.LimitAt) {
			t.LimitAt = stage.Due
			m.limits = append(m.limits, t)
		}
	}
}
