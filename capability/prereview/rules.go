package prereview

import (
	"unicode/utf8"

	"tongban/kernel/check"
	"tongban/kernel/fault"
)

// maxText is the longest opinion or problem, in characters.
const maxText = 1000

// check finds what is missing from a, everything at once.
func (a Answer) check() (faults []fault.Field) {
	if tooLong(a.Opinion) {
		faults = append(faults, fault.Field{Name: "opinion", Key: "prereview.too-long", Args: []any{maxText}})
	}
	for _, g := range a.Gaps {
		if tooLong(g.Problem) {
			faults = append(faults, fault.Field{Name: problemField(g.Target), Key: "prereview.too-long", Args: []any{maxText}})
		}
	}
	switch {
	case a.Ready && len(a.Gaps) > 0:
		faults = append(faults, fault.Field{Name: "outcome", Key: "prereview.ready-with-gaps"})
	case !a.Ready && len(a.Gaps) == 0 && check.Words(a.Opinion) == "":
		faults = append(faults, fault.Field{Name: "outcome", Key: "prereview.no-gaps"})
	}
	return faults
}

// check finds what is missing from o.
func (o Outcome) check() (faults []fault.Field) {
	if o.Result != Granted && o.Result != Denied {
		faults = append(faults, fault.Field{Name: "result", Key: "prereview.result-missing"})
	}
	if check.Words(o.Number) == "" || tooLong(o.Number) {
		faults = append(faults, fault.Field{Name: "number", Key: "prereview.number-missing"})
	}
	if tooLong(o.Note) {
		faults = append(faults, fault.Field{Name: "note", Key: "prereview.too-long", Args: []any{maxText}})
	}
	if o.Result == Denied && check.Words(o.Note) == "" {
		faults = append(faults, fault.Field{Name: "note", Key: "prereview.note-missing"})
	}
	return faults
}

func tooLong(text string) bool { return utf8.RuneCountInString(text) > maxText }

// problemField is the field that says what is wrong with target.
func problemField(target string) string { return "problem:" + target }
