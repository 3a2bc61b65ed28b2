package calendar

import "time"

// WorkdayMinutes is what one working day of a stage limit weighs in minutes:
// eight hours, so that "0.5 working day" is four hours of work everywhere. An
// outlet that is open for seven hours does not get a shorter measure.
const WorkdayMinutes = 480

// Hours are the times an outlet is open on a working day, in order and apart.
type Hours []Shift

// Shift is a time of opening, in minutes since midnight.
type Shift struct{ Open, Close int }

// EightHours are the hours in which limits of less than a day are counted where no outlet
// says its own: as many as a working day weighs.
var EightHours = Hours{{Open: 9 * 60, Close: 12 * 60}, {Open: 13 * 60, Close: 18 * 60}}

// AddWorkMinutes returns the instant at which an outlet with these hours has been
// open for so many minutes since start. With no hours there is no such instant:
// it returns the zero time.
func (c *Calendar) AddWorkMinutes(start time.Time, minutes int, hours Hours) time.Time {
	if hours.perDay() <= 0 {
		return time.Time{}
	}
	if minutes <= 0 {
		return start
	}
	left := time.Duration(minutes) * time.Minute
	for day := c.Roll(DateOf(start)); ; day = c.AddWorkdays(day, 1) {
		for _, s := range hours {
			open, shut := s.on(day)
			if open.Before(start) {
				open = start
			}
			if span := shut.Sub(open); span >= left {
				return open.Add(left)
			} else if span > 0 {
				left -= span
			}
		}
	}
}

// WorkMinutes returns for how many whole minutes an outlet with these hours was
// open between a and b.
func (c *Calendar) WorkMinutes(a, b time.Time, hours Hours) int {
	if !a.Before(b) {
		return 0
	}
	first, last := DateOf(a), DateOf(b)
	open := c.openOn(first, a, b, hours)
	if first < last {
		between := c.WorkdaysBetween(first, last-1) * hours.perDay()
		open += time.Duration(between)*time.Minute + c.openOn(last, a, b, hours)
	}
	return int(open / time.Minute)
}

// openOn returns the time between a and b for which the outlet is open on day.
func (c *Calendar) openOn(day Date, a, b time.Time, hours Hours) (open time.Duration) {
	if !c.IsWorkday(day) {
		return 0
	}
	for _, s := range hours {
		from, to := s.on(day)
		if from.Before(a) {
			from = a
		}
		if to.After(b) {
			to = b
		}
		open += max(0, to.Sub(from))
	}
	return open
}

func (h Hours) perDay() (minutes int) {
	for _, s := range h {
		minutes += s.Close - s.Open
	}
	return minutes
}

func (s Shift) on(day Date) (open, shut time.Time) {
	midnight := day.Start()
	return midnight.Add(time.Duration(s.Open) * time.Minute), midnight.Add(time.Duration(s.Close) * time.Minute)
}
