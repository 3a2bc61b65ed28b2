package licence

import (
	"slices"
	"time"

	"tongban/capability/licence/verify"
)

// moment is what time brings to a licence.
type moment string

const (
	lastDaysNear moment = "remind-expiry"
	reviewNear   moment = "remind-review"
	reviewLate   moment = "remind-late"
	ended        moment = "ended"
)

// due is when time brings something.
type due struct {
	at   time.Time
	what moment
}

// remindDays is how long before its last day a holder is told, if the type says
// nothing; reviewDays the same for the day by which it is looked at again.
var (
	remindDays = []int{90, 30, 7}
	reviewDays = []int{30, 7}
)

// reviewedKey is the value that says until when a licence has been looked at.
const reviewedKey = "reviewedTo"

// ReviewBy returns the last day by which l has to be looked at again, "" if its type
// wants no review.
func (t Type) ReviewBy(l Licence) verify.Date {
	if t.Review == "" {
		return ""
	}
	if until := verify.Date(valueOf(l.Values, reviewedKey)); until != "" {
		return until
	}
	last, err := addPeriod(l.ValidFrom.Start(), t.Review)
	if err != nil {
		return "" // ParseTypes has refused it
	}
	return verify.DateOf(last)
}

// ReviewDue reports whether l has to be looked at again soon, and whether the day is
// already over.
func (t Type) ReviewDue(l Licence, now time.Time) (soon, late bool) {
	by := t.ReviewBy(l)
	if by == "" || l.StatusAt(now) != Valid || l.ValidTo != "" && by >= l.ValidTo {
		return false, false
	}
	return !now.Before(by.Start().AddDate(0, 0, -reviewDays[0])), by.Passed(now)
}

// reviewed returns l as it is after a review: good for another period. A day that is
// long over does not carry on: the period begins today.
func (l Licence) reviewed(t Type, now time.Time) Licence {
	from := t.ReviewBy(l).Start().AddDate(0, 0, 1)
	if from.Before(now.AddDate(-1, 0, 0)) {
		from = now
	}
	until, _ := addPeriod(from, t.Review) // ParseTypes has read it
	l.Values = withValue(slices.Clone(l.Values), t, verify.Value{Key: reviewedKey, Label: wordReviewed, Text: string(verify.DateOf(until))})
	return l
}

// dues lists what time will bring to l, the earliest first. Only a licence that holds
// has a future: what was ended waits for nobody.
func (t Type) dues(l Licence) (list []due) {
	if l.Status != Valid {
		return nil
	}
	if l.ValidTo != "" {
		days := t.RemindDays
		if len(days) == 0 {
			days = remindDays
		}
		for _, d := range days {
			list = append(list, due{l.ValidTo.Start().AddDate(0, 0, -d), lastDaysNear})
		}
		list = append(list, due{l.ValidTo.Start().AddDate(0, 0, 1), ended})
	}
	if by := t.ReviewBy(l); by != "" && (l.ValidTo == "" || by < l.ValidTo) {
		for _, d := range reviewDays {
			list = append(list, due{by.Start().AddDate(0, 0, -d), reviewNear})
		}
		list = append(list, due{by.Start().AddDate(0, 0, 1), reviewLate})
	}
	slices.SortStableFunc(list, func(a, b due) int { return a.at.Compare(b.at) })
	return list
}

// nextDue returns when time brings something to l after now, the zero time for never.
func (t Type) nextDue(l Licence, now time.Time) time.Time {
	for _, d := range t.dues(l) {
		if d.at.After(now) {
			return d.at
		}
	}
	return time.Time{}
}

// come returns what has become due to l from the instant since on until now. Of
// several reminders of one sort, as after a clock that jumped, only the newest counts,
// and none of a licence that has ended.
func (t Type) come(l Licence, since, now time.Time) []moment {
	var expiry, review, end moment
	for _, d := range t.dues(l) {
		switch {
		case d.at.Before(since) || d.at.After(now):
		case d.what == ended:
			end = ended
		case d.what == lastDaysNear:
			expiry = d.what
		default:
			review = d.what
		}
	}
	if end != "" {
		return []moment{end}
	}
	return slices.DeleteFunc([]moment{expiry, review}, func(m moment) bool { return m == "" })
}
