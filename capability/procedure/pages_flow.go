package procedure

import (
	"context"
	"net/http"

	"tongban/capability/form"
	"tongban/capability/procedure/drawing"
	"tongban/capability/workflow/bpmn"
	"tongban/ui"
)

// readFlow takes what was typed of a way.
func (f *elementForm) readFlow(typed func(string) string) {
	f.to = typed("to")
	f.when = condition{
		How: How(typed("how")), Result: typed("result"), Answer: typed("answer"), Field: typed("amount"), Compare: typed("compare"), Number: typed("number"), Text: typed("text"),
	}
}

// missing reports whether it was not said what a condition is about.
func (c condition) missing(asked []form.Field) bool {
	return c.How != Always && c.How != Else && c.expression(asked) == ""
}

// saveFlow stores what was said of a way, and where it leads.
func (f *elementForm) saveFlow(p pages, r *http.Request) error {
	if err := drawing.SetFlow(f.doc, f.id, f.name, f.when.expression(f.asked), f.when.How == Else); err != nil {
		return err
	}
	xml := string(f.doc.Write())
	if f.to != "" && f.to != f.flow.To.ID {
		doc, _ := bpmn.Read([]byte(xml)) // as written just now
		var err error
		if xml, _, err = drawing.Apply(doc, drawing.Op{Do: drawing.Redirect, At: f.id, To: f.to}); err != nil {
			return err
		}
	}
	_, err := p.Save(keyed(r), f.Item, edits(r), xml)
	return err
}

// chosen reports whether the way is one of several, of which somebody or something chooses.
func (f *elementForm) chosen() bool {
	from := f.flow.From
	return len(from.Out) > 1 && (from.Kind == bpmn.ExclusiveGateway || from.Kind == bpmn.InclusiveGateway || from.Kind.IsActivity())
}

// targets are the steps a way could lead to.
func targets(ctx context.Context, from *bpmn.Node) []ui.Option {
	var options []ui.Option
	for _, n := range from.Level.Nodes {
		if n.Kind != bpmn.StartEvent && n.AttachedTo == nil && n != from {
			options = append(options, ui.Option{Value: n.ID, Label: nameOf(ctx, n)})
		}
	}
	return options
}

// results are what can have come of the steps of the process, each step's together.
func (f *elementForm) results(ctx context.Context) []ui.Option {
	var options []ui.Option
	for _, r := range drawing.Outline(f.doc) {
		if r.Node == nil || !isWork(r.Node) || r.Sort != drawing.Step && r.Sort != drawing.Part {
			continue
		}
		for _, outcome := range outcomesOf(drawing.PropertiesOf(f.doc, r.Node)["outcomes"]) {
			options = append(options, ui.Option{Value: r.Node.ID + "=" + outcome, Label: t(ctx, "said", nameOf(ctx, r.Node), outcomeName(ctx, outcome)), Group: nameOf(ctx, r.Node)})
		}
	}
	for _, outcome := range []string{"pass", "refuse"} {
		options = append(options, ui.Option{Value: "=" + outcome, Label: t(ctx, "said", t(ctx, "condition.last"), outcomeName(ctx, outcome)), Group: t(ctx, "condition.last")})
	}
	return options
}

// outcomesOf reads what may come of a step.
func outcomesOf(list string) []string {
	if outcomes := split(list); len(outcomes) > 0 {
		return outcomes
	}
	return []string{"pass"}
}

// answers are what can be chosen in the item's form, each field's together.
func (f *elementForm) answers(ctx context.Context) []ui.Option {
	var options []ui.Option
	for _, field := range f.plain(form.Bool, form.Enum, form.EnumList) {
		label := labelOf(ctx, &field, field.Key)
		values := []string{"true", "false"}
		if field.Kind != form.Bool {
			values = nil
			for _, o := range field.Options {
				values = append(values, o.Value)
			}
		}
		for _, value := range values {
			options = append(options, ui.Option{Value: field.Key + "=" + value, Label: t(ctx, "said", label, answerName(ctx, &field, value)), Group: label})
		}
	}
	return options
}

// amounts are the numbers of the item's form.
func (f *elementForm) amounts(ctx context.Context) []ui.Option {
	var options []ui.Option
	for _, field := range f.plain(form.Integer, form.Decimal, form.Money, form.Year, form.Computed) {
		options = append(options, ui.Option{Value: field.Key, Label: labelOf(ctx, &field, field.Key)})
	}
	return options
}

// hows are the ways to say when a way is taken that there is something to choose from for.
func (f *elementForm) hows(ctx context.Context, answers, amounts []ui.Option) []ui.Option {
	option := func(how How, key string) ui.Option {
		return ui.Option{Value: string(how), Label: t(ctx, "how."+key), Hint: t(ctx, "how."+key+"-hint")}
	}
	list := []ui.Option{option(Result, "result")}
	if len(answers) > 0 {
		list = append(list, option(Answer, "answer"))
	}
	if len(amounts) > 0 {
		list = append(list, option(Amount, "amount"))
	}
	return append(list, option(Else, "else"), option(Written, "text"))
}

func compareOptions(ctx context.Context) []ui.Option {
	var options []ui.Option
	for _, c := range comparisons {
		options = append(options, ui.Option{Value: c, Label: t(ctx, "compare."+comparisonKey[c])})
	}
	return options
}
