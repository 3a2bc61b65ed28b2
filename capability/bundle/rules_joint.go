package bundle

import (
	"maps"
	"slices"

	"tongban/capability/catalogue"
	"tongban/capability/form"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// Pinned are the versions of items and their forms that a joint is made of, by code.
type Pinned map[string]struct {
	Item *catalogue.Item
	Form *form.Definition
}

// Join makes the joint of a bundle. What is wrong with the definition is Invalid, named by its
// place; what is asked for differently stands in Clashes, and the first component counts until
// that is settled.
func Join(b *Bundle, edition id.ID, pinned Pinned) (*Joint, error) {
	if faults := b.examine(pinned); len(faults) > 0 {
		return nil, fault.InvalidFields(faults)
	}
	j := &Joint{Bundle: b, Edition: edition, byKey: map[string]*jointField{}}
	for _, c := range b.Components {
		p := &Part{Component: c, source: map[string]*answer{}}
		if c.Kind == ItemKind {
			p.Item, p.Form = pinned[c.Item].Item, pinned[c.Item].Form
		}
		j.Parts = append(j.Parts, p)
	}
	j.Parts, _ = ordered(j.Parts)
	j.mergeFields()
	document, err := j.document()
	if err != nil {
		return nil, err
	}
	j.Clashes = append(j.fieldClashes(), j.materialClashes()...)
	j.Item = &catalogue.Item{
		VersionID: edition, Revision: int(b.Revision), PublishedAt: b.PublishedAt,
		Code: b.Code, Name: b.Name, Department: b.Lead, ServiceObjects: b.ServiceObjects, Themes: b.Themes, Keywords: b.Keywords,
		CoImplementers: j.Cooperating(), ExerciseLevel: level(j.Parts), PromisedLimit: b.Limit, HandlingModes: []string{"window", "pc", "mobile"},
		Scenarios: j.questions(), Materials: j.everyMaterial(), Form: document, English: j.english(), Several: j,
	}
	if first := j.answering(); first != nil {
		j.Item.ConsultPhone, j.Item.ComplaintPhone = first.ConsultPhone, first.ComplaintPhone
	}
	return j, nil
}

// answering is the item whose telephones are those of the whole: the first of the department that
// leads, or simply the first; nil if there is none.
func (j *Joint) answering() (first *catalogue.Item) {
	for _, p := range j.Parts {
		switch {
		case p.Item == nil:
		case p.Item.Department.Code == j.Lead.Code:
			return p.Item
		case first == nil:
			first = p.Item
		}
	}
	return first
}

// level is that of the first item.
func level(parts []*Part) int {
	for _, p := range parts {
		if p.Item != nil {
			return p.Item.ExerciseLevel
		}
	}
	return 0
}

// english gathers what the items and the bundle say in English; the bundle's own counts most.
func (j *Joint) english() map[string]string {
	all := map[string]string{}
	for _, p := range slices.Backward(j.Parts) {
		if p.Item != nil {
			maps.Copy(all, p.Item.English)
		}
	}
	maps.Copy(all, j.English)
	return all
}

// The variables that a joint item's guide answers besides its questions, for the conditions of
// its form and its pages.
func withVar(p *Part) string                 { return "with." + p.Code() }
func askVar(p *Part, question string) string { return "ask." + p.Code() + "." + question }
func ownVar(p *Part, name string) string     { return p.Code() + "." + name }
func supplyVar(p *Part, key string) string   { return "supplied." + p.Code() + "." + key }

// questions are those of the bundle, and those of its components that it does not settle.
func (j *Joint) questions() []catalogue.Question {
	all := slices.Clone(j.Questions)
	for _, p := range j.Parts {
		if p.Item == nil {
			continue
		}
		for _, q := range p.Item.Scenarios {
			if _, settled := p.Answers[q.ID]; settled {
				continue
			}
			q.ShowWhen = &catalogue.Condition{Var: askVar(p, q.ID), Op: "eq", Value: true}
			q.ID, q.Effects = ownVar(p, q.ID), nil
			all = append(all, q)
		}
	}
	return all
}
