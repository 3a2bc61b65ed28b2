package bundle

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"tongban/capability/catalogue"
	"tongban/capability/element"
	"tongban/capability/form"
	"tongban/kernel/condition"
)

// mergeFields finds where the answer of every field of every component comes from: fields that
// mean the same data element are one field of the joint form.
func (j *Joint) mergeFields() {
	for _, p := range j.Parts {
		if p.Form == nil {
			continue
		}
		unbound := p.Form.Unbound()
		taken := map[string]bool{} // elements this component has a field for already
		for i := range p.Form.Fields {
			f := &p.Form.Fields[i]
			if f.Kind == form.Computed || f.Rules.DerivedFrom != "" {
				continue // worked out where it belongs, from answers that are known
			}
			bound := f.Element != "" && !slices.Contains(unbound, f.Key) && !taken[f.Element] && f.Kind != form.Info
			from := &answer{}
			if bound {
				from.supply = j.supplyOf(p, f.Element)
			}
			p.source[f.Key] = from
			if from.supply != nil && from.supply.When == nil {
				continue
			}
			if bound {
				taken[f.Element] = true
				from.result = j.resultOf(p, f)
			}
			from.joint = j.ask(p, f, bound && !j.apart(p, f))
		}
	}
	j.fields = slices.DeleteFunc(j.fields, func(f *jointField) bool { return !slices.ContainsFunc(f.askers, asking.ever) })
	j.settle()
}

// ever reports whether anybody can be asked for the field: not where a component that always
// takes part results in the answer.
func (a asking) ever() bool {
	result := a.part.source[a.field.Key].result
	return result == nil || !result.Required
}

// ask notes that a component asks for f: by the field of the joint form that asks for its
// element, if there is one already.
func (j *Joint) ask(p *Part, f *form.Field, shared bool) *jointField {
	key := strings.ReplaceAll(p.Code(), "-", "_") + "_" + f.Key
	if shared {
		key = strings.ReplaceAll(f.Element, ".", "_")
	}
	joint, known := j.byKey[key]
	if !known {
		joint = &jointField{key: key, base: asking{p, f}, party: f.Party}
		j.byKey[key] = joint
		j.fields = append(j.fields, joint)
	}
	joint.askers = append(joint.askers, asking{p, f})
	return joint
}

// settle carries out what the definition says about how elements are asked.
func (j *Joint) settle() {
	for _, f := range j.fields {
		rule, settled := j.ruleOf(f)
		if !settled {
			continue
		}
		f.label, f.party = rule.Label, rule.Party
		for _, a := range f.askers {
			if a.part.Code() == rule.Take {
				f.base = a
			}
		}
	}
}

// ruleOf is what the definition says about a field of the joint form.
func (j *Joint) ruleOf(f *jointField) (FieldRule, bool) {
	i := slices.IndexFunc(j.Fields, func(r FieldRule) bool {
		if r.Element != "" {
			return f.shared() && r.Element == f.base.field.Element
		}
		return !f.shared() && r.Item == f.base.part.Code() && r.Key == f.base.field.Key
	})
	if i < 0 {
		return FieldRule{}, false
	}
	return j.Fields[i], true
}

// shared reports whether the field asks for a data element, of whichever components need it.
func (f *jointField) shared() bool {
	return f.base.field.Element != "" && f.key == strings.ReplaceAll(f.base.field.Element, ".", "_")
}

// apart reports whether a field means something else than its element does elsewhere.
func (j *Joint) apart(p *Part, f *form.Field) bool {
	return slices.ContainsFunc(j.Fields, func(r FieldRule) bool { return r.Apart && r.Item == p.Code() && r.Key == f.Key })
}

// supplyOf is what answers an element in a component without asking, nil if nothing.
func (j *Joint) supplyOf(p *Part, name string) *Supply {
	for i := range j.Supplies {
		s := &j.Supplies[i]
		if s.Element == name && (len(s.Items) == 0 || slices.Contains(s.Items, p.Code())) {
			return s
		}
	}
	return nil
}

// resultOf is the component whose licence says what f asks for, nil if none: f may be filled
// from that licence, and the component has to be done first.
func (j *Joint) resultOf(p *Part, f *form.Field) *Part {
	words := strings.Split(f.Prefill, ".")
	if len(words) != 3 || words[0] != "licence" {
		return nil
	}
	return p.giving(words[1])
}

