package calendar

import (
	"fmt"
	"time"

	"tongban/kernel/clock"
)

// Date is a civil day in China, counted from 1 January of year 1, which is day 1.
// The zero Date is no date. Days are added and compared as the numbers they are:
//
//	tomorrow := today + 1
type Date int32

// unixDay is the Date of 1 January 1970.
const unixDay = 719163

const daySeconds = 24 * 60 * 60

// On returns the date of a year, month and day; a day beyond the month's end
// runs on into the next month, as with time.Date.
func On(year int, month time.Month, day int) Date {
	return Date(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix()/daySeconds + unixDay)
}

// DateOf returns the day on which t falls in Shanghai, no date for the zero time.
func DateOf(t time.Time) Date {
	if t.IsZero() {
		return 0
	}
	s := t.Unix() + 8*60*60 + unixDay*daySeconds // Shanghai's seconds since day 0
	return Date(s / daySeconds)
}

// ParseDate reads 2026-02-26.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return 0, fmt.Errorf("calendar: %q is not a date", s)
	}
	return On(t.Date()), nil
}

// Start returns the instant at which d begins in Shanghai, the zero time for no date.
func (d Date) Start() time.Time {
	if d == 0 {
		return time.Time{}
	}
	return time.Unix(int64(d-unixDay)*daySeconds-8*60*60, 0).In(clock.Shanghai)
}

// End returns the instant at which d is over: 24:00, which is when the next day begins.
func (d Date) End() time.Time {
	if d == 0 {
		return time.Time{}
	}
	return (d + 1).Start()
}

// Civil returns the year, month and day of d.
func (d Date) Civil() (year int, month time.Month, day int) { return d.Start().Date() }

// Year returns the year of d.
func (d Date) Year() int { return d.Start().Year() }

// Weekday returns the day of the week.
func (d Date) Weekday() time.Weekday { return time.Weekday(d % 7) } // day 1 was a Monday

// String writes 2026-02-26, and nothing for no date.
func (d Date) String() string {
	if d == 0 {
		return ""
	}
	return d.Start().Format(time.DateOnly)
}

// MarshalText writes what String writes.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (d *Date) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*d = 0
		return nil
	}
	v, err := ParseDate(string(b))
	*d = v
	return err
}
