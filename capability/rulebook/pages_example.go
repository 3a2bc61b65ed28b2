package rulebook

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"tongban/kernel/message"
	"tongban/ui"
)

// exampleGrid are the examples with what became of them.
func (v *view) exampleGrid(ctx context.Context) ui.GridProps {
	p := ui.GridProps{Caption: t(ctx, "examples.title"), Row: t(ctx, "examples.number"), Columns: []string{t(ctx, "examples.name")}, Do: t(ctx, "do-column")}
	for _, in := range v.Inputs {
		p.Columns = append(p.Columns, in.Name)
	}
	p.Columns = append(p.Columns, t(ctx, "examples.expect"), t(ctx, "examples.got"))
	for i, e := range v.Examples {
		at, id := fmt.Sprintf("ex.%d.", i), fmt.Sprintf("ex-%d", i+1)
		title := t(ctx, "examples.one", i+1)
		g := ui.GridRow{ID: id, Title: title, Focus: v.at == id, Actions: removing("ex-remove", i, title)}
		g.Cells = append(g.Cells, ui.GridCell{Name: at + "name", Label: p.Columns[0], Value: e.Name, Wide: true, Error: v.errs.Of(at + "name")})
		for n, in := range v.Inputs {
			box := ui.GridCell{Name: fmt.Sprintf("%sv.%d", at, n), Label: in.Name, Value: e.Given[in.Name], Error: v.errs.Of(fmt.Sprintf("%sv.%d", at, n))}
			switch in.Type {
			case "boolean":
				box.Options = []ui.Option{{Value: "true", Label: t(ctx, "yes")}, {Value: "false", Label: t(ctx, "no")}}
				box.Empty = t(ctx, "examples.missing")
			case "number":
				box.Number = true
			case "date":
				box.Example = "2026-02-10"
			}
			g.Cells = append(g.Cells, box)
		}
		g.Cells = append(g.Cells,
			ui.GridCell{Name: at + "expect", Label: t(ctx, "examples.expect"), Value: string(e.Expect), Options: outcomes(ctx), Error: v.errs.Of(at + "expect")})
		shown := ui.GridCell{Shown: ui.Plain("")}
		if i < len(v.ran) && v.errs == nil {
			shown.Shown = ui.Tag(ranTag(ctx, v.ran[i]))
			g.Notes = ranNotes(ctx, v.ran[i])
		}
		g.Cells = append(g.Cells, shown)
		p.Rows = append(p.Rows, g)
	}
	return p
}

func ranTag(ctx context.Context, r Ran) ui.TagProps {
	if r.Passed {
		return ui.TagProps{Tone: ui.OK, Text: t(ctx, "examples.passed")}
	}
	return ui.TagProps{Tone: ui.Bad, Text: t(ctx, "examples.failed")}
}

// ranNotes say what the rules answered an example, and why.
func ranNotes(ctx context.Context, r Ran) (notes []ui.GridNote) {
	tone := ui.OK
	if !r.Passed {
		tone = ui.Bad
	}
	if len(r.Wrong) > 0 {
		return []ui.GridNote{{Tone: ui.Bad, Text: t(ctx, "examples.unread", message.List(r.Wrong))}}
	}
	said := t(ctx, "examples.said", t(ctx, "outcome."+string(r.Got)))
	if r.Reason != "" {
		said = t(ctx, "examples.because", t(ctx, "outcome."+string(r.Got)), r.Reason)
	}
	var rows []string
	for _, n := range r.Rows {
		rows = append(rows, strconv.Itoa(n))
	}
	if len(rows) > 0 {
		said += t(ctx, "examples.rows", message.List(rows))
	} else if r.Got == Refer {
		said += t(ctx, "examples.no-row")
	}
	notes = append(notes, ui.GridNote{Tone: tone, Text: said})
	for _, f := range r.Troubles[:min(len(r.Troubles), 3)] {
		notes = append(notes, ui.GridNote{Tone: ui.Warn, Text: f.Sentence(ctx)})
	}
	return notes
}

// ready is what a draft needs before it can be published, and how far it is.
func (v *view) ready(ctx context.Context) []ui.TaskSection {
	done := func(is bool, key string, args ...any) ui.Task {
		status := ui.TagProps{Tone: ui.Warn, Text: t(ctx, "ready.open")}
		if is {
			status = ui.TagProps{Tone: ui.OK, Text: t(ctx, "ready.done")}
		}
		return ui.Task{Title: t(ctx, "ready."+key, args...), Hint: t(ctx, "ready."+key+"-hint"), Status: status}
	}
	approves, refers := v.both()
	rules := done(v.errors() == 0, "rules")
	rules.URL = "#faults"
	examples := done(v.failing() == 0 && approves && refers, "examples")
	examples.URL = "#examples"
	shadow := done(v.proven, "shadow")
	shadow.URL = pageURL(v.Item, "shadow")
	return []ui.TaskSection{{Title: t(ctx, "ready.title"), Tasks: []ui.Task{rules, examples, shadow, done(false, "second")}}}
}

// exampleSummary is an example in one line, for versions that do not change.
func exampleSummary(ctx context.Context, inputs []Input, e Example) string {
	var parts []string
	for _, in := range inputs {
		value := e.Given[in.Name]
		switch {
		case value == "":
			value = t(ctx, "examples.missing")
		case in.Type == "boolean" && value == "true":
			value = t(ctx, "yes")
		case in.Type == "boolean":
			value = t(ctx, "no")
		}
		parts = append(parts, t(ctx, "examples.part", in.Name, value))
	}
	return message.Join(ctx, parts) + " → " + strings.TrimSpace(t(ctx, "outcome."+string(e.Expect)))
}
