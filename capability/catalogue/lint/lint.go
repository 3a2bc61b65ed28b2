package catalogue

import (
	"fmt"
	"maps"
	"slices"
)

// rule is one thing every item is looked at for. Its sentence, with what to write
// instead and the basis, is catalogue.lint.<id>.
type rule struct {
	id       string
	severity Severity
	find     func(*Item) []spot
}

// spot is a place that breaks a rule, with what the sentence says of it.
type spot struct {
	element string
	args    []any
}

// rules are all of them: what the guide to every service must say, then what the
// law of procedure asks, then what an item offers beyond that.
var rules = slices.Concat(guideRules, timeRules, regimeRules, offerRules, questionRules)

// mostFindings bounds what is said about one version; who has more to mend than
// that begins with these.
const mostFindings = 100

// Lint says what an editor should look at in an item: the errors first, then the
// warnings, then what is worth knowing. It is a pure function of the version.
func (i *Item) Lint() []Finding {
	var findings []Finding
	for _, r := range rules {
		for _, s := range r.find(i) {
			findings = append(findings, Finding{Rule: r.id, Severity: r.severity, Element: s.element, Args: s.args})
		}
	}
	return sorted(findings)
}

// sorted returns findings by weight, at most mostFindings of them; the last then
// says how many are left out.
func sorted(findings []Finding) []Finding {
	slices.SortStableFunc(findings, func(a, b Finding) int { return a.Severity.weight() - b.Severity.weight() })
	if len(findings) <= mostFindings {
		return findings
	}
	rest := len(findings) - mostFindings + 1
	return append(findings[:mostFindings-1:mostFindings-1], Finding{Rule: "more", Severity: Notice, Args: []any{rest}})
}

// weight orders severities, the heaviest first.
func (s Severity) weight() int { return slices.Index([]Severity{Error, Warning, Notice}, s) }

// when returns a spot if broken.
func when(broken bool, element string, args ...any) []spot {
	if !broken {
		return nil
	}
	return []spot{{element, args}}
}

// among looks at every member of a list of the item.
func among[T any](name string, list []T, find func(place string, one T) []spot) (spots []spot) {
	for at, one := range list {
		spots = append(spots, find(fmt.Sprintf("%s[%d]", name, at), one)...)
	}
	return spots
}

// incomplete lists the required elements that are not there. What an item cannot be
// kept without is refused by examine instead.
//
// Basis: GB/T 39046-2020, table 4.
func incomplete(i *Item) (spots []spot) {
	present := map[string]bool{
		"version": i.Version != "", "basicCode": i.BasicCode != "", "implementationCode": i.ImplementationCode != "",
		"department.code": i.Department.Code != "", "department.uscc": i.Department.USCC != "",
		"itemType.code": i.ItemType.Code != "", "caseType.code": i.CaseType.Code != 0,
		"exerciseLevel": i.ExerciseLevel != 0, "serviceObjects": len(i.ServiceObjects) > 0,
		"legalBasis": len(i.LegalBasis) > 0, "conditions": len(i.Conditions) > 0, "stages": len(i.Stages) > 0,
		"statutoryLimit.unit": i.StatutoryLimit.Unit != "", "promisedLimit.unit": i.PromisedLimit.Unit != "",
		"regime.kind": i.Regime.Kind != "", "result.name": i.Result.Name != "",
		"consultPhone": i.ConsultPhone != "", "complaintPhone": i.ComplaintPhone != "",
		"place": i.Place != "", "hours": i.Hours != "",
	}
	for _, element := range slices.Sorted(maps.Keys(present)) {
		spots = append(spots, when(!present[element], element)...)
	}
	return spots
}
