package form

import (
	"context"
	"strings"
	"time"

	"tongban/kernel/clock"
	"tongban/kernel/fault"
	"tongban/kernel/message"
	"tongban/ui"
)

// Faults returns those of all that belong to a field of the topic.
func (t Topic) Faults(all []fault.Field) (own []fault.Field) {
	for _, one := range all {
		for _, f := range t.Fields {
			if f.Key == Head(one.Name) {
				own = append(own, one)
			}
		}
	}
	return own
}

// few is how many options are shown at once rather than in a list to open.
const few = 6

// input describes the control of a field with one answer on a line.
func (f *Field) input(ctx context.Context, v Values, err, source string) ui.FieldProps {
	p := ui.FieldProps{
		Name: f.Key, Label: f.Label, Hint: f.hint(ctx), Source: source, Value: f.Text(v[f.Key]),
		Error: err, Optional: !f.Required, AutoComplete: autocomplete[f.Element],
	}
	switch {
	case f.Kind == Enum:
		p.Kind = ui.SelectField
		p.Options = f.options()
	case f.Kind == Integer, f.Kind == Year:
		p.Kind, p.Width = ui.NumberField, ui.Short
	case f.Kind == Decimal:
		p.Kind, p.Width = ui.DecimalField, ui.Short
	case f.Kind == Date:
		p.Kind, p.Width = ui.DateField, ui.Half
	case f.Rules.Format == "cn_mobile":
		p.Kind, p.Width = ui.TelField, ui.Half
	case f.Rules.MaxLength > 100:
		p.Kind = ui.TextArea
	case onlyDigits.MatchString(f.Rules.Pattern):
		p.InputMode = "numeric"
	}
	return p
}

// autocomplete lets browsers help with what they know of their user.
var autocomplete = map[string]string{"person.name": "name", "person.mobile": "tel"}

// hint is the rule before there is a mistake, and an example.
func (f *Field) hint(ctx context.Context) string {
	hint, example := f.Hint, f.Example
	if hint == "" {
		hint = f.Note
	}
	if example == "" && f.Kind == YearMonth {
		example = "2026-02"
	}
	if example == "" {
		return hint
	}
	return strings.TrimSpace(hint + " " + message.T(ctx, "form.example", example))
}

func (f *Field) options() []ui.Option {
	options := make([]ui.Option, len(f.Options))
	for i, o := range f.Options {
		options[i] = ui.Option{Value: o.Value, Label: o.Label}
	}
	return options
}

// derived describes a field that is computed, so that its reader sees it and sees
// from what.
func (f *Field) derived(ctx context.Context, d *Definition, v Values, err string) ui.FieldProps {
	source := f.Rules.DerivedFrom
	if other, ok := d.Field(source); ok {
		source = other.Label
	}
	p := ui.FieldProps{Name: f.Key, Label: f.Label, Value: f.Text(v[f.Key]), Error: err, ReadOnly: true, Width: ui.Half}
	if p.Value == "" {
		p.Hint = message.T(ctx, "form.derived-later", source)
	} else {
		p.Source = message.T(ctx, "form.derived", source)
	}
	return p
}

// Rows returns the answers of a topic for reading. With change, each row leads
// there; masked hides what a person recognises but others must not read.
func (t Topic) Rows(ctx context.Context, v Values, change string, masked bool) []ui.SummaryRow {
	var rows []ui.SummaryRow
	for _, f := range t.Fields {
		row := ui.SummaryRow{Key: f.Label, Value: f.Show(ctx, v[f.Key])}
		if masked {
			row.Value = f.Masked(row.Value)
		}
		if change != "" && f.asked() {
			row.Change = change + "#f-" + f.Key
		}
		rows = append(rows, row)
	}
	return rows
}

// Show writes an answer for ctx's reader.
func (f *Field) Show(ctx context.Context, answer any) string {
	switch answer := answer.(type) {
	case bool:
		if answer {
			return message.T(ctx, "form.yes")
		}
		return message.T(ctx, "form.no")
	case []string:
		labels := make([]string, len(answer))
		for i, value := range answer {
			labels[i] = f.optionLabel(value)
		}
		return message.Join(ctx, labels)
	case string:
		if t, err := time.ParseInLocation(time.DateOnly, answer, clock.Shanghai); err == nil && f.Kind == Date {
			return message.Date(ctx, t)
		}
		return f.optionLabel(answer)
	}
	return f.Text(answer)
}

func (f *Field) optionLabel(value string) string {
	for _, o := range f.Options {
		if o.Value == value {
			return o.Label
		}
	}
	return value
}

// sourceNote says where an answer was fetched from.
func sourceNote(ctx context.Context, source string) string {
	if source == "" {
		return ""
	}
	return message.T(ctx, "form.source", source)
}
