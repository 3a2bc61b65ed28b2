package instant

import (
	"context"
	"log/slog"
	"slices"

	"tongban/capability/rulebook"
)

// aboutOwner are the kinds of sources that are asked about the account a case belongs to,
// whoever its form speaks of.
var aboutOwner = []rulebook.Kind{rulebook.Register, rulebook.Licence, rulebook.Share, rulebook.Credit}

// whose says whether the form speaks of the applicant, whose registers, licences and record are
// asked: Contradicts if it gives another name or number, IsDown if that cannot be found out. A
// card for somebody's neighbour is not granted on somebody's own age.
func (g *gathering) whose(ctx context.Context, inputs []rulebook.Input) Missing {
	if !slices.ContainsFunc(inputs, func(in rulebook.Input) bool { return slices.Contains(aboutOwner, in.Kind) }) {
		return ""
	}
	number, name := "person.idNumber", "person.name"
	if g.Case.Firm {
		number, name = "org.uscc", "org.name"
	}
	declared := map[string][]any{} // by element
	for i := range g.form.Fields {
		f := &g.form.Fields[i]
		if from := f.From(); (from == number || from == name) && g.handed.Values[f.Key] != nil {
			declared[from] = append(declared[from], g.handed.Values[f.Key])
		}
	}
	if len(declared) == 0 {
		return ""
	}
	person, err := g.Registers.Person(ctx, g.Case.Owner.String())
	if err != nil {
		slog.WarnContext(ctx, "source of a decision not available", "source", "applicant", "error", err)
		return IsDown
	}
	for element, verified := range map[string]string{number: person.IDNumber, name: person.Name} {
		for _, said := range declared[element] {
			if plainWords(textOf(said)) != plainWords(verified) {
				return Contradicts
			}
		}
	}
	return ""
}

// doubted marks what was found out about the applicant as not certain for a reason, if there is
// one.
func doubted(givens []Given, why Missing) []Given {
	for i := range givens {
		if why != "" && givens[i].Missing == "" && slices.Contains(aboutOwner, givens[i].Input.Kind) {
			givens[i].Missing = why
		}
	}
	return givens
}
