package bundle

import (
	"maps"
	"slices"

	"tongban/capability/catalogue"
	"tongban/capability/form"
	"tongban/kernel/condition"
)

// Count is what an applicant has to do for something: how many forms there are, how many
// answers they have to give, how many the city fills in for them to look over, how many papers
// they bring, how often they come, and within how many working days it is promised.
type Count struct {
	Forms     int     `json:"forms"`
	Fields    int     `json:"fields"`
	Filled    int     `json:"filled"`
	Materials int     `json:"materials"`
	Visits    int     `json:"visits"`
	Workdays  float64 `json:"workdays"`
}

// Tally compares the components one by one with the bundle, for the same answers.
type Tally struct {
	Apart    Count `json:"apart"`
	Together Count `json:"together"`
}

// Tally counts from the definitions. A field counts if it may be asked for these answers to
// the guide: also where another answer to the form decides, unless the bundle supplies that answer
// from the guide. It is filled if its definition names a
// register, a licence or another department that it is fetched from. What is worked out or
// derived counts in neither, nor does a file, which is a material. A material
// counts if it is needed, unless the form itself stands for it; one that an earlier component
// results in counts apart, where it has to be brought, and not together. Days apart are those
// of the components one after the other as they depend on each other, together what the bundle
// promises.
func (j *Joint) Tally(answers catalogue.Answers) (t Tally) {
	whole, found := j.plan(answers)
	takesPart := func(o *Part) bool { _, yes := found[o]; return yes }
	asked := map[*jointField]bool{}
	count := func(c *Count, prefill string) {
		if prefill != "" {
			c.Filled++
			return
		}
		c.Fields++
	}
	ends := map[*Part]float64{}
	for _, p := range j.Parts {
		plan, yes := found[p]
		if !yes || p.Item == nil {
			continue
		}
		t.Apart.Forms++
		t.Apart.Visits += p.Item.OnSiteVisits
		for i := range p.Form.Fields {
			f := &p.Form.Fields[i]
			if !counts(f) || !possible(f.ShownWhen, p.Form, plan.Answers) {
				continue
			}
			count(&t.Apart, f.Prefill)
			from := p.source[f.Key]
			if from.asked(whole.Answers, takesPart) && !asked[from.joint] && j.mayAsk(p, f, plan, whole.Answers) {
				asked[from.joint] = true
				count(&t.Together, j.prefillOf(from.joint))
			}
		}
		t.Apart.Materials += brought(plan.Materials)
		for _, before := range p.needs {
			ends[p] = max(ends[p], ends[before])
		}
		ends[p] += workdays(p.Item.PromisedLimit)
		t.Apart.Workdays = max(t.Apart.Workdays, ends[p])
		t.Together.Visits = max(t.Together.Visits, p.Item.OnSiteVisits)
	}
	t.Together.Forms, t.Together.Workdays = 1, workdays(j.Limit)
	t.Together.Materials = brought(whole.Materials)
	return t
}

// brought is how many of the papers somebody has to bring: not those they may leave out, nor
// those that the form stands for.
func brought(list []catalogue.Material) (n int) {
	for _, m := range list {
		if m.Necessity == catalogue.Required && !m.FromForm {
			n++
		}
	}
	return n
}

// counts reports whether somebody has to answer f by hand.
func counts(f *form.Field) bool {
	return f.Kind != form.Computed && f.Kind != form.Info && f.Kind != form.File && f.Rules.DerivedFrom == ""
}

// workdays are the working days of a promise; on the same day is none.
func workdays(l catalogue.Limit) float64 {
	if l.Unit == "workday" {
		return l.Value
	}
	return 0
}

// mayAsk reports whether the joint form could show f of p: by answers to the guides, to the form,
// and by what is supplied from the guide where p's own form would ask.
func (j *Joint) mayAsk(p *Part, f *form.Field, plan catalogue.Plan, whole catalogue.Answers) bool {
	if f.ShownWhen == nil {
		return true
	}
	known, given := maps.Clone(plan.Answers), map[string]bool{}
	for key, from := range p.source {
		if !from.supplied(whole) {
			continue
		}
		if value, says := from.supply.ofGuide(whole); says {
			known[key], given[key] = value, true
		}
	}
	return perhaps(*f.ShownWhen, known, true, func(name string) bool { _, is := p.Form.Field(name); return is && !given[name] })
}

// possible reports whether answers to the form could make c true, those to the guide being
// given.
func possible(c *condition.Condition, d *form.Definition, guide catalogue.Answers) bool {
	return c == nil || perhaps(*c, guide, true, func(name string) bool { _, is := d.Field(name); return is })
}

// perhaps reports whether c can become want, with answers either way to what is open.
func perhaps(c condition.Condition, known catalogue.Answers, want bool, open func(string) bool) bool {
	can := func(one condition.Condition) bool { return perhaps(one, known, want, open) }
	switch {
	case c.Not != nil:
		return perhaps(*c.Not, known, !want, open)
	case c.All != nil == want && (c.All != nil || c.Any != nil):
		return !slices.ContainsFunc(slices.Concat(c.All, c.Any), func(one condition.Condition) bool { return !can(one) })
	case c.All != nil || c.Any != nil:
		return slices.ContainsFunc(slices.Concat(c.All, c.Any), can)
	}
	return open(c.Var) || c.Holds(known) == want
}
