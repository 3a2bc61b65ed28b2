package entitlement

import (
	"context"
	"strings"

	"tongban/capability/element"
	"tongban/capability/form"
	"tongban/kernel/calendar"
	"tongban/kernel/message"
	"tongban/ui"
)

// conditionRows are why somebody is entitled: each condition with the values that show it and
// who said so.
func (v view) conditionRows(ctx context.Context) (rows []ui.SummaryRow) {
	for _, c := range v.Programme.Conditions {
		var shown []string
		for _, name := range c.Inputs {
			if in, known := v.Programme.input(name); known && in.Kind != Calendar && !v.Finding.fact(name).Missing {
				shown = append(shown, v.fact(ctx, in))
			}
		}
		rows = append(rows, ui.SummaryRow{Key: in(ctx, c.Text, c.TextEn), Body: ui.Bullets(shown)})
	}
	return rows
}

// fact is one value in words, with its source.
func (v view) fact(ctx context.Context, asked Input) string {
	f := v.Finding.fact(asked.Name)
	return t(ctx, "fact", in(ctx, asked.Label, asked.LabelEn), v.value(ctx, asked, f), source(ctx, asked, f))
}

// value is what was found, as people say it: numbers that name a person in part only.
func (v view) value(ctx context.Context, asked Input, f Fact) string {
	switch {
	case f.Value == "true":
		return t(ctx, "yes")
	case f.Value == "false":
		return t(ctx, "no")
	case strings.HasSuffix(strings.ToLower(asked.Key), "region") && v.Form != nil:
		return v.Form.RegionName(ctx, f.Value)
	}
	if day, err := calendar.ParseDate(f.Value); err == nil && asked.Type == "date" {
		return message.Date(ctx, day.Start())
	}
	if e, known := element.Find(asked.Element); known && e.Protected() {
		return e.Masked(f.Value)
	}
	return f.Value
}

// source says who said so, and whether it is made up for the demonstration.
func source(ctx context.Context, asked Input, f Fact) string {
	words := f.Source
	switch asked.Kind {
	case Register:
		words = t(ctx, "source.register")
	case Licence:
		words = t(ctx, "source.licence", f.Source)
	}
	if mark := t(ctx, "simulated"); f.Simulated && !strings.Contains(words, mark) {
		words = t(ctx, "played", words)
	}
	return words
}

// answerRows are the answers that are handed in in the person's name, besides what is asked.
func (v view) answerRows(ctx context.Context) (rows []ui.SummaryRow) {
	for i := range v.Form.Fields {
		f := &v.Form.Fields[i]
		answer, given := v.Filled[f.Key]
		if !given || f.Kind == form.Agreement {
			continue
		}
		rows = append(rows, ui.SummaryRow{Key: f.LabelIn(ctx), Value: f.Masked(f.Show(ctx, answer))})
	}
	return rows
}

// stateTag says how an invitation stands.
func stateTag(ctx context.Context, s State) ui.TagProps {
	tone := ui.Mute
	switch s {
	case Open:
		tone = ui.Info
	case Confirmed, Settled:
		tone = ui.OK
	}
	return ui.TagProps{Tone: tone, Text: t(ctx, "state."+string(s))}
}

// stored says what is kept of an invitation.
func stored(ctx context.Context) []string {
	return []string{t(ctx, "stored.facts"), t(ctx, "stored.case"), t(ctx, "stored.none")}
}
