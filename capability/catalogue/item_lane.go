package catalogue

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"tongban/kernel/condition"
	"tongban/kernel/fault"
)

// Agreement is a text that the authority, the applicant and perhaps others sign before the
// item is granted (合同签署).
type Agreement struct {
	Code   string               `json:"code"`
	Name   string               `json:"name"`
	When   *condition.Condition `json:"when,omitempty"`   // of what was answered in the guide and the form; without it always
	Text   []string             `json:"text"`             // paragraphs with merge fields, see MergeFields
	Others []string             `json:"others,omitempty"` // further parties, by what they are: 配偶
}

// MergeFields are what the text of an Agreement may leave to the case, in braces.
var MergeFields = []string{"number", "item", "caseNo", "applicant", "authority", "others", "day"}

var mergeField = regexp.MustCompile(`\{(\w+)\}`)

// Fill puts the particulars of a case into the paragraphs of the text.
func (a Agreement) Fill(values map[string]string) []string {
	paragraphs := make([]string, len(a.Text))
	for i, text := range a.Text {
		paragraphs[i] = mergeField.ReplaceAllStringFunc(text, func(f string) string { return values[f[1:len(f)-1]] })
	}
	return paragraphs
}

// AgreementsOf returns the agreements that are needed for what was answered, in the guide
// and in the form.
func (i *Item) AgreementsOf(answers map[string]any) []Agreement {
	return slices.DeleteFunc(slices.Clone(i.Agreements), func(a Agreement) bool { return a.When != nil && !a.When.Holds(answers) })
}

// Agreement returns the agreement of code.
func (i *Item) Agreement(code string) (Agreement, bool) {
	at := slices.IndexFunc(i.Agreements, func(a Agreement) bool { return a.Code == code })
	if at < 0 {
		return Agreement{}, false
	}
	return i.Agreements[at], true
}

// GreenLane is an approval lane of an item (绿色通道): steps of its own, and a promise
// shorter than the ordinary one, for whom a rule holds.
type GreenLane struct {
	PromisedWorkdays int        `json:"promisedWorkdays"` // from acceptance, as the ordinary promise
	Rules            []LaneRule `json:"rules"`            // the first that holds says why
}

// LaneRule says who is in a green lane, and why.
type LaneRule struct {
	Reason string              `json:"reason"`
	Basis  string              `json:"basis,omitempty"`
	When   condition.Condition `json:"when"` // of what was answered in the guide and the form
}

// Rule returns the first rule that holds of what was answered, and which it is.
func (l *GreenLane) Rule(answers map[string]any) (rule LaneRule, at int, holds bool) {
	if l == nil {
		return LaneRule{}, -1, false
	}
	at = slices.IndexFunc(l.Rules, func(r LaneRule) bool { return r.When.Holds(answers) })
	if at < 0 {
		return LaneRule{}, -1, false
	}
	return l.Rules[at], at, true
}

// laneFaults checks the green lane and the agreements of an item.
func (i *Item) laneFaults() (faults []fault.Field) {
	if l := i.GreenLane; l != nil {
		ordinary := i.PromisedLimit
		if l.PromisedWorkdays < 1 || ordinary.Unit == "workday" && float64(l.PromisedWorkdays) >= ordinary.Value {
			faults = append(faults, fault.Field{Name: "greenLane.promisedWorkdays", Key: "catalogue.check.lane-limit"})
		}
		for at, r := range l.Rules {
			place := fmt.Sprintf("greenLane.rules[%d]", at)
			if strings.TrimSpace(r.Reason) == "" {
				faults = append(faults, fault.Field{Name: place + ".reason", Key: "catalogue.check.nameless"})
			}
			faults = append(faults, i.answerFaults(place+".when", r.When)...)
		}
	}
	seen := map[string]bool{}
	for at, a := range i.Agreements {
		place := fmt.Sprintf("agreements[%d]", at)
		if a.Code == "" || a.Name == "" || len(a.Text) == 0 || seen[a.Code] {
			faults = append(faults, fault.Field{Name: place, Key: "catalogue.check.nameless"})
		}
		seen[a.Code] = true
		for _, f := range mergeField.FindAllStringSubmatch(strings.Join(a.Text, "\n"), -1) {
			if !slices.Contains(MergeFields, f[1]) {
				faults = append(faults, fault.Field{Name: place + ".text", Key: "catalogue.check.merge", Args: []any{f[1]}})
			}
		}
		if a.When != nil {
			faults = append(faults, i.answerFaults(place+".when", *a.When)...)
		}
	}
	return faults
}

// answerFaults checks a condition about what was answered, in the guide or in the form.
func (i *Item) answerFaults(place string, c condition.Condition) (faults []fault.Field) {
	for _, part := range c.Parts() {
		_, asked := i.Question(part.Var)
		_, derived := derivedFacts[part.Var]
		inForm := slices.ContainsFunc(i.formFields(), func(f formField) bool { return f.Key == part.Var })
		if !part.Known() || !asked && !derived && !inForm {
			faults = append(faults, fault.Field{Name: place, Key: "catalogue.check.condition", Args: []any{part.Var, part.Op}})
		}
	}
	return faults
}

// laneTexts are what the lane and the agreements say to a reader.
func (i *Item) laneTexts() (texts []string) {
	if i.GreenLane != nil {
		for _, r := range i.GreenLane.Rules {
			texts = append(texts, r.Reason)
		}
	}
	for _, a := range i.Agreements {
		texts = append(texts, a.Name)
		texts = append(texts, a.Others...)
	}
	return texts
}

// Word says a text of the item in the reader's language, in Chinese where there is no other.
func (i *Item) Word(ctx context.Context, text string) string {
	said, _ := i.In(ctx, text)
	return said
}
