package catalogue

import (
	"regexp"
	"strconv"

	"tongban/kernel/calendar"
)

// Within is a time to do something in: calendar time, or working days.
type Within struct{ Years, Months, Days, Workdays int }

var withinParts = regexp.MustCompile(`^P(?:(\d{1,2})Y)?(?:(\d{1,3})M)?(?:(\d{1,3})W)?(?:(\d{1,4})D)?$|^P(\d{1,3})WD$`)

// ParseWithin reads an ISO 8601 period of days or more, P2M, or working days, P20WD; false
// for anything else and for no time at all.
func ParseWithin(text string) (w Within, ok bool) {
	parts := withinParts.FindStringSubmatch(text)
	if parts == nil {
		return w, false
	}
	var n [5]int
	for i := range n {
		n[i], _ = strconv.Atoi(parts[i+1]) // digits or nothing
	}
	w = Within{Years: n[0], Months: n[1], Days: 7*n[2] + n[3], Workdays: n[4]}
	return w, w != Within{}
}

// After is the last day of w that begins after day: the day itself is not counted, and a last
// day on which nobody works is moved to the next working day.
//
// Basis: 民法典, arts 201–203.
func (w Within) After(day calendar.Date, cal *calendar.Calendar) calendar.Date {
	if w.Workdays > 0 {
		return cal.AddWorkdays(day, w.Workdays)
	}
	return cal.Roll(lastOf(day, 12*w.Years+w.Months) + calendar.Date(w.Days))
}

// lastOf is the same day some months later, or the last day of that month if it has no such.
func lastOf(day calendar.Date, months int) calendar.Date {
	start := day.Start()
	end := start.AddDate(0, months, 0)
	if end.Day() != start.Day() {
		end = end.AddDate(0, 0, -end.Day())
	}
	return calendar.DateOf(end)
}
