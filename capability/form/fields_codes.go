package form

import (
	"context"
	"io"

	"tongban/capability/element"
	"tongban/kernel/message"
	"tongban/ui"

	"github.com/a-h/templ"
)

// codes asks for one or more of a long list. With a search of this field it shows
// what was found.
func (q question) codes(path, label, list string, multiple bool, values []string) (ui.CodesProps, error) {
	p := ui.CodesProps{
		Name: path, Label: label, Hint: q.shownHint(), Source: q.source(), Error: q.errs.Of(path), Optional: !q.f.Required,
		Multiple: multiple, Notes: q.notes(),
	}
	for _, value := range values {
		if value != "" {
			p.Chosen = append(p.Chosen, ui.Option{Value: value, Label: q.codeLabel(list, value)})
		}
	}
	p.Search = ui.CodeSearch{List: list, Size: q.Lists.size(list), Asked: q.Input.Get("code-search") == path}
	if p.Search.Asked {
		p.Search.Query = firstCharacters(q.Input.Get(path+".q"), mostWords)
	}
	var err error
	if p.Search.Asked || len(p.Chosen) == 0 {
		p.Search.Found, p.Search.More, err = q.Lists.find(q.ctx, list, p.Search.Query)
	}
	return p, err
}

// mostWords is how long a search may be.
const mostWords = 60

func (q question) codeLabel(list, code string) string {
	if list == divisions {
		return q.Form.regionPath(q.ctx, code)
	}
	return q.f.OptionLabel(q.ctx, code)
}

// isChoice reports whether one of several is to be chosen.
func (f *Field) isChoice() bool { return f.Kind == Enum || f.Kind == Code || f.Kind == Ref }

// long reports whether the choices of f are searched rather than listed.
func (f *Field) long() bool {
	if !f.isChoice() && f.Kind != EnumList && f.Kind != CodeList {
		return false
	}
	list, _ := element.CodeList(f.list)
	return f.list == divisions || len(f.Options) > many || len(f.Options) == 0 && len(list.Codes) > many
}

// codes asks for one or more of a long list.
func codes(q question) templ.Component {
	return lookedUp(func() (templ.Component, error) {
		if q.f.list == divisions && q.f.isChoice() {
			if regions, err := q.Lists.regionOptions(q.ctx); err != nil || len(regions) > 0 {
				box := q.box()
				box.Options = regions
				return ui.Field(box), err
			}
		}
		values, multiple := q.value.([]string)
		if text, ok := q.value.(string); ok {
			values = []string{text}
		}
		p, err := q.codes(q.path, q.label(), q.f.list, multiple || q.f.Kind == CodeList || q.f.Kind == EnumList, values)
		return ui.Codes(p), err
	})
}

// region asks where an address lies.
func region(q question) templ.Component {
	return lookedUp(func() (templ.Component, error) {
		options, err := q.Lists.regionOptions(q.ctx)
		if err != nil || len(options) > 0 || !q.Lists.known(divisions) {
			return ui.Field(q.regionBox(options)), err
		}
		path, value, _ := q.part("region")
		inner := q
		inner.f = &Field{Required: true} // whether it may be left out stands above
		p, err := inner.codes(path, message.T(q.ctx, "form.page.address.region"), divisions, false, []string{value})
		return ui.Codes(p), err
	})
}

// lookedUp makes a component of what has to be looked up first.
func lookedUp(look func() (templ.Component, error)) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		c, err := look()
		if err != nil {
			return err
		}
		return c.Render(ctx, w)
	})
}

// regionBox is a list of the regions where they are few; without any, their code is typed.
func (q question) regionBox(options []ui.Option) ui.FieldProps {
	path, value, err := q.part("region")
	p := ui.FieldProps{
		Name: path, Label: message.T(q.ctx, "form.page.address.region"), Value: value, Error: err,
		Kind: ui.SelectField, Options: options, Focus: q.focus,
	}
	if len(options) == 0 {
		p.Kind, p.InputMode, p.Width, p.Hint = ui.TextField, "numeric", ui.Half, message.T(q.ctx, "form.page.address.code")
	}
	return p
}

// detail asks for what stands below the region.
func (q question) detail() ui.FieldProps {
	path, value, err := q.part("detail")
	return ui.FieldProps{
		Name: path, Label: message.T(q.ctx, "form.page.address.detail"), Hint: message.T(q.ctx, "form.page.address.hint"), Value: value,
		Error: err, AutoComplete: "street-address",
	}
}

// end asks for one end of a period.
func (q question) end(name string) ui.FieldProps {
	path, value, err := q.part(name)
	return ui.FieldProps{
		Name: path, Label: message.T(q.ctx, "form.page.period."+name), Value: value, Error: err,
		Picker: ui.PickDay, Width: ui.Half, InputMode: "numeric",
	}
}

// coordinate asks for a latitude or longitude.
func (q question) coordinate(name string) ui.FieldProps {
	path, value, err := q.part(name)
	return ui.FieldProps{
		Name: path, Label: message.T(q.ctx, "form.page.location."+name), Value: value, Error: err,
		Width: ui.Short, InputMode: "decimal",
	}
}

// set is what surrounds a question with parts.
func (q question) set(beside bool) ui.FieldSetProps {
	return ui.FieldSetProps{
		Name: q.path, Label: q.label(), Hint: q.shownHint(), Source: q.source(), Error: q.errs.Of(q.path), Optional: !q.f.Required,
		Beside: beside, Notes: q.notes(),
	}
}
