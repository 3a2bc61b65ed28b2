package catalogue

import (
	"slices"
	"strings"
	"time"
)

// ConditionsCut reports whether the conditions end where a list of them is to begin.
func (i *Item) ConditionsCut() bool {
	if len(i.Conditions) == 0 {
		return false
	}
	last := strings.TrimSpace(i.Conditions[len(i.Conditions)-1])
	return strings.HasSuffix(last, "：") || strings.HasSuffix(last, ":")
}

// PlannedDates returns the days an item is to begin and to end, zero where none is
// given or it is no date.
func (i *Item) PlannedDates() (effective, cancel time.Time) {
	effective, _ = time.Parse(time.DateOnly, i.PlannedEffective)
	cancel, _ = time.Parse(time.DateOnly, i.PlannedCancel)
	return effective, cancel
}

// PublicTexts returns what a reader of the item's page reads, once each.
func (i *Item) PublicTexts() []string {
	texts := slices.Concat([]string{i.Name, i.Department.Name, i.Result.Name, i.OnSiteReason, i.Place, i.Hours, i.Fee.Basis, i.Fee.Note}, i.Conditions, i.CommonMistakes, i.Walkthrough.texts(), i.laneTexts())
	for _, m := range i.Materials {
		texts = append(texts, m.Name, m.Note)
	}
	for _, s := range i.Stages {
		texts = append(texts, s.Name)
	}
	for _, f := range i.Fee.Items {
		texts = append(texts, f.Name, f.Note)
	}
	for _, f := range i.FAQ {
		texts = append(texts, f.Q, f.A)
	}
	for _, q := range i.Scenarios {
		texts = append(texts, q.texts()...)
	}
	slices.Sort(texts)
	return slices.DeleteFunc(slices.Compact(texts), func(text string) bool { return text == "" })
}

func (q Question) texts() []string {
	texts := []string{q.Text}
	for _, o := range q.Options {
		texts = append(texts, o.Label)
	}
	for _, e := range q.Effects {
		texts = append(texts, e.Message)
	}
	return texts
}
