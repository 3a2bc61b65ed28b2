package catalogue

import (
	"crypto/sha256"
	"encoding/json"
	"maps"
	"slices"

	"tongban/kernel/fault"
)

// Answers are what somebody answered to the guide, by question: bool, string,
// float64 or []string. Derived facts stand beside them: "age" in full years (a
// number) and "isProxy" (a bool), when they are known.
type Answers map[string]any

// Ordinary is the track of an item whose guide sets no other.
const Ordinary = "一般程序"

// Committed is the track of 告知承诺: its applicant promises to meet the conditions, is granted
// at once, and is checked afterwards.
const Committed = "告知承诺"

// Plan is what follows from the answers to a guide.
type Plan struct {
	Stop      *Message          // the service is not for this applicant
	Redirect  *Redirect         // another service is; with or without Stop
	Track     string            // e.g. 告知承诺
	Fields    []string          // the form's fields to fill in
	Preset    map[string]string // answers to fields that follow from the guide
	Materials []Material        // what to bring; Necessity is required or optional
	Notices   []Message         // to be read, in the way of nothing
	Linked    []string          // services that may be applied for together
	Open      []Question        // still to be answered, in order
	Answers   Answers           // as used: questions that are not asked are gone, defaults filled in
}

// Message is a sentence that an answer brings about.
type Message struct {
	Question string `json:"question"`
	Text     string `json:"text"`
}

// Blocked reports whether these answers end the application.
func (p Plan) Blocked() bool { return p.Stop != nil || p.Redirect != nil }

// Complete reports whether every question that is asked has an answer.
func (p Plan) Complete() bool { return len(p.Open) == 0 }

// Missing returns a fault for every question without an answer.
func (p Plan) Missing() []fault.Field {
	var missing []fault.Field
	for _, q := range p.Open {
		missing = append(missing, fault.Field{Name: q.ID, Key: "catalogue.guide.unanswered", Args: []any{q.Text}})
	}
	return missing
}

// Plan works out what follows from answers. It is a pure function of the version
// and the answers, so a stored set of answers can be replayed at any time.
func (i *Item) Plan(answers Answers) Plan {
	if i.Several != nil {
		return i.Several.Plan(answers)
	}
	p := Plan{Track: Ordinary, Answers: maps.Clone(answers), Preset: map[string]string{}}
	if p.Answers == nil {
		p.Answers = Answers{}
	}
	shown, hidden := map[string]bool{}, map[string]bool{}
	for _, q := range i.Scenarios {
		if q.ShowWhen != nil && !q.ShowWhen.Holds(p.Answers) {
			delete(p.Answers, q.ID)
			continue
		}
		if _, answered := p.Answers[q.ID]; !answered {
			if q.Default == nil {
				p.Open = append(p.Open, q)
				continue
			}
			p.Answers[q.ID], _ = q.read(q.Default) // examine has read it
		}
		for _, e := range q.Effects {
			if !e.When.Holds(p.Answers) {
				continue
			}
			p.apply(q.ID, e)
			mark(shown, e.ShowMaterials, e.ShowFields)
			mark(hidden, e.HideMaterials)
		}
	}
	i.fill(&p, shown, hidden)
	return p
}

// Ordinarily returns answers with which somebody who may not take the track of a commitment
// goes the ordinary way: what they have chosen to do so is taken back.
func (i *Item) Ordinarily(answers Answers) Answers {
	if several, can := i.Several.(interface{ Ordinarily(Answers) Answers }); can {
		return several.Ordinarily(answers)
	}
	answers = maps.Clone(i.Plan(answers).Answers)
	for _, q := range i.Scenarios {
		chosen := slices.ContainsFunc(q.Effects, func(e Effect) bool { return e.Track == Committed && e.When.Holds(answers) })
		if chosen && q.Type == "bool" {
			answers[q.ID] = answers[q.ID] == false
		}
	}
	return answers
}

// Perhaps returns the materials that depend on a fact about the applicant which the
// answers do not hold.
func (i *Item) Perhaps(p Plan) (materials []Material) {
	for _, m := range i.Materials {
		if m.RequiredWhen == nil {
			continue
		}
		_, derived := derivedFacts[m.RequiredWhen.Var]
		_, known := p.Answers[m.RequiredWhen.Var]
		if derived && !known {
			materials = append(materials, m)
		}
	}
	return materials
}

func mark(set map[string]bool, lists ...[]string) {
	for _, name := range slices.Concat(lists...) {
		set[name] = true
	}
}

// apply takes over what one effect does apart from materials and fields. The first
// question that stops or redirects decides.
func (p *Plan) apply(question string, e Effect) {
	switch {
	case p.Blocked():
	case e.Stop:
		p.Stop, p.Redirect = &Message{question, e.Message}, e.Redirect
	case e.Redirect != nil:
		p.Redirect = e.Redirect
	}
	if !e.Stop && e.Message != "" {
		p.Notices = append(p.Notices, Message{question, e.Message})
	}
	if e.Track != "" {
		p.Track = e.Track
	}
	if e.AddItem != "" {
		p.Linked = append(p.Linked, e.AddItem)
	}
	maps.Copy(p.Preset, e.SetField)
}

// fill chooses materials and fields. Where a condition is written it decides;
// what questions show or hide counts only without one.
func (i *Item) fill(p *Plan, shown, hidden map[string]bool) {
	wanted := func(name string, when *Condition, always bool) bool {
		if when != nil {
			return when.Holds(p.Answers)
		}
		return (always || shown[name]) && !hidden[name]
	}
	for _, m := range i.Materials {
		if !wanted(m.Code, m.RequiredWhen, m.Necessity != Conditional) {
			continue
		}
		if m.Necessity == Conditional {
			m.Necessity = Required
		}
		p.Materials = append(p.Materials, m)
	}
	for _, f := range i.formFields() {
		if f.ShownWhen != nil && f.ShownWhen.Holds(p.Answers) || f.ShownWhen == nil && wanted(f.Key, nil, true) {
			p.Fields = append(p.Fields, f.Key)
		}
	}
}

// Fingerprint is a digest of everything that follows from the answers. A stored plan
// that is replayed has the fingerprint it had when it was stored.
func (p Plan) Fingerprint() []byte {
	var materials []string
	for _, m := range p.Materials {
		materials = append(materials, m.Code+" "+m.Necessity)
	}
	// Only texts, numbers, bools and lists of them: this cannot fail.
	said, _ := json.Marshal([]any{p.Stop, p.Redirect, p.Track, p.Fields, p.Preset, materials, p.Notices, p.Linked, p.Answers})
	sum := sha256.Sum256(said)
	return sum[:]
}
