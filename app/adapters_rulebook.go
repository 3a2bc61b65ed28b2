package app

import (
	"context"

	"tongban/adapter/registry"
	"tongban/capability/element"
	"tongban/capability/licence"
	"tongban/capability/rulebook"
	"tongban/kernel/fault"
	"tongban/kernel/message"
)

// fields tells rulebooks what licences, registers and other departments say.
type fields struct{ licences *licence.Service }

// registered are the data elements people.Elements knows, with the part rules can ask of what
// has parts.
var registered = []struct{ key, feel string }{
	{"person.name", "string"}, {"person.birthDate", "date"}, {"person.sex", "string"}, {"person.address#region", "string"},
	{"org.name", "string"}, {"org.registeredCapital", "number"}, {"org.industry", "string"}, {"org.establishedDate", "date"}, {"org.address#region", "string"},
}

func (fields) Registers(ctx context.Context) (list []rulebook.Known) {
	for _, r := range registered {
		name, part := r.key, ""
		if at := len(name) - len("#region"); at > 0 && name[at:] == "#region" {
			name, part = name[:at], "rulebook.source.region"
		}
		e, known := element.Find(name)
		if !known {
			continue
		}
		label := e.In(ctx)
		if part != "" {
			label = message.T(ctx, part, label)
		}
		list = append(list, rulebook.Known{Key: r.key, Label: message.T(ctx, "rulebook.source.registered", label), Type: r.feel})
	}
	return list
}

func (f fields) Licence(ctx context.Context, kind string) ([]rulebook.Known, error) {
	t, err := f.licences.Type(ctx, kind)
	if fault.KindOf(err) == fault.NotFound && err != nil {
		return nil, nil
	}
	var list []rulebook.Known
	for _, one := range t.Elements {
		known := rulebook.Known{Key: one.Key, Label: one.Label, Type: "string"}
		if e, ok := element.Find(one.Means); ok {
			known.Type = feelOf(e.Kind)
			if message.In(ctx) == message.English {
				known.Label = e.In(ctx)
			}
		}
		list = append(list, known)
	}
	return list, err
}

func (fields) Share(ctx context.Context, resource string) (list []rulebook.Known) {
	for _, f := range registry.Fields(resource) {
		label := message.Words{Chinese: f.Label, English: f.LabelEn}.In(message.In(ctx))
		list = append(list, rulebook.Known{Key: f.Key, Label: label, Type: f.Type})
	}
	return list
}

// feelOf is the type of FEEL that values of an element have.
func feelOf(kind element.Kind) string {
	switch kind {
	case element.Integer, element.Decimal, element.Money, element.Year:
		return "number"
	case element.Date:
		return "date"
	case element.Bool:
		return "boolean"
	}
	return "string"
}
