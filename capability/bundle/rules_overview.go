package bundle

import (
	"slices"

	"tongban/capability/catalogue"
	"tongban/capability/form"
)

// Topic is a page of the joint form, for whoever writes the bundle.
type Topic struct {
	Label  string // empty: files, which are handed in with the papers
	Fields []Asked
}

// Asked is a field of the joint form with those who ask for it.
type Asked struct {
	Key, Label, Element string
	Kind                form.Kind
	Prefill             string    // where it may be filled from
	Shared              bool      // by data element; else it is one component's own
	Rule                FieldRule // what is settled about it; zero: nothing
	By                  []Asker
}

// Asker is a component that asks for something, in its own words.
type Asker struct{ Item, Title, Key, Label string }

// Unasked is a field of a component that nobody fills in, at least not always.
type Unasked struct {
	Asker
	Element   string
	Supply    *Supply // what answers it; or
	Result    string  // what the component is called whose licence says it
	Sometimes bool    // it is asked where the supply's condition does not hold, or that component takes no part
}

// Form lists the joint form page by page as it would be if everybody chose everything, and its
// files last.
func (j *Joint) Form() (topics []Topic) {
	for _, page := range j.topics() {
		t := Topic{Label: page.Label}
		for _, key := range page.Fields {
			t.Fields = append(t.Fields, j.described(j.byKey[key]))
		}
		topics = append(topics, t)
	}
	var files Topic
	for _, f := range j.fields {
		if f.base.field.Kind == form.File {
			files.Fields = append(files.Fields, j.described(f))
		}
	}
	if len(files.Fields) > 0 {
		topics = append(topics, files)
	}
	return topics
}

func (j *Joint) described(f *jointField) Asked {
	rule, _ := j.ruleOf(f)
	a := Asked{Key: f.key, Label: first(f.label, f.base.field.Label), Element: f.base.field.Element, Kind: f.base.field.Kind, Prefill: j.prefillOf(f), Shared: f.shared(), Rule: rule}
	for _, one := range f.askers {
		a.By = append(a.By, one.asker())
	}
	return a
}

func (a asking) asker() Asker {
	return Asker{a.part.Code(), a.part.Title(), a.field.Key, a.field.Label}
}

// Unasked lists what components need to know and the joint form does not ask, or not always.
func (j *Joint) Unasked() (list []Unasked) {
	for _, p := range j.Parts {
		if p.Form == nil {
			continue
		}
		for i := range p.Form.Fields {
			f := &p.Form.Fields[i]
			from, known := p.source[f.Key]
			if !known || from.supply == nil && from.result == nil {
				continue
			}
			u := Unasked{Asker: asking{p, f}.asker(), Element: f.Element, Supply: from.supply, Sometimes: from.joint != nil && slices.Contains(j.fields, from.joint)}
			if from.supply == nil {
				u.Result = from.result.Title()
			}
			list = append(list, u)
		}
	}
	return list
}

// Paper is what somebody brings, or would have to.
type Paper struct {
	Code, Name string
	Joint      bool    // it stands for those of several components
	Take       string  // code of the component whose terms count
	Covers     []Asker // Key is the code of the component's own material
	Made       string  // what the component is called that results in it: nobody brings it
}

// Papers lists the papers of all components, those that are one once.
func (j *Joint) Papers() (list []Paper) {
	for _, p := range j.Parts {
		if p.Item == nil {
			continue
		}
		for _, m := range p.Item.Materials {
			one := Paper{Code: j.jointCode(p, m.Code), Name: m.Name, Covers: []Asker{{p.Code(), p.Title(), m.Code, m.Name}}}
			for _, by := range m.ReplaceableBy {
				if maker := p.giving(by.LicenceType); by.By == catalogue.ByLicence && maker != nil && one.Made == "" {
					one.Made = maker.Title()
				}
			}
			if one.Made != "" {
				one.Code = p.Code() + "." + m.Code
			}
			if i := slices.IndexFunc(list, func(o Paper) bool { return o.Code == one.Code && o.Made == "" && one.Made == "" }); i >= 0 {
				list[i].Covers = append(list[i].Covers, one.Covers...)
				continue
			}
			if i := slices.IndexFunc(j.Materials, func(o JointMaterial) bool { return o.Code == one.Code }); i >= 0 {
				one.Joint, one.Name, one.Take = true, j.Materials[i].Name, j.Materials[i].Take
			}
			list = append(list, one)
		}
	}
	return list
}

// FormFor lists the joint form page by page as somebody meets it who gives these answers to the
// guide: also what only another answer brings up.
func (j *Joint) FormFor(answers catalogue.Answers) (topics []Topic) {
	whole, found := j.plan(answers)
	takesPart := func(o *Part) bool { _, yes := found[o]; return yes }
	for _, t := range j.Form() {
		t.Fields = slices.DeleteFunc(t.Fields, func(f Asked) bool {
			return !slices.ContainsFunc(j.byKey[f.Key].askers, func(a asking) bool {
				plan, yes := found[a.part]
				return yes && a.part.source[a.field.Key].asked(whole.Answers, takesPart) && j.mayAsk(a.part, a.field, plan, whole.Answers)
			})
		})
		if len(t.Fields) > 0 {
			topics = append(topics, t)
		}
	}
	return topics
}
