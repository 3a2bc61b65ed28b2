package lint

import (
	"fmt"
	"maps"
	"slices"

	"tongban/capability/catalogue"
)

// rule is one thing every item is looked at for. Its sentence, with what to write
// instead and the basis, is catalogue.lint.<id>.
type rule struct {
	id       string
	severity catalogue.Severity
	find     func(item) []spot
}

// spot is a place that breaks a rule, with what the sentence says of it.
type spot struct {
	element string
	args    []any
}

// rules are all of them: what the guide to every service must say, then what the
// law of procedure asks, then what an item offers beyond that.
var rules = slices.Concat(guideRules, timeRules, regimeRules, offerRules, questionRules)

// item is what the rules look at.
type item struct{ *catalogue.Item }

// Findings says what an editor should look at in an item: the errors first, then the
// warnings, then what is worth knowing. It is a pure function of the version.
func Findings(i *catalogue.Item) []catalogue.Finding {
	var findings []catalogue.Finding
	for _, r := range rules {
		for _, s := range r.find(item{i}) {
			findings = append(findings, catalogue.Finding{Rule: r.id, Severity: r.severity, Element: s.element, Args: s.args})
		}
	}
	return catalogue.Sorted(findings)
}

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
// kept without is refused by the catalogue instead.
//
// Basis: GB/T 39046-2020, table 4.
func incomplete(i item) (spots []spot) {
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
