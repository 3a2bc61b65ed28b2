package credit

import (
	"cmp"
	"slices"

	"tongban/kernel/calendar"
)

// Letter is a level in short.
type Letter string

// The levels.
const (
	A Letter = "A" // on a red list, and nothing counts
	B Letter = "B" // nothing, or minor facts only
	C Letter = "C" // a general fact counts
	D Letter = "D" // a serious fact counts
)

// Level is how somebody stands, with the facts it follows from. There is no score behind it.
type Level struct {
	Letter Letter
	Since  calendar.Date // none if nothing was ever the reason
	Facts  []*Fact       // it follows from
}

// levelOf returns the level that follows from the facts that count, and from the red list.
//
// Basis: 国办发〔2020〕49号: what follows from facts by a published rule, open to whom it is about.
func levelOf(standing, red []*Fact) Level {
	for _, one := range []struct {
		grade  Grade
		letter Letter
	}{{Serious, D}, {General, C}, {Minor, B}} {
		if of := slices.DeleteFunc(slices.Clone(standing), func(f *Fact) bool { return f.Grade != one.grade }); len(of) > 0 {
			return Level{one.letter, sinceOf(of), of}
		}
	}
	if len(red) > 0 {
		return Level{A, sinceOf(red), red}
	}
	return Level{Letter: B}
}

// sinceOf returns the day of the earliest of facts.
func sinceOf(facts []*Fact) calendar.Date {
	first := slices.MinFunc(facts, func(a, b *Fact) int { return cmp.Compare(a.RecordedAt.UnixMilli(), b.RecordedAt.UnixMilli()) })
	return calendar.DateOf(first.RecordedAt)
}
