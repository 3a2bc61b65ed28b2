package bundlestudio

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"tongban/capability/bundle"
	"tongban/capability/place"
	"tongban/ui"
)

func departmentOptions(ctx context.Context, list []place.Department) (options []ui.Option) {
	for _, d := range list {
		options = append(options, ui.Option{Value: d.Code, Label: d.In(ctx)})
	}
	return options
}

// objects are whom a bundle may be for, as items have it.
var objects = []string{"1", "2", "3", "4", "5", "6"}

func objectOptions(ctx context.Context) (options []ui.Option) {
	for _, o := range objects {
		options = append(options, ui.Option{Value: o, Label: t(ctx, "object."+o)})
	}
	return options
}

func objectValues(b *bundle.Bundle) (values []string) {
	for _, n := range b.ServiceObjects {
		values = append(values, strconv.Itoa(n))
	}
	return values
}

// sameOptions are the elements of the joint form, and those that tell one matter from another now.
func sameOptions(ctx context.Context, v *view) (options []ui.Option) {
	add := func(name string) {
		if !slices.ContainsFunc(options, func(o ui.Option) bool { return o.Value == name }) {
			options = append(options, ui.Option{Value: name, Label: elementName(ctx, name)})
		}
	}
	for _, name := range v.b.Same {
		add(name)
	}
	for _, topic := range v.joint.Form() {
		for _, f := range topic.Fields {
			if f.Shared && strings.HasSuffix(f.Element, "umber") || f.Shared && (strings.HasSuffix(f.Element, "ame") || strings.HasSuffix(f.Element, "ddress") || strings.HasSuffix(f.Element, "uscc")) {
				add(f.Element)
			}
		}
	}
	return options
}

func basicsRows(ctx context.Context, v *view) []ui.SummaryRow {
	var same, whom []string
	for _, name := range v.b.Same {
		same = append(same, elementName(ctx, name))
	}
	for _, o := range objectValues(v.b) {
		if slices.Contains(objects, o) {
			whom = append(whom, t(ctx, "object."+o))
		}
	}
	return []ui.SummaryRow{
		{Key: t(ctx, "basics.name"), Value: v.b.Name},
		{Key: t(ctx, "basics.summary"), Value: v.b.Summary},
		{Key: t(ctx, "basics.lead"), Value: v.b.Lead.Name},
		{Key: t(ctx, "basics.objects"), Value: strings.Join(whom, "\n")},
		{Key: t(ctx, "basics.days"), Value: strconv.FormatFloat(v.b.Limit.Value, 'f', -1, 64) + " " + t(ctx, "basics.workdays")},
		{Key: t(ctx, "basics.same"), Value: strings.Join(same, "\n")},
		{Key: t(ctx, "basics.keywords"), Value: strings.Join(v.b.Keywords, " ")},
		{Key: t(ctx, "basics.note"), Value: v.b.Note},
	}
}

// whenSaid says when a component takes part.
func (v *view) whenSaid(ctx context.Context, c bundle.Component) string {
	switch {
	case c.Required:
		return t(ctx, "component.required")
	case c.When == nil:
		return t(ctx, "component.always")
	}
	return t(ctx, "component.if", sayCondition(ctx, v.b.Questions, c.When))
}

// who is who does a component.
func (v *view) who(c bundle.Component) string {
	if item := v.items[c.Item]; item != nil {
		return item.Department.Name
	}
	return c.Department
}
