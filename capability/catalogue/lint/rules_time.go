package lint

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"tongban/capability/catalogue"
	"tongban/kernel/deadline"
)

// timeRules hold the limits against each other: law ≥ promise ≥ stages.
//
// Basis: 优化营商环境条例, art. 36: the limit of the law is the ceiling.
var timeRules = []rule{
	{"promise-over-law", catalogue.Error, func(i item) []spot {
		return i.overLaw(func(promise catalogue.Limit) (bool, []any) {
			counted := promise.Unit == string(deadline.Workday) && promise.Unit == i.StatutoryLimit.Unit
			return counted, []any{plain(promise.Value), plain(i.StatutoryLimit.Value)}
		})
	}},
	{"promise-longer", catalogue.Error, func(i item) []spot { // counted in something else, or each in its own
		return i.overLaw(func(promise catalogue.Limit) (bool, []any) {
			return promise.Unit != string(deadline.Workday) || promise.Unit != i.StatutoryLimit.Unit, nil
		})
	}},
	{"promise-none", catalogue.Warning, func(i item) []spot {
		return when(i.CaseType.Code == promised && i.PromisedLimit.Unit == string(deadline.None), "promisedLimit.unit")
	}},
	{"stages-over", catalogue.Error, func(i item) []spot {
		return i.stageSums(func(sum, promise float64) bool { return sum > promise+sameSum })
	}},
	{"stages-under", catalogue.Warning, func(i item) []spot {
		return i.stageSums(func(sum, promise float64) bool { return sum < promise-sameSum })
	}},
	{"planned-date", catalogue.Error, func(i item) []spot {
		effective, cancel := i.PlannedDates()
		return slices.Concat(
			when(i.PlannedEffective != "" && effective.IsZero(), "plannedEffectiveDate", i.PlannedEffective),
			when(i.PlannedCancel != "" && cancel.IsZero(), "plannedCancelDate", i.PlannedCancel),
			when(!effective.IsZero() && !cancel.IsZero() && !cancel.After(effective), "plannedCancelDate", i.PlannedCancel))
	}},
	{"planned-ahead", catalogue.Notice, func(i item) []spot {
		effective, cancel := i.PlannedDates()
		return slices.Concat(
			when(!effective.IsZero(), "plannedEffectiveDate", i.PlannedEffective),
			when(!cancel.IsZero(), "plannedCancelDate", i.PlannedCancel))
	}},
}

// overLaw returns a spot for each promise that is certainly longer than the law's
// limit, of those that are the rule's to speak about.
func (i item) overLaw(speaks func(promise catalogue.Limit) (bool, []any)) (spots []spot) {
	over := func(promise catalogue.Limit, element string) []spot {
		ours, args := speaks(promise)
		return when(ours && longer(promise, i.StatutoryLimit), element, args...)
	}
	return append(over(i.PromisedLimit, "promisedLimit.value"),
		among("trackLimits", i.TrackLimits, func(place string, t catalogue.TrackLimit) []spot {
			return over(workdays(t.PromisedWorkdays), place+".promisedWorkdays")
		})...)
}

// sameSum is how far sums of parts of days may be apart and still be equal.
const sameSum = 1e-6

var oneWorkday = workdays(1)

func workdays(n float64) catalogue.Limit {
	return catalogue.Limit{Value: n, Unit: string(deadline.Workday)}
}

// atOnce reports whether a limit is kept before the applicant leaves.
func atOnce(l catalogue.Limit) bool {
	return l.Unit == string(deadline.SameDay) || l.Unit == string(deadline.Workday) && l.Value < 1
}

// longer reports whether limit a is certainly longer than b, also where they count
// different things. Without two limits nothing is longer.
func longer(a, b catalogue.Limit) bool {
	if a.Unit == b.Unit {
		return counts(a) && a.Value > b.Value+sameSum
	}
	least, _ := span(a)
	_, most := span(b)
	if b.Unit == string(deadline.SameDay) {
		return counts(a) && least >= most // a whole day ends a day later
	}
	return counts(a) && counts(b) && least > most+sameSum
}

// counts reports whether there is a limit at all.
func counts(l catalogue.Limit) bool { return l.Unit != "" && l.Unit != string(deadline.None) }

// span returns the fewest and the most calendar days a limit can come to. The most
// working days are kept from people by weekends and by one long holiday of nine days.
func span(l catalogue.Limit) (least, most float64) {
	const holiday = 9
	switch deadline.Unit(l.Unit) {
	case deadline.SameDay:
		return 0, 1
	case deadline.Hour: // of the day, or of eight working hours
		return l.Value / 24, l.Value/8*7/5 + holiday
	case deadline.Workday:
		return l.Value, l.Value*7/5 + holiday
	case deadline.CalendarDay:
		return l.Value, l.Value
	case deadline.Month:
		return l.Value * 28, l.Value * 31
	case deadline.Year:
		return l.Value * 365, l.Value * 366
	}
	return 0, math.Inf(1)
}

// stageSums compares the stages that count with the promise, on every track of an
// item that has several.
func (i item) stageSums(broken func(sum, promise float64) bool) (spots []spot) {
	if len(i.Stages) == 0 {
		return nil
	}
	if len(i.TrackLimits) == 0 {
		sum := i.stageSum(nil)
		counted := i.PromisedLimit.Unit == string(deadline.Workday)
		return when(counted && broken(sum, i.PromisedLimit.Value), "stages", short(sum), plain(i.PromisedLimit.Value))
	}
	for at, track := range i.TrackLimits {
		sum := i.stageSum(track.SkipStages)
		spots = append(spots, when(broken(sum, track.PromisedWorkdays), fmt.Sprintf("trackLimits[%d]", at), short(sum), plain(track.PromisedWorkdays))...)
	}
	return spots
}

// stageSum adds up the limits of the stages that count, in working days.
func (i item) stageSum(skipped []string) (sum float64) {
	for _, stage := range i.Stages {
		if stage.Clock == "run" && !slices.Contains(skipped, stage.Code) {
			sum += stage.LimitWorkdays
		}
	}
	return sum
}

// short writes a sum without the dust of its parts.
func short(n float64) string { return plain(math.Round(n*100) / 100) }

// plain writes a number without needless decimals.
func plain(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }
