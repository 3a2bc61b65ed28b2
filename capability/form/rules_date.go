package form

import (
	"time"

	"tongban/kernel/check"
	"tongban/kernel/clock"
	"tongban/kernel/fault"
)

func (e examiner) date(f *Field, text string) []fault.Field {
	t, err := time.ParseInLocation(time.DateOnly, text, clock.Shanghai)
	if err != nil {
		return wrong("form.type.date", f.name())
	}
	if found := e.within(f, t, time.DateOnly); found != nil {
		return found
	}
	age := check.Age(t, e.today)
	switch {
	case f.Rules.MaxAge != nil && age > *f.Rules.MaxAge:
		return wrong("form.age.max", *f.Rules.MaxAge, age)
	case f.Rules.MinAge != nil && age < *f.Rules.MinAge:
		return wrong("form.age.min", *f.Rules.MinAge, age)
	}
	return nil
}

func (e examiner) month(f *Field, text string) []fault.Field {
	t, err := time.ParseInLocation(layouts[YearMonth], text, clock.Shanghai)
	if err != nil {
		return wrong("form.type.yearMonth", f.name())
	}
	return e.within(f, t, layouts[YearMonth])
}

func (e examiner) moment(f *Field, text string) []fault.Field {
	t, err := time.ParseInLocation(layouts[DateTime], text, clock.Shanghai)
	if err != nil {
		return wrong("form.type.datetime", f.name())
	}
	return e.within(f, t, layouts[DateTime])
}

// within holds a moment against its bounds, written in layout: those of a month are
// months.
func (e examiner) within(f *Field, t time.Time, layout string) []fault.Field {
	least, most := e.bound(f, f.Rules.Min), e.bound(f, f.Rules.Max)
	if from := e.bound(f, &Bound{f.Rules.NotBefore}); from.After(least) {
		least = from
	}
	if s, ok := period(f.Rules.MaxOffset); ok {
		anchor := f.Rules.Anchor
		if anchor == "" {
			anchor = "today"
		}
		if last := s.after(e.bound(f, &Bound{anchor})); most.IsZero() || last.Before(most) {
			most = last
		}
	}
	switch written := t.Format(layout); {
	case !least.IsZero() && written < least.Format(layout):
		return wrong("form.date.min", f.name(), shown(least, layout))
	case !most.IsZero() && written > most.Format(layout):
		return wrong("form.date.max", f.name(), shown(most, layout))
	}
	return nil
}

// shown writes a moment for people to read.
func shown(t time.Time, layout string) string {
	if layout == layouts[DateTime] {
		layout = "2006-01-02 15:04"
	}
	return t.Format(layout)
}

// bound returns the moment a bound stands for, zero without one. What is to be
// established is established on the day of the check.
func (e examiner) bound(f *Field, b *Bound) time.Time {
	switch {
	case b == nil:
		return time.Time{}
	case b.text == "now" && f.Kind == DateTime:
		return e.today
	case b.text == "today", b.text == "now", b.text == "establishDate":
		return midnight(e.today)
	}
	t, _ := time.ParseInLocation(time.DateOnly, b.text, clock.Shanghai)
	return t
}

// midnight is the start of the day of t.
func midnight(t time.Time) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, t.Location())
}
