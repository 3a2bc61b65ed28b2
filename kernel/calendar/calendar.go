// Package calendar knows the working days of China.
//
// A day is a working day if it is Monday to Friday and not announced as off, or
// if it is announced as worked. The State Council announces both once a year, at
// times again within the year; its notices are data (notices.json), each with
// number, date and source. A year without a notice is provisional: its dates
// rest on what the law itself names, and are counted again when the notice is
// there (With).
//
// A Calendar never changes, so that a date it once gave can be had again. Days
// that are days off for a part of the people only (women, youth, children, the
// army) do not count; nor do local holidays.
//
// Counting costs a few nanoseconds whatever the distance: the calendar keeps how
// far each day is from the plain five-day week.
package calendar

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
)

// Calendar answers which days are worked. It is safe for concurrent use.
type Calendar struct {
	given   []Notice
	notices []Notice // those of them that count, oldest first
	version string
	first   Date      // the day of shift[0]
	shift   []int16   // working days up to and including a day, less those of the plain week
	days    []marking // what the notices say of a day, from first on
	decided map[int]bool
}

// marking is what notices say of one day.
type marking struct {
	notice int16 // 1 + its place in notices, 0 for a day none speaks of
	period int16 // 1 + its place in Off, 0 for a day worked
}

// Default returns the calendar of the published notices.
func Default() *Calendar { return ofPublished() }

var ofPublished = sync.OnceValue(func() *Calendar {
	c, err := New(Published()...)
	if err != nil {
		panic(err) // the notices are part of the program
	}
	return c
})

// New returns the calendar that follows from notices. Of two that speak of the
// same day the later one binds. An awaited entry falls away when a notice for
// its year is among them. The error wraps ErrNotice.
func New(notices ...Notice) (*Calendar, error) {
	c := &Calendar{given: notices, decided: map[int]bool{}}
	seen := map[string]bool{}
	for _, n := range notices {
		if err := n.check(); err != nil {
			return nil, err
		}
		if seen[n.Number] {
			return nil, fmt.Errorf("%w %s: is there already", ErrNotice, n.Number)
		}
		seen[n.Number] = true
		if !n.Awaited {
			c.decided[n.Year] = true
		}
	}
	for _, n := range notices {
		if !n.Awaited || !c.decided[n.Year] {
			c.notices = append(c.notices, n)
		}
	}
	slices.SortStableFunc(c.notices, func(a, b Notice) int { return int(a.Dated - b.Dated) })
	c.version = version(c.notices)
	c.mark()
	c.count()
	return c, nil
}

// With returns the calendar that follows when n is announced as well.
func (c *Calendar) With(n Notice) (*Calendar, error) {
	return New(append(slices.Clone(c.given), n)...)
}

// Without returns the calendar as it would be without the notice of that number.
func (c *Calendar) Without(number string) (*Calendar, error) {
	return New(slices.DeleteFunc(slices.Clone(c.given), func(n Notice) bool { return n.Number == number })...)
}

// Notices returns what the calendar rests on, oldest first.
func (c *Calendar) Notices() []Notice { return slices.Clone(c.notices) }

// Version names the content: the date of the newest notice and a digest of all.
// Calendars with the same version give the same dates.
func (c *Calendar) Version() string { return c.version }

func version(notices []Notice) string {
	if len(notices) == 0 {
		return "none"
	}
	var newest Date
	for _, n := range notices {
		if !n.Awaited {
			newest = max(newest, n.Dated)
		}
	}
	text, _ := json.Marshal(notices) // plain data: never fails
	sum := sha256.Sum256(text)
	return newest.String() + "." + hex.EncodeToString(sum[:4])
}

