package form

import (
	"context"
	"net/url"
	"strings"

	"tongban/capability/element"
	"tongban/kernel/fault"
	"tongban/kernel/message"
	"tongban/ui"
)

// Asking is one topic of a form as a page asks it. Form, Topic and Values are needed,
// the rest says more.
type Asking struct {
	Form    *Definition
	Topic   Topic
	Values  Values
	Faults  []fault.Field     // of the whole form; those of the topic are shown
	Answers map[string]any    // to the guide: what hides fields
	Sources map[string]string // by field key: what an answer was fetched from, in words
	Locked  map[string]bool   // by field key: an answer that nobody may change
	Masked  bool              // answers that nobody types are shown in part
	Input   url.Values        // of a page that came back for a row or a search
	Lists   *Lists            // where long lists and regions are looked up
}

// Searched reports whether a page came back only to search a long list: nothing is
// complete yet, and the topic is shown again with what was found.
func Searched(input url.Values) bool { return input.Get("code-search") != "" }

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

// question is one field, or one cell of a table, as it is put on a page.
type question struct {
	*Asking
	ctx   context.Context
	f     *Field
	path  string // its name
	value any
	errs  ui.FieldErrors
	again bool // the notes stand beside the same question one row above
	focus bool
}

// questions returns the fields of the topic that are to be shown.
func (a *Asking) questions(ctx context.Context) (all []question) {
	errs := ui.ErrorsOf(ctx, fault.InvalidFields(a.Topic.Faults(a.Faults)))
	for _, f := range a.Form.Narrow(a.Topic, a.Values, a.Answers).Fields {
		all = append(all, question{Asking: a, ctx: ctx, f: f, path: f.Key, value: a.Values[f.Key], errs: errs})
	}
	return all
}

// part returns the question for one part of an answer: its from, its region.
func (q question) part(name string) (path, value, err string) {
	parts, _ := q.value.(Values)
	value, _ = parts[name].(string)
	path = q.path + "." + name
	return path, value, q.errs.Of(path)
}

// label is what the question is called.
func (q question) label() string { return q.f.LabelIn(q.ctx) }

// source says where the answer comes from and whether it may be changed.
func (q question) source() string {
	from := q.Sources[q.path]
	switch {
	case from == "", blank(q.value):
		return ""
	case q.Locked[q.path]:
		return message.T(q.ctx, "form.page.locked", from)
	}
	return message.T(q.ctx, "form.source", from)
}

// notes are what is said around the question.
func (q question) notes() ui.Notes {
	n := ui.Notes{Lang: q.lang()}
	if q.again {
		return n
	}
	n.Rule, n.Mistakes, n.Often, n.NoteLang = q.rule(), q.f.Mistakes, q.f.Often, chineseFor(q.ctx)
	return n
}

// heard are the ids of the notes that stand one row above.
func (q question) heard() string {
	if !q.again {
		return ""
	}
	table, _, column := splitRow(q.path)
	id := ui.FieldID(Path(table, 0, column))
	var ids []string
	if q.hint() != "" {
		ids = append(ids, id+"-hint")
	}
	if q.rule() != "" {
		ids = append(ids, id+"-rule")
	}
	if len(q.f.Mistakes) > 0 {
		ids = append(ids, id+"-mistakes")
	}
	return strings.Join(ids, " ")
}

// shownHint is the hint where it is not one row above.
func (q question) shownHint() string {
	if q.again {
		return ""
	}
	return q.hint()
}

// chineseFor is the language of a document's words on the page of a reader of another.
func chineseFor(ctx context.Context) string {
	if message.In(ctx) == message.Chinese {
		return ""
	}
	return message.Chinese.Tag()
}

// lang is the language of the label, if it is not the page's.
func (q question) lang() string {
	if q.f.name().English != "" {
		return ""
	}
	return chineseFor(q.ctx)
}

// box is a question with one answer on a line.
func (q question) box() ui.FieldProps {
	f := q.f
	p := ui.FieldProps{
		Name: q.path, Label: q.label(), Hint: q.shownHint(), Source: q.source(), Value: f.Text(q.value), Error: q.errs.Of(q.path),
		Optional: !f.Required, AutoComplete: autocomplete[f.Element], Unit: q.unit(), Heard: q.heard(), Focus: q.focus, Notes: q.notes(),
	}
	switch f.Kind {
	case Enum, Code, Ref:
		p.Kind, p.Options = ui.SelectField, f.choices(q.ctx)
	case Integer, Year:
		p.Kind, p.Width = ui.NumberField, ui.Short
	case Decimal, Money:
		p.Kind, p.Width = ui.DecimalField, ui.Short
	case Date:
		p.Picker, p.Width, p.InputMode = ui.PickDay, ui.Half, "numeric"
	case YearMonth:
		p.Picker, p.Width, p.InputMode = ui.PickMonth, ui.Half, "numeric"
	case DateTime:
		p.Picker, p.Width = ui.PickMinute, ui.Half
		p.Value = strings.Replace(p.Value, "T", " ", 1)
	case LongText:
		p.Kind, p.Most, p.Rows = ui.TextArea, f.longest(), 5
	case String:
		f.line(&p)
	}
	return p
}