// giving is the component p depends on that results in a licence of kind, nil if none.
func (p *Part) giving(kind string) *Part {
	i := slices.IndexFunc(p.needs, func(o *Part) bool { return o.Item != nil && kind != "" && o.Item.Result.LicenceType == kind })
	if i < 0 {
		return nil
	}
	return p.needs[i]
}

// asked reports whether p has to be asked for a field when these parts take part: nothing
// supplies it, and an earlier one does not say it, or asks the same itself.
func (a *answer) asked(answers catalogue.Answers, takesPart func(*Part) bool) bool {
	if a.joint == nil || a.supplied(answers) {
		return false
	}
	return a.result == nil || !takesPart(a.result) || slices.ContainsFunc(a.joint.askers, func(o asking) bool {
		return takesPart(o.part) && o.part.source[o.field.Key].result == nil
	})
}

// supplied reports whether a supply answers, given the answers to the guide.
func (a *answer) supplied(answers catalogue.Answers) bool {
	return a.supply != nil && (a.supply.When == nil || a.supply.When.Holds(answers))
}

// document writes the joint form as items have it.
func (j *Joint) document() (json.RawMessage, error) {
	var fields []map[string]json.RawMessage
	for _, f := range j.fields {
		one, err := j.fieldDocument(f)
		if err != nil {
			return nil, err
		}
		fields = append(fields, one)
	}
	return json.Marshal(map[string]any{"fields": fields, "topics": j.topics()})
}

// fieldDocument writes a field as its base has it, under its own key, shown where any
// component that takes part asks for it.
func (j *Joint) fieldDocument(f *jointField) (map[string]json.RawMessage, error) {
	base := f.base.field
	text, err := json.Marshal(base)
	if err != nil {
		return nil, err
	}
	var out map[string]json.RawMessage
	if err := json.Unmarshal(text, &out); err != nil {
		return nil, err
	}
	set := func(name string, value any) {
		if err == nil {
			out[name], err = json.Marshal(value)
		}
	}
	set("key", f.key)
	set("required", slices.ContainsFunc(f.askers, func(a asking) bool { return a.field.Required }))
	set("visibleWhen", f.shownWhen(j))
	if f.label != "" {
		set("label", f.label)
		set("labelEn", j.English[f.label])
	}
	set("party", f.party)
	set("prefill", j.prefillOf(f))
	if base.Kind == form.File {
		set("material", j.jointCode(f.base.part, base.Material))
	}
	if base.Kind == form.Table {
		set("columns", f.columns())
	}
	if !f.shared() {
		delete(out, "element")
		if base.Element != "" {
			set("element", base.Element)
		}
	}
	return out, err
}

// prefillOf is where a field of the joint form may be filled from: not from a licence that is
// only being made, nor from what is the applicant's where it is asked of somebody else.
func (j *Joint) prefillOf(f *jointField) string {
	if f.filledHere(j) || j.supplyOf(f.base.part, f.base.field.Element) != nil {
		return ""
	}
	return f.base.field.Prefill
}

// filledHere reports whether a component of the bundle makes the licence that f may be filled
// from.
func (f *jointField) filledHere(j *Joint) bool {
	words := strings.Split(f.base.field.Prefill, ".")
	return slices.ContainsFunc(j.Parts, func(p *Part) bool {
		return p.Item != nil && len(words) == 3 && words[0] == "licence" && p.Item.Result.LicenceType == words[1] && p != f.base.part
	})
}

// columns are those of all who ask for the rows of a table, each once.
func (f *jointField) columns() (all []form.Field) {
	for _, a := range append([]asking{f.base}, f.askers...) {
		for _, c := range a.field.Columns {
			known := slices.ContainsFunc(all, func(o form.Field) bool { return o.Key == c.Key || c.Element != "" && o.Element == c.Element })
			if !known && (c.Kind != form.Computed || a == f.base) {
				all = append(all, c)
			}
		}
	}
	return all
}

// shownWhen is true where a component takes part that has to ask for f, and its own form
// would show it.
func (f *jointField) shownWhen(j *Joint) condition.Condition {
	var any []condition.Condition
	for _, a := range f.askers {
		all := []condition.Condition{{Var: withVar(a.part), Op: "eq", Value: true}}
		from := a.part.source[a.field.Key]
		if from.result != nil {
			all = append(all, condition.Condition{Not: &condition.Condition{Var: withVar(from.result), Op: "eq", Value: true}})
		}
		if s := from.supply; s != nil {
			all = append(all, condition.Condition{Not: &condition.Condition{Var: s.When.Var, Op: s.When.Op, Value: s.When.Value}})
		}
		if a.field.ShownWhen != nil {
			all = append(all, a.part.rewritten(*a.field.ShownWhen))
		}
		any = append(any, condition.Condition{All: all})
	}
	return condition.Condition{Any: any}
}

