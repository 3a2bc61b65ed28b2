package bundle

import (
	"maps"
	"slices"

	"tongban/capability/catalogue"
)

// Codes returns the codes of the items that take part for these answers.
func (j *Joint) Codes(answers catalogue.Answers) (codes []string) {
	for _, p := range j.Chosen(answers) {
		if p.Item != nil {
			codes = append(codes, p.Code())
		}
	}
	return codes
}

// Ordinarily returns answers with which somebody who may not take the track of a commitment goes
// the ordinary way in every component: what they have chosen to do so is taken back. What the
// bundle itself settles stays.
func (j *Joint) Ordinarily(answers catalogue.Answers) catalogue.Answers {
	whole, found := j.plan(answers)
	out := maps.Clone(whole.Answers)
	for _, p := range j.Parts {
		plan, takesPart := found[p]
		if !takesPart || plan.Track != catalogue.Committed {
			continue
		}
		for _, q := range p.Item.Scenarios {
			chosen := slices.ContainsFunc(q.Effects, func(e catalogue.Effect) bool { return e.Track == catalogue.Committed && e.When.Holds(plan.Answers) })
			if !chosen || q.Type != "bool" {
				continue
			}
			name, before := ownVar(p, q.ID), plan.Answers[q.ID]
			if given, settled := p.Answers[q.ID]; settled {
				if name = given.Question; given.Map != nil {
					continue
				}
				before = out[name]
			}
			if name != "" {
				out[name] = before == false
			}
		}
	}
	return out
}

// Replaced are the codes of the joint materials of which nothing is left to bring if each
// component's papers of the codes are promised instead.
func (j *Joint) Replaced(answers catalogue.Answers, promised map[string][]string) (codes []string) {
	_, found := j.plan(answers)
	for _, m := range j.materials(found) {
		needed := 0
		for _, p := range j.Parts {
			for _, own := range found[p].Materials {
				if j.producer(p, own, found) == nil && j.jointCode(p, own.Code) == m.Code && !slices.Contains(promised[p.Code()], own.Code) {
					needed++
				}
			}
		}
		if needed == 0 {
			codes = append(codes, m.Code)
		}
	}
	return codes
}
