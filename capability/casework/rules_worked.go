package casework

import (
	"slices"
	"time"

	"tongban/kernel/calendar"
)

// Through reports whether somebody has done t: its end was not that of the case, nor did a
// return, another branch or a veto take it away.
func (f *File) Through(t *Task) bool {
	return !t.ClosedAt.IsZero() && (slices.Contains(f.endings(t), t.Outcome) || t.Outcome == "granted" || t.Outcome == "denied")
}

// Worked returns for how many working minutes t was open, eight hours a day, less what the
// whole case lawfully stood still: what its own limit counts.
func (f *File) Worked(t *Task, cal *calendar.Calendar) int {
	minutes := cal.WorkMinutes(t.OpenedAt, t.ClosedAt, hours)
	for _, p := range f.pausesUntil(t.ClosedAt) {
		from, to := p.From, p.To
		if to.IsZero() {
			to = t.ClosedAt
		}
		minutes -= cal.WorkMinutes(later(from, t.OpenedAt), earlier(to, t.ClosedAt), hours)
	}
	return max(0, minutes)
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}
