package feel

import (
	"cmp"
	"time"

	"tongban/kernel/clock"
)

// Date is a civil day of the Gregorian calendar.
type Date struct{ Year, Month, Day int }

// Time is a time of day, with a zone or without.
type Time struct {
	Hour, Minute, Second, Nano int
	Zone                       Zone
}

// Zone is an offset from UTC, or the name of a zone. The zero Zone is none.
type Zone struct {
	Known  bool
	Offset int    // in seconds, where Name is empty
	Name   string // Asia/Shanghai
}

// DateTime is a time of a day.
type DateTime struct {
	Date Date
	Time Time
}

// Duration is a duration of days and time.
type Duration struct {
	Seconds int64
	Nanos   int64 // of the second, from 0 to 999 999 999: -0.5 s is -1 s and 500 000 000
}

// Months is a duration of years and months.
type Months int64

const (
	day     = 24 * 60 * 60
	maxYear = 999999999 // Basis: DMN 1.3, table 58 (XML Schema's years, of up to nine digits)
)

// utc is midnight of d, to compute with.
func (d Date) utc() time.Time {
	return time.Date(d.Year, time.Month(d.Month), d.Day, 0, 0, 0, 0, time.UTC)
}

func dateOf(t time.Time) Date { return Date{t.Year(), int(t.Month()), t.Day()} }

// valid reports whether there is such a day.
func (d Date) valid() bool {
	return d.Month >= 1 && d.Month <= 12 && d.Day >= 1 && d.Year >= -maxYear && d.Year <= maxYear && dateOf(d.utc()) == d
}

// days is the number of the day.
func (d Date) days() int64 { return d.utc().Unix() / day }

// addMonths moves d by n months; a day beyond the month's end becomes its last.
func (d Date) addMonths(n int64) (Date, bool) {
	if n > 12*maxYear || n < -12*maxYear {
		return Date{}, false
	}
	all := int64(d.Year)*12 + int64(d.Month-1) + n
	year, month := all/12, all%12
	if month < 0 {
		year, month = year-1, month+12
	}
	first := Date{int(year), int(month) + 1, 1}
	last := dateOf(time.Date(first.Year, time.Month(first.Month)+1, 0, 0, 0, 0, 0, time.UTC)).Day
	first.Day = min(d.Day, last)
	return first, first.valid()
}

// seconds is the second of the day.
func (t Time) seconds() int64 { return int64(t.Hour*3600 + t.Minute*60 + t.Second) }

func (t Time) valid() bool {
	return t.Hour >= 0 && t.Hour < 24 && t.Minute >= 0 && t.Minute < 60 && t.Second >= 0 && t.Second < 60 && t.Nano >= 0 && t.Nano < 1e9
}

// timeAt is the time of a second of a day.
func timeAt(seconds, nanos int64, zone Zone) Time {
	seconds = ((seconds % day) + day) % day
	return Time{int(seconds / 3600), int(seconds / 60 % 60), int(seconds % 60), int(nanos), zone}
}

// location is the zone to compute with. Where none is given it is China's, as all texts of
// the platform understand times.
func (z Zone) location() *time.Location {
	switch {
	case !z.Known:
		return clock.Shanghai
	case z.Name != "":
		if loc, err := time.LoadLocation(z.Name); err == nil {
			return loc
		}
	}
	return time.FixedZone("", z.Offset)
}

// offsetOn returns how far z is from UTC at a local time.
func (z Zone) offsetAt(d DateTime) int {
	if z.Known && z.Name == "" {
		return z.Offset
	}
	_, offset := d.instant().Zone()
	return offset
}

// instant is the moment d names.
func (d DateTime) instant() time.Time {
	return time.Date(d.Date.Year, time.Month(d.Date.Month), d.Date.Day, d.Time.Hour, d.Time.Minute, d.Time.Second, d.Time.Nano, d.Time.Zone.location())
}

// local is what the clock on the wall shows, as seconds since 1970.
func (d DateTime) local() int64 { return d.Date.utc().Unix() + d.Time.seconds() }

// compareDateTimes compares moments; where neither names a zone, what the wall shows.
func compareDateTimes(a, b DateTime) int {
	if !a.Time.Zone.Known && !b.Time.Zone.Known {
		return cmp.Or(cmp.Compare(a.local(), b.local()), cmp.Compare(a.Time.Nano, b.Time.Nano))
	}
	return a.instant().Compare(b.instant())
}

func compareTimes(a, b Time) int {
	if a.Zone == b.Zone {
		return cmp.Or(cmp.Compare(a.seconds(), b.seconds()), cmp.Compare(a.Nano, b.Nano))
	}
	today := Date{1970, 1, 1}
	x := a.seconds() - int64(a.Zone.offsetAt(DateTime{today, a}))
	y := b.seconds() - int64(b.Zone.offsetAt(DateTime{today, b}))
	return cmp.Or(cmp.Compare(x, y), cmp.Compare(a.Nano, b.Nano))
}

// durationOf makes a duration of seconds and nanoseconds of either sign.
func durationOf(seconds, nanos int64) Duration {
	seconds += nanos / 1e9
	nanos %= 1e9
	if nanos < 0 {
		seconds, nanos = seconds-1, nanos+1e9
	}
	return Duration{seconds, nanos}
}

func (d Duration) compare(e Duration) int {
	return cmp.Or(cmp.Compare(d.Seconds, e.Seconds), cmp.Compare(d.Nanos, e.Nanos))
}

func (d Duration) negated() Duration { return durationOf(-d.Seconds, -d.Nanos) }

func (d Duration) plus(e Duration) (Duration, bool) {
	sum := durationOf(d.Seconds+e.Seconds, d.Nanos+e.Nanos)
	overflow := (d.Seconds > 0) == (e.Seconds > 0) && (sum.Seconds > 0) != (d.Seconds > 0) && d.Seconds != 0 && e.Seconds != 0 && sum.Seconds != 0
	return sum, !overflow
}

// number is the duration in seconds.
func (d Duration) number() Number {
	n, err := NumberOf(secondsText(d))
	if err != nil {
		return Int(d.Seconds)
	}
	return n
}

// plus moves a moment by a duration; the zone stays.
func (d DateTime) plus(by Duration) (DateTime, bool) {
	if by.Seconds > maxYear*366*day || by.Seconds < -maxYear*366*day {
		return DateTime{}, false
	}
	sum := durationOf(d.local()+by.Seconds, int64(d.Time.Nano)+by.Nanos)
	t := time.Unix(sum.Seconds, 0).UTC()
	moved := DateTime{dateOf(t), timeAt(sum.Seconds, sum.Nanos, d.Time.Zone)}
	return moved, moved.Date.valid()
}

// minus is the duration between two moments.
func (d DateTime) minus(e DateTime) Duration {
	if !d.Time.Zone.Known && !e.Time.Zone.Known {
		return durationOf(d.local()-e.local(), int64(d.Time.Nano-e.Time.Nano))
	}
	a, b := d.instant(), e.instant()
	return durationOf(a.Unix()-b.Unix(), int64(a.Nanosecond()-b.Nanosecond()))
}
