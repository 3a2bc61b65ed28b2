package instant

import (
	"context"
	"maps"
	"slices"
	"strings"

	"tongban/capability/audit"
	"tongban/capability/casework"
	"tongban/capability/element"
	"tongban/capability/form"
	"tongban/capability/rulebook"
	"tongban/kernel/actor"
	"tongban/kernel/calendar"
	"tongban/kernel/check"
	"tongban/kernel/db"
)

// registers answers what the registers know of the applicant, and how old they are today.
func (g *gathering) registers(ctx context.Context, inputs []rulebook.Input) ([]answer, error) {
	known, simulated, err := g.Registers.Elements(ctx, g.Case.Owner.String())
	if err != nil {
		return nil, err
	}
	said := g.official(ctx)
	return each(inputs, func(in rulebook.Input) answer {
		key, part, _ := strings.Cut(in.Key, "#")
		a := answer{value: known[key], simulated: simulated}
		if parts, is := a.value.(form.Values); is && part != "" {
			a.value = parts[part]
		}
		if code, is := a.value.(string); is {
			a.words = g.named(said, key, part, code)
		}
		if born, ok := asDate(known["person.birthDate"]); in.Key == "person.age" && ok {
			a.value = int64(check.Age(born.(calendar.Date).Start(), g.at))
		}
		if a.value == nil || a.value == "" {
			a.value, a.missing = nil, NotKnown
		}
		return a
	}), nil
}

// named is what people call a code that a register has: a region, a value of a list; "" if it
// is none.
func (g *gathering) named(ctx context.Context, key, part, code string) string {
	if part == "region" {
		return g.form.RegionName(ctx, code)
	}
	e, _ := element.Find(key)
	list, _ := element.CodeList(e.CodeList)
	if i := slices.IndexFunc(list.Codes, func(v element.Value) bool { return v.Code == code }); i >= 0 {
		return list.Codes[i].In(ctx)
	}
	return ""
}

// guide begins the keys of answers to the guide's questions.
const guide = "guide:"

// answers answers what was declared and signed. What was not asked is not missing: a rule is
// told nothing of it.
func (g *gathering) answers(ctx context.Context, inputs []rulebook.Input) ([]answer, error) {
	said := g.official(ctx)
	return each(inputs, func(in rulebook.Input) answer {
		if key, is := strings.CutPrefix(in.Key, guide); is {
			return answer{value: guided(g.handed.Answers[key])}
		}
		key, part, _ := strings.Cut(in.Key, "#")
		f, known := g.form.Field(key)
		if !known {
			return answer{missing: NotKnown}
		}
		a := answer{value: g.handed.Values[key]}
		if parts, is := a.value.(form.Values); is && part != "" {
			return answer{value: parts[part], words: f.Show(said, a.value)}
		}
		if words := f.Show(said, a.value); a.value != nil && words != textOf(a.value) {
			a.words = words
		}
		return a
	}), nil
}

// guided is an answer of the guide in the types of rules.
func guided(answer any) any {
	if n, ok := answer.(float64); ok {
		return numberOf(n)
	}
	return answer
}

// licences answers what the licences of the applicant say: "type#held", "type#status", or an
// element of the one that is valid.
func (g *gathering) licences(ctx context.Context, inputs []rulebook.Input) ([]answer, error) {
	held, err := g.Licences.Held(ctx, g.Case.Owner.String())
	if err != nil {
		return nil, err
	}
	held = slices.DeleteFunc(held, func(h Held) bool { return h.Since.After(g.at) })
	return each(inputs, func(in rulebook.Input) answer {
		kind, of, _ := strings.Cut(in.Key, "#")
		a := answer{name: kind}
		valid := slices.IndexFunc(held, func(h Held) bool {
			return h.Type == kind && h.Status == licenceValid && (h.Expires.IsZero() || h.Expires.After(g.at))
		})
		any := slices.IndexFunc(held, func(h Held) bool { return h.Type == kind })
		switch {
		case of == "held":
			a.value = valid >= 0
		case of == "expires" && valid >= 0 && !held[valid].Expires.IsZero():
			a.value = calendar.DateOf(held[valid].Expires.Add(-1))
		case of == "status" && valid >= 0:
			a.value = licenceValid
		case of == "status" && any >= 0:
			a.value = held[any].Status
		case valid >= 0 && held[valid].Values[of] != "":
			a.value = held[valid].Values[of]
		default:
			a.missing = NotKnown
		}
		return a
	}), nil
}

// licenceValid is the status of a licence that stands for a paper.
const licenceValid = "valid"