// mark enters every notice, the oldest first.
func (c *Calendar) mark() {
	if len(c.notices) == 0 {
		return
	}
	c.first = c.notices[0].Off[0].From
	last := c.first
	for _, n := range c.notices {
		for _, p := range n.Off {
			c.first, last = min(c.first, p.From), max(last, p.To)
		}
		for _, d := range n.Work {
			c.first, last = min(c.first, d), max(last, d)
		}
	}
	c.days = make([]marking, last-c.first+1)
	for i, n := range c.notices {
		for j, p := range n.Off {
			for d := p.From; d <= p.To; d++ {
				c.days[d-c.first] = marking{int16(i + 1), int16(j + 1)}
			}
		}
		for _, d := range n.Work {
			c.days[d-c.first] = marking{int16(i + 1), 0}
		}
	}
}

// count sums up how the marked days move the plain week's count.
func (c *Calendar) count() {
	c.shift = make([]int16, len(c.days))
	var sum int16
	for i, m := range c.days {
		switch weekday := isWeekday(c.first + Date(i)); {
		case m.period > 0 && weekday:
			sum--
		case m.notice > 0 && m.period == 0 && !weekday:
			sum++
		}
		c.shift[i] = sum
	}
}

// upTo returns the number of working days from day 1 to d.
func (c *Calendar) upTo(d Date) int {
	plain := int(d)/7*5 + min(int(d)%7, 5) // day 1 was a Monday
	switch i := int(d - c.first); {
	case i < 0 || len(c.shift) == 0:
		return plain
	case i >= len(c.shift):
		return plain + int(c.shift[len(c.shift)-1])
	default:
		return plain + int(c.shift[i])
	}
}

func isWeekday(d Date) bool { return d%7 >= 1 && d%7 <= 5 }

// IsWorkday reports whether d is a working day.
func (c *Calendar) IsWorkday(d Date) bool { return c.upTo(d) > c.upTo(d-1) }

// AddWorkdays returns the nth working day after start; start is not counted. It
// returns start itself for n ≤ 0.
//
// Basis: 民法典, art. 201: the day on which a period begins is not counted.
func (c *Calendar) AddWorkdays(start Date, n int) Date {
	// As many days as are missing can hold at most as many working days, so the
	// steps never pass the answer, and the last one ends on a working day.
	d := start
	for missing := n; missing > 0; missing = n - c.WorkdaysBetween(start, d) {
		d += Date(missing)
	}
	return d
}

// WorkdaysBetween returns the number of working days after a up to and including
// b, negative if b is before a.
func (c *Calendar) WorkdaysBetween(a, b Date) int { return c.upTo(b) - c.upTo(a) }

// Roll returns d if it is a working day, else the next one.
//
// Basis: 民法典, art. 203: a period that ends on a day off ends the day after it.
func (c *Calendar) Roll(d Date) Date { return c.AddWorkdays(d-1, 1) }

// Holiday returns what d is off for, if a notice makes it so. Plain weekend days
// have no holiday.
func (c *Calendar) Holiday(d Date) (Holiday, bool) {
	m := c.marking(d)
	if m.period == 0 {
		return Holiday{}, false
	}
	return c.notices[m.notice-1].Off[m.period-1].Holiday, true
}

// Provisional reports whether d lies in a year whose notice is not known.
func (c *Calendar) Provisional(d Date) bool { return !c.decided[d.Year()] }

func (c *Calendar) marking(d Date) marking {
	if i := int(d - c.first); i >= 0 && i < len(c.days) {
		return c.days[i]
	}
	return marking{}
}

// Special is a run of days on which the calendar departs from the plain week.
type Special struct {
	From, To Date
	Holiday         // empty for a weekend day that is worked
	Worked   bool   // 调休上班
	Notice   string // the number of the notice that says so
}

// Specials lists what notices say of the days from a to b, both included.
func (c *Calendar) Specials(a, b Date) []Special {
	var list []Special
	a, b = max(a, c.first), min(b, c.first+Date(len(c.days))-1)
	for d := a; d <= b; d++ {
		m := c.marking(d)
		if m.notice == 0 {
			continue
		}
		if d > a && m.period > 0 && c.marking(d-1) == m {
			list[len(list)-1].To = d
			continue
		}
		s := Special{From: d, To: d, Worked: m.period == 0, Notice: c.notices[m.notice-1].Number}
		s.Holiday, _ = c.Holiday(d)
		list = append(list, s)
	}
	return list
}