// rewritten is a condition of p's form in the words of the joint form.
func (p *Part) rewritten(c condition.Condition) condition.Condition {
	each := func(list []condition.Condition) (out []condition.Condition) {
		for _, one := range list {
			out = append(out, p.rewritten(one))
		}
		return out
	}
	switch {
	case c.All != nil:
		return condition.Condition{All: each(c.All)}
	case c.Any != nil:
		return condition.Condition{Any: each(c.Any)}
	case c.Not != nil:
		not := p.rewritten(*c.Not)
		return condition.Condition{Not: &not}
	}
	from, isField := p.source[c.Var]
	switch {
	case !isField:
		c.Var = ownVar(p, c.Var) // an answer to its guide
	case from.supply != nil && from.supply.When == nil:
		c.Var = supplyVar(p, c.Var)
	case from.joint != nil:
		c.Var = from.joint.key
	}
	return c
}

// topicDocument is a page of the joint form.
type topicDocument struct {
	Key     string   `json:"key"`
	Label   string   `json:"label"`
	LabelEn string   `json:"labelEn,omitempty"`
	Fields  []string `json:"fields"`
}

// subject is whom or what the page is about.
func (t topicDocument) subject() string {
	subject, number, numbered := strings.Cut(t.Key, "-")
	if _, err := strconv.Atoi(number); numbered && err == nil {
		return subject
	}
	return t.Key
}

// perTopic is how many questions a page has at most.
const perTopic = 7

// lastSubjects end a form: how to receive what comes of it, then what is declared of all of it.
var lastSubjects = []string{"delivery", "declaration"}

// topics puts the fields on pages by whom or what they are about, in the order in which that
// is first asked; a table has its own page.
func (j *Joint) topics() (pages []topicDocument) {
	open := map[string]int{} // by subject: its page that has room
	count := map[string]int{}
	add := func(subject, label, english, key string, alone bool) {
		at, has := open[subject]
		if !has || alone || len(pages[at].Fields) == perTopic {
			count[subject]++
			name := subject
			if n := count[subject]; n > 1 {
				name, label = fmt.Sprintf("%s-%d", subject, n), fmt.Sprintf("%s %d", label, n)
				if english != "" {
					english = fmt.Sprintf("%s %d", english, n)
				}
			}
			pages = append(pages, topicDocument{Key: name, Label: label, LabelEn: english})
			at = len(pages) - 1
			if !alone {
				open[subject] = at
			}
		}
		pages[at].Fields = append(pages[at].Fields, key)
	}
	for _, f := range j.fields {
		if f.base.field.Kind == form.File {
			continue
		}
		subject, label, english := j.subjectOf(f)
		if f.base.field.Kind == form.Table {
			subject, label, english = f.key, f.base.field.Label, ""
			if f.label != "" {
				label, english = f.label, j.English[f.label]
			}
		}
		add(subject, label, english, f.key, f.base.field.Kind == form.Table)
	}
	return inOrder(pages)
}

// inOrder puts the pages about the same beside each other, and those last that end a form.
func inOrder(pages []topicDocument) []topicDocument {
	first := map[string]int{}
	for i, page := range pages {
		subject := page.subject()
		if _, has := first[subject]; !has {
			first[subject] = i
		}
		if end := slices.Index(lastSubjects, subject); end >= 0 {
			first[subject] = len(pages) + end
		}
	}
	slices.SortStableFunc(pages, func(a, b topicDocument) int { return first[a.subject()] - first[b.subject()] })
	return pages
}

// subjectOf is whom or what a field is about: its element's subject, or that of the element
// it is put beside, or its component.
func (j *Joint) subjectOf(f *jointField) (key, label, english string) {
	name := f.base.field.Element
	if rule, settled := j.ruleOf(f); settled && rule.Topic != "" {
		name = rule.Topic
	}
	about, _, _ := strings.Cut(name, ".")
	i := slices.IndexFunc(element.Subjects(), func(s element.Subject) bool { return s.Name == about })
	if i < 0 || !f.shared() && !slices.ContainsFunc(j.Fields, func(r FieldRule) bool { return r.Topic != "" && r.Key == f.base.field.Key }) {
		p := f.base.part
		return p.Code(), p.Title(), p.Item.English[p.Title()]
	}
	s := element.Subjects()[i]
	return s.Name, s.Label, s.LabelEn
}