// inRow reports whether the question is a cell of a table, where there is little room.
func (q question) inRow() bool { return strings.Contains(q.path, ".") }

// radios is a question with one of a few answers.
func (q question) radios(options []ui.Option, inline bool) ui.RadiosProps {
	return ui.RadiosProps{
		Name: q.path, Label: q.label(), Hint: q.shownHint(), Source: q.source(), Value: q.f.Text(q.value), Error: q.errs.Of(q.path),
		Optional: !q.f.Required, Options: options, Inline: inline, Heard: q.heard(), Notes: q.notes(),
	}
}

// checkboxes is a question with any number of answers.
func (q question) checkboxes() ui.CheckboxesProps {
	values, _ := q.value.([]string)
	options := q.f.choices(q.ctx)
	return ui.CheckboxesProps{
		Name: q.path, Label: q.label(), Hint: q.shownHint(), Source: q.source(), Values: values, Error: q.errs.Of(q.path),
		Optional: !q.f.Required, Options: options, Many: len(options) > few, Heard: q.heard(), Notes: q.notes(),
	}
}

// info is what is to be read, not answered.
func (q question) info() ui.BannerProps {
	return ui.BannerProps{Tone: ui.Info, Title: q.label(), Text: q.f.Words}
}

// agreement is a statement to agree to.
func (q question) agreement() ui.AgreementProps {
	agreed, _ := q.value.(bool)
	return ui.AgreementProps{
		Name: q.path, Label: q.label(), Text: strings.Split(q.f.Words, "\n"), Agree: message.T(q.ctx, "form.page.agree"), Value: "true",
		Checked: agreed, Error: q.errs.Of(q.path), Notes: q.notes(),
	}
}

// line says how a text is typed.
func (f *Field) line(p *ui.FieldProps) {
	switch format := f.Rules.Format; {
	case format == "cn_mobile":
		p.Kind, p.Width = ui.TelField, ui.Half
	case format == "cn_phone":
		p.Kind, p.Width = ui.TelField, ui.Half
	case format == "email":
		p.Kind = ui.EmailField
	case format == "cn_id18", format == "cn_uscc":
		p.Width = ui.Half // an X or letters may be in them: no keyboard of digits
	case format == "luhn", onlyDigits.MatchString(f.Rules.Pattern):
		p.InputMode, p.Width = "numeric", ui.Half
	case f.Rules.MaxLength > 100:
		p.Kind, p.Most = ui.TextArea, f.Rules.MaxLength
	}
}

// autocomplete lets browsers help with what they know of their user.
var autocomplete = map[string]string{
	"person.name": "name", "person.mobile": "tel", "person.email": "email", "person.address": "street-address",
	"person.birthDate": "bday", "org.name": "organization",
}

// given describes an answer that nobody types: worked out, or taken over for good.
func (q question) given() ui.FixedProps {
	f := q.f
	p := ui.FixedProps{
		Name: q.path, Label: q.label(), Value: f.Show(q.ctx, q.value), Hint: q.shownHint(), Source: q.source(), Error: q.errs.Of(q.path),
		Unit: q.unit(), Notes: q.notes(), Later: message.T(q.ctx, "form.page.none-yet"),
	}
	if q.Masked {
		p.Value = f.Masked(p.Value)
	}
	switch {
	case f.Rules.DerivedFrom != "":
		from := f.Rules.DerivedFrom
		if other, ok := q.Form.Field(from); ok {
			from = other.LabelIn(q.ctx)
		}
		p.Source, p.Later = message.T(q.ctx, "form.derived", from), message.T(q.ctx, "form.derived-later", from)
	case f.Kind == Computed:
		p.Source, p.Later = message.T(q.ctx, "form.page.computed"), message.T(q.ctx, "form.page.computed-later")
	}
	if p.Value == "" {
		p.Source, p.Unit = "", ""
	}
	return p
}

// choices are what there is to choose from.
func (f *Field) choices(ctx context.Context) []ui.Option {
	if len(f.Options) == 0 {
		list, _ := element.CodeList(f.list)
		options := make([]ui.Option, len(list.Codes))
		for i, v := range list.Codes {
			options[i] = ui.Option{Value: v.Code, Label: v.In(ctx)}
		}
		return options
	}
	options := make([]ui.Option, len(f.Options))
	for i, o := range f.Options {
		options[i] = ui.Option{Value: o.Value, Label: o.In(ctx)}
	}
	return options
}

// How many options are shown at once, and how many at most in a list to open; beyond
// that they are searched.
const (
	few  = 6
	many = 30
)
