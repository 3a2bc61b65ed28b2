package bundle

import (
	"fmt"
	"maps"
	"slices"
	"strconv"

	"tongban/capability/catalogue"
	"tongban/kernel/condition"
)

// Plan works out what follows from answers to the joint guide: for the bundle's own questions,
// and for those of every component that takes part. A component that is not for the applicant
// ends the whole if it is required; else it is left out, and why is said.
func (j *Joint) Plan(answers catalogue.Answers) catalogue.Plan {
	p, _ := j.plan(answers)
	return p
}

// Chosen returns the components that take part for these answers, each after those it depends
// on.
func (j *Joint) Chosen(answers catalogue.Answers) []*Part {
	_, plans := j.plan(answers)
	var chosen []*Part
	for _, p := range j.Parts {
		if _, takesPart := plans[p]; takesPart {
			chosen = append(chosen, p)
		}
	}
	return chosen
}

// PlanOf is what follows for one component, false if it takes no part.
func (j *Joint) PlanOf(p *Part, answers catalogue.Answers) (catalogue.Plan, bool) {
	_, plans := j.plan(answers)
	plan, takesPart := plans[p]
	return plan, takesPart
}

// plans are those of the components that take part.
type plans map[*Part]catalogue.Plan

func (j *Joint) plan(given catalogue.Answers) (catalogue.Plan, plans) {
	whole := (&catalogue.Item{Scenarios: j.Questions}).Plan(given)
	own := maps.Clone(whole.Answers) // without what is derived below
	found := plans{}
	for _, p := range j.Parts {
		if p.When != nil && !p.When.Holds(own) {
			j.leaveOut(&whole, p)
			continue
		}
		if p.Item == nil {
			found[p] = catalogue.Plan{}
			whole.Answers[withVar(p)] = true
			continue
		}
		plan := p.Item.Plan(p.answers(own))
		if plan.Blocked() && !p.Required {
			j.leaveOut(&whole, p)
			if plan.Stop != nil && plan.Stop.Text != "" {
				whole.Notices = append(whole.Notices, catalogue.Message{Question: ownVar(p, plan.Stop.Question), Text: p.Title() + ": " + plan.Stop.Text})
			}
			continue
		}
		found[p] = plan
		j.takeIn(&whole, p, plan)
	}
	for _, p := range j.Parts {
		if plan, takesPart := found[p]; takesPart {
			j.derive(&whole, p, plan, own)
		}
	}
	whole.Materials = j.materials(found)
	for _, f := range j.fields {
		if slices.ContainsFunc(f.askers, func(a asking) bool {
			plan, takesPart := found[a.part]
			return takesPart && slices.Contains(plan.Fields, a.field.Key)
		}) {
			whole.Fields = append(whole.Fields, f.key)
		}
	}
	return whole, found
}

// leaveOut forgets what was answered to the questions of a component that takes no part.
func (j *Joint) leaveOut(whole *catalogue.Plan, p *Part) {
	if p.Item == nil {
		return
	}
	for _, q := range p.Item.Scenarios {
		delete(whole.Answers, ownVar(p, q.ID))
	}
}

// takeIn adds what follows for a component to the whole.
func (j *Joint) takeIn(whole *catalogue.Plan, p *Part, plan catalogue.Plan) {
	if plan.Blocked() && !whole.Blocked() {
		whole.Stop, whole.Redirect = plan.Stop, plan.Redirect
		if whole.Redirect != nil && whole.Redirect.Item != "" {
			if _, inside := j.Part(whole.Redirect.Item); inside {
				whole.Redirect = nil // it is done here
			}
		}
	}
	for _, n := range plan.Notices {
		if !slices.ContainsFunc(whole.Notices, func(o catalogue.Message) bool { return o.Text == n.Text }) {
			whole.Notices = append(whole.Notices, catalogue.Message{Question: ownVar(p, n.Question), Text: n.Text})
		}
	}
	for _, q := range plan.Open {
		if _, settled := p.Answers[q.ID]; !settled {
			asked := q
			asked.ID, asked.Effects, asked.ShowWhen = ownVar(p, q.ID), nil, nil
			whole.Open = append(whole.Open, asked)
		}
	}
	if plan.Track == catalogue.Committed {
		whole.Track = plan.Track
	}
}

// derive adds the answers by which conditions of the joint form and the pages know what takes
// part and what it was told.
func (j *Joint) derive(whole *catalogue.Plan, p *Part, plan catalogue.Plan, own catalogue.Answers) {
	whole.Answers[withVar(p)] = true
	if p.Item == nil {
		return
	}
	for _, q := range p.Item.Scenarios {
		name := ownVar(p, q.ID)
		answer, asked := plan.Answers[q.ID]
		open := slices.ContainsFunc(plan.Open, func(o catalogue.Question) bool { return o.ID == q.ID })
		if _, settled := p.Answers[q.ID]; !settled && (asked || open) {
			whole.Answers[askVar(p, q.ID)] = true
		}
		if asked {
			whole.Answers[name] = answer
		} else {
			delete(whole.Answers, name)
		}
	}
	for key, from := range p.source {
		if !from.supplied(own) {
			continue
		}
		if value, known := from.supply.ofGuide(own); known {
			whole.Answers[supplyVar(p, key)] = value
		}
	}
}

// answers are those to the component's own guide.
func (p *Part) answers(own catalogue.Answers) catalogue.Answers {
	out := catalogue.Answers{}
	for _, fact := range []string{"age", "isProxy"} {
		if value, known := own[fact]; known {
			out[fact] = value
		}
	}
	for _, q := range p.Item.Scenarios {
		if value, known := own[ownVar(p, q.ID)]; known {
			out[q.ID] = value
		}
	}
	for name, given := range p.Answers {
		if value, known := given.of(own); known {
			out[name] = value
		} else {
			delete(out, name)
		}
	}
	checked, _ := p.Item.CheckAnswers(out) // what a mapping says wrongly is no answer, and the question stays open
	return checked
}

// of is the answer that g gives.
func (g Given) of(own catalogue.Answers) (any, bool) {
	if g.Question == "" {
		return g.Value, g.Value != nil
	}
	answer, known := own[g.Question]
	if !known {
		return nil, false
	}
	return translate(g.Map, answer)
}

// translate puts an answer into other words; without a map it stays as it is. Of a list every
// member is translated, and those that have no word there are left out.
func translate(words map[string]any, answer any) (any, bool) {
	if words == nil {
		return answer, true
	}
	if isList(answer) {
		var out []any
		for _, one := range condition.List(answer) {
			if word, known := words[text(one)]; known {
				out = append(out, word)
			}
		}
		if len(out) > 0 {
			if _, flag := out[0].(bool); flag {
				return out[0], true
			}
			return out, true
		}
	}
	word, known := words[text(answer)]
	if !known {
		word, known = words["*"]
	}
	return word, known
}

func isList(v any) bool {
	switch v.(type) {
	case []any, []string:
		return true
	}
	return false
}

// text writes an answer as maps name it: true, 3, father.
func text(v any) string {
	if n, ok := condition.Number(v); ok {
		return strconv.FormatFloat(n, 'f', -1, 64)
	}
	return fmt.Sprint(v)
}
