package deadline

import (
	"math"
	"time"

	"tongban/kernel/calendar"
)

// StageDue returns when a stage that begins at start has used its limit, given in
// working days as the catalogue does: 0.5, 1, 2.5. It is a target of the house,
// not a date of law. Whole days are counted as everywhere, the last one to its end;
// what is left over is working minutes by the outlet's hours, 480 to the day, but
// never more than a day would be, so that a longer limit never ends earlier than a
// shorter one. A limit of 0 means within the (next working) day.
func StageDue(start time.Time, workdays float64, cal *calendar.Calendar, hours calendar.Hours) time.Time {
	day := calendar.DateOf(start)
	whole, part := math.Modf(max(0, workdays))
	minutes := int(math.Round(part * calendar.WorkdayMinutes))
	switch {
	case minutes == 0 && whole == 0:
		return cal.Roll(day).End()
	case minutes == 0:
		return cal.AddWorkdays(day, int(whole)).End()
	}
	if whole > 0 {
		start = cal.AddWorkdays(day, int(whole)).End()
	}
	due, latest := cal.AddWorkMinutes(start, minutes, hours), cal.AddWorkdays(day, int(whole)+1).End()
	if due.IsZero() || due.After(latest) {
		return latest
	}
	return due
}
