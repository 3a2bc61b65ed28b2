package catalogue

import (
	"maps"
	"slices"
)

// Lint says what an editor should look at in an item: first what is wrong, then
// what is missing. It is a pure function of the version.
func (i *Item) Lint() (findings []Finding) {
	return i.incomplete()
}

// incomplete lists the required elements that are not there.
// Basis: GB/T 39046-2020, table 4.
func (i *Item) incomplete() (findings []Finding) {
	present := map[string]bool{
		"version": i.Version != "", "caseType.code": i.CaseType.Code != 0,
		"serviceObjects": len(i.ServiceObjects) > 0,
		"legalBasis":     len(i.LegalBasis) > 0, "conditions": len(i.Conditions) > 0, "stages": len(i.Stages) > 0,
		"statutoryLimit.unit": i.StatutoryLimit.Unit != "", "promisedLimit.unit": i.PromisedLimit.Unit != "",
		"result.name": i.Result.Name != "", "consultPhone": i.ConsultPhone != "", "complaintPhone": i.ComplaintPhone != "",
		"place": i.Place != "", "hours": i.Hours != "",
	}
	for _, element := range slices.Sorted(maps.Keys(present)) {
		if !present[element] {
			findings = append(findings, Finding{Rule: "required", Severity: Error, Element: element})
		}
	}
	return findings
}