// shares answers what one department shares: "resource#found", or a field of its record. That
// it was asked is noted for whom it is about.
func (g *gathering) shares(ctx context.Context, inputs []rulebook.Input) ([]answer, error) {
	resource, _, _ := strings.Cut(inputs[0].Key, "#")
	person, err := g.Registers.Person(ctx, g.Case.Owner.String())
	if err != nil {
		return nil, err
	}
	shared, err := g.Registry.Ask(ctx, resource, person)
	if noted := g.note(context.WithoutCancel(ctx), resource, shared, err); noted != nil {
		return nil, noted
	}
	if err != nil {
		return nil, err
	}
	return each(inputs, func(in rulebook.Input) answer {
		_, field, _ := strings.Cut(in.Key, "#")
		a := answer{name: shared.Source, simulated: shared.Simulated}
		value, has := shared.Values[field]
		switch {
		case field == "found":
			a.value = shared.Found
		case shared.Found && has:
			a.value = value
		default:
			a.missing = NotKnown
		}
		return a
	}), nil
}

// note leaves a trace of the question to another department, whatever it answered.
func (s *Service) noteLook(ctx context.Context, look audit.Look) error {
	return s.DB.Write(ctx, look.Subject, func(ctx context.Context, tx *db.Tx) error { return audit.Access(ctx, tx, look) })
}

func (g *gathering) note(ctx context.Context, resource string, shared Shared, err error) error {
	outcome := "none"
	switch {
	case err != nil:
		outcome = "failed"
	case shared.Found:
		outcome = "found"
	}
	return g.noteLook(ctx, audit.Look{
		Person: g.Case.Owner.String(), Actor: actor.From(ctx).ID, Department: g.Case.Department, Subject: g.Case.No, Purpose: g.purpose,
		Resource: resource, Outcome: outcome, At: g.at,
	})
}

// papers answers what can be read for certain on what was uploaded.
func (g *gathering) papers(ctx context.Context, inputs []rulebook.Input) ([]answer, error) {
	if g.Papers == nil {
		return nil, errNobody
	}
	facts, simulated, err := g.Papers.Facts(ctx, g.File)
	if err != nil {
		return nil, err
	}
	return each(inputs, func(in rulebook.Input) answer {
		if fact, known := facts[in.Key]; known {
			return answer{value: fact, simulated: simulated}
		}
		return answer{missing: NotKnown}
	}), nil
}

// facts answers what the case itself says.
func (g *gathering) facts(ctx context.Context, inputs []rulebook.Input) ([]answer, error) {
	known := map[string]any{
		"applicant.kind": map[bool]string{true: "firm", false: "person"}[g.Case.Firm],
		"agent":          g.Case.Agent != 0,
		"counter":        g.Case.Outlet != g.Casework.Office().Outlet,
		"corrected":      g.Case.Corrected,
		"track":          g.Item.Plan(g.handed.Answers).Track,
	}
	if slices.ContainsFunc(inputs, func(in rulebook.Input) bool { return in.Key == "earlier" }) {
		n, err := g.Cases.Earlier(ctx, g.File)
		if err != nil {
			return nil, err
		}
		known["earlier"] = int64(n)
	}
	for _, m := range g.Item.Plan(g.handed.Answers).Materials {
		handed := g.handed.Has(m.Code)
		known["has."+m.Code] = handed != nil && handed.Source != casework.Promised
	}
	return each(inputs, func(in rulebook.Input) answer {
		if value, ok := known[in.Key]; ok {
			return answer{value: value}
		}
		return answer{missing: NotKnown}
	}), nil
}

// credit answers whether the applicant's record lets them have an effect.
func (g *gathering) credit(ctx context.Context, inputs []rulebook.Input) ([]answer, error) {
	if g.Record == nil {
		return nil, errNobody
	}
	asked := map[string]bool{}
	for _, in := range inputs {
		may, err := g.Record.May(ctx, g.Case.Owner, in.Key)
		if err != nil {
			return nil, err
		}
		asked[in.Key] = may
	}
	return each(inputs, func(in rulebook.Input) answer { return answer{value: asked[in.Key]} }), nil
}

// commitments answers whether the applicant has signed a commitment for the case.
func (g *gathering) commitments(ctx context.Context, inputs []rulebook.Input) ([]answer, error) {
	if g.Commitments == nil {
		return nil, errNobody
	}
	signed, err := g.Commitments.Signed(ctx, g.Case.ID)
	if err != nil {
		return nil, err
	}
	known := map[string]any{"signed": signed}
	return each(inputs, func(in rulebook.Input) answer {
		if !slices.Contains(slices.Collect(maps.Keys(known)), in.Key) {
			return answer{missing: NotKnown}
		}
		return answer{value: known[in.Key]}
	}), nil
}

// days answers what day it is.
func (g *gathering) days(_ context.Context, inputs []rulebook.Input) ([]answer, error) {
	return each(inputs, func(in rulebook.Input) answer {
		if in.Key != "today" {
			return answer{missing: NotKnown}
		}
		return answer{value: calendar.DateOf(g.at)}
	}), nil
}
