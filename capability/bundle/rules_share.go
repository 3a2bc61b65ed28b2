package bundle

import (
	"slices"
	"strings"

	"tongban/capability/catalogue"
	"tongban/capability/form"
	"tongban/kernel/fault"
)

// Applicant puts what the registers know of the applicant to the answers, so that what the
// joint form does not ask for can be supplied from it: by data element, person.name.
func Applicant(values form.Values, known map[string]any) form.Values {
	all := form.Values{}
	for name, value := range known {
		all[strings.ReplaceAll(name, ".", "_")] = value
	}
	return all.With(values)
}

// Share is what a component is handed in with: answers to its own guide and its own form, and
// nothing that it does not ask for. The answers are those of the joint form, with Applicant's;
// what earlier components have resulted in is in r.
func (j *Joint) Share(p *Part, answers catalogue.Answers, values form.Values, r Results) (catalogue.Answers, form.Values) {
	if p.Item == nil {
		return nil, nil
	}
	whole, found := j.plan(answers)
	plan := found[p]
	takesPart := func(o *Part) bool { _, yes := found[o]; return yes }
	out := form.Values{}
	for i := range p.Form.Fields {
		f := &p.Form.Fields[i]
		if value := j.valueOf(p, f, whole.Answers, values, r, takesPart); value != nil {
			out[f.Key] = value
		}
	}
	for key, value := range plan.Preset {
		if from, known := p.source[key]; known && !from.supplied(whole.Answers) {
			out[key] = value
		}
	}
	return plan.Answers, p.Form.Asked(out, plan.Answers)
}

// valueOf is the answer to f, nil if there is none yet.
func (j *Joint) valueOf(p *Part, f *form.Field, answers catalogue.Answers, values form.Values, r Results, takesPart func(*Part) bool) any {
	from, known := p.source[f.Key]
	switch {
	case !known:
		return nil
	case from.supplied(answers):
		return j.supplied(from.supply, f, answers, values, r)
	case !from.asked(answers, takesPart):
		return read(f, r[from.result.Code()][f.Element])
	}
	value := values[from.joint.key]
	if rows, isTable := value.([]form.Values); isTable && f.Kind == form.Table {
		return rowsOf(f, from.joint, rows)
	}
	return value
}

// rowsOf are the rows of a table with the columns of f.
func rowsOf(f *form.Field, joint *jointField, rows []form.Values) []form.Values {
	columns := joint.columns()
	out := make([]form.Values, len(rows))
	for i, row := range rows {
		out[i] = form.Values{}
		for c := range f.Columns {
			own := &f.Columns[c]
			at := slices.IndexFunc(columns, func(o form.Field) bool { return o.Key == own.Key || own.Element != "" && o.Element == own.Element })
			if at >= 0 && row[columns[at].Key] != nil && own.Kind != form.Computed {
				out[i][own.Key] = row[columns[at].Key]
			}
		}
	}
	return out
}

// read is what a licence says as f writes it, nil if it says nothing.
func read(f *form.Field, said string) any {
	if said == "" {
		return nil
	}
	for _, o := range f.Options {
		if o.Label == said {
			return o.Value
		}
	}
	return said
}

// Pending returns the keys of p's form that only an earlier component's result answers.
func (j *Joint) Pending(p *Part, answers catalogue.Answers) (keys []string) {
	whole, found := j.plan(answers)
	takesPart := func(o *Part) bool { _, yes := found[o]; return yes }
	for key, from := range p.source {
		byResult := from.result != nil && !from.asked(whole.Answers, takesPart)
		if byResult || from.supplied(whole.Answers) && j.waits(from.supply, p, takesPart, 0) {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	return keys
}

// waits reports whether a supply comes from a result, by itself or by what it comes from.
func (j *Joint) waits(s *Supply, p *Part, takesPart func(*Part) bool, depth int) bool {
	if s.Result != "" {
		before, known := j.Part(s.Result)
		return known && takesPart(before)
	}
	if s.From == "" || depth > len(j.Supplies) {
		return false
	}
	if next := j.supplyOf(p, s.From); next != nil && next != s {
		return j.waits(next, p, takesPart, depth+1)
	}
	return false
}

// Faults are what the components that take part would refuse of the answers, at the fields of
// the joint form. What an earlier component has still to result in is left out.
func (j *Joint) Faults(answers catalogue.Answers, values form.Values, at form.Situation) (faults []fault.Field) {
	_, found := j.plan(answers)
	for _, p := range j.Parts {
		if _, takesPart := found[p]; !takesPart || p.Item == nil {
			continue
		}
		own, share := j.Share(p, answers, values, nil)
		pending := j.Pending(p, answers)
		for _, wrong := range p.Form.Check(share, form.Situation{Today: at.Today, Answers: own}) {
			if slices.Contains(pending, form.Head(wrong.Name)) {
				continue
			}
			wrong.Name = j.place(p, wrong.Name)
			if !slices.ContainsFunc(faults, func(o fault.Field) bool { return o.Name == wrong.Name }) {
				faults = append(faults, wrong)
			}
		}
	}
	return faults
}

// place names a field of a component as the joint form does: by the field its answer comes
// from.
func (j *Joint) place(p *Part, name string) string {
	head := form.Head(name)
	from, known := p.source[head]
	switch {
	case known && from.joint != nil:
		return from.joint.key + strings.TrimPrefix(name, head)
	case known && from.supply != nil && from.supply.From != "":
		if joint := j.byKey[strings.ReplaceAll(from.supply.From, ".", "_")]; joint != nil {
			return joint.key
		}
	case !known: // derived or computed: from what it is worked out of
		if f, is := p.Form.Field(head); is && f.Rules.DerivedFrom != "" && f.Rules.DerivedFrom != head {
			return j.place(p, f.Rules.DerivedFrom)
		}
	}
	return ownVar(p, name)
}

// MaterialOf returns the joint material that stands for one of a component's, and whether that
// is what an earlier component results in: by is its code, and nobody brings it.
func (j *Joint) MaterialOf(p *Part, code string, answers catalogue.Answers) (joint, by string) {
	_, found := j.plan(answers)
	m, known := p.Item.Material(code)
	if !known {
		return "", ""
	}
	if before := j.producer(p, m, found); before != nil {
		return "", before.Code()
	}
	return j.jointCode(p, code), ""
}

// before is the code of the component that a covered material is of.
func before(covered string) string {
	code, _, _ := strings.Cut(covered, ".")
	return code
}

// Identity are the answers that tell the matter from others, by data element; nil if one of
// them is not known yet. The answers are as Share takes them.
func (j *Joint) Identity(answers catalogue.Answers, values form.Values) map[string]string {
	whole := j.Plan(answers)
	said := map[string]string{}
	for _, name := range j.Same {
		switch answer := j.answered(name, whole.Answers, values, nil, 0).(type) {
		case string:
			said[name] = strings.TrimSpace(answer)
		case form.Values:
			said[name] = strings.TrimSpace(answer.String("region") + " " + answer.String("detail"))
		}
		if said[name] == "" {
			return nil
		}
	}
	return said
}
