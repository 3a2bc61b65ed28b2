package rulebook

import (
	"context"
	"slices"

	"tongban/capability/catalogue"
	"tongban/capability/form"
	"tongban/kernel/fault"
	"tongban/kernel/message"
)

// Source is what an item offers an input to come from.
type Source struct {
	Kind    Kind
	Key     string
	Chinese string // what people call it; names and labels of inputs are made of it
	Label   string // the same in the reader's language
	Type    string // of FEEL
}

// Sources are what an item offers.
type Sources []Source

// Find returns the source of a kind and key.
func (s Sources) find(kind Kind, key string) (Source, bool) {
	at := slices.IndexFunc(s, func(one Source) bool { return one.Kind == kind && one.Key == key })
	if at < 0 {
		return Source{}, false
	}
	return s[at], true
}

// named returns the source that an input of some name plainly means: the only one called so.
func (s Sources) named(name string) (found Source, ok bool) {
	for _, one := range s {
		if one.Chinese != name && one.Label != name {
			continue
		}
		if ok {
			return Source{}, false
		}
		found, ok = one, true
	}
	return found, ok
}

// Sources returns what the version of an item in force offers, in the order of Kinds; nothing
// where none is in force.
func (s *Service) Sources(ctx context.Context, code string) (Sources, error) {
	item, err := s.Items.Published(ctx, code)
	if fault.KindOf(err) == fault.NotFound && err != nil {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	list, err := s.offered(message.Officially(ctx), item)
	if err != nil || message.In(ctx) == message.Chinese {
		return list, err
	}
	read, err := s.offered(ctx, item)
	for i := range list {
		list[i].Label = read[i].Label
	}
	return list, err
}

// offered lists the sources of an item in the language of ctx's reader.
func (s *Service) offered(ctx context.Context, item *catalogue.Item) (list Sources, err error) {
	add := func(kind Kind, key, label, feel string) {
		if _, twice := list.find(kind, key); !twice {
			list = append(list, Source{kind, key, label, label, feel})
		}
	}
	for _, k := range s.Fields.Registers(ctx) {
		add(Register, k.Key, k.Label, k.Type)
	}
	formed(ctx, item, add)
	for _, kind := range licencesOf(item) {
		name, _ := item.In(ctx, kind)
		add(Licence, kind+"#held", t(ctx, "source.held", name), "boolean")
		add(Licence, kind+"#expires", t(ctx, "source.expires", name), "date")
		known, err := s.Fields.Licence(ctx, kind)
		if err != nil {
			return nil, err
		}
		for _, k := range known {
			add(Licence, kind+"#"+k.Key, t(ctx, "source.of", name, k.Label), k.Type)
		}
	}
	for _, m := range item.Materials {
		for _, r := range m.ReplaceableBy {
			if r.By == catalogue.ByLicence || r.Resource == "" {
				continue
			}
			name, _ := item.In(ctx, r.Resource)
			add(Share, r.Resource+"#found", t(ctx, "source.found", name), "boolean")
			for _, k := range s.Fields.Share(ctx, r.Resource) {
				add(Share, r.Resource+"#"+k.Key, t(ctx, "source.of", name, k.Label), k.Type)
			}
		}
	}
	for _, one := range fixed {
		add(one.Kind, one.Key, t(ctx, "source."+string(one.Kind)+"."+one.Key), one.Type)
	}
	return list, nil
}

// fixed are the sources every item has.
var fixed = []Source{
	{Kind: Paper, Key: "questions", Type: "number"},
	{Kind: Case, Key: "agent", Type: "boolean"}, {Kind: Case, Key: "counter", Type: "boolean"},
	{Kind: Credit, Key: "commitment", Type: "boolean"}, {Kind: Credit, Key: "deferral", Type: "boolean"},
	{Kind: Commitment, Key: "signed", Type: "boolean"},
	{Kind: Calendar, Key: "today", Type: "date"},
}

// licencesOf are the types of licences an item has to do with: those that stand for its
// materials, and the one it grants.
func licencesOf(item *catalogue.Item) (kinds []string) {
	for _, m := range item.Materials {
		for _, r := range m.ReplaceableBy {
			if r.By == catalogue.ByLicence && r.LicenceType != "" && !slices.Contains(kinds, r.LicenceType) {
				kinds = append(kinds, r.LicenceType)
			}
		}
	}
	if kind := item.Result.LicenceType; kind != "" && !slices.Contains(kinds, kind) {
		kinds = append(kinds, kind)
	}
	return kinds
}

// formed offers what an application says: the fields of the form and the answers given to
// the guide.
func formed(ctx context.Context, item *catalogue.Item, add func(kind Kind, key, label, feel string)) {
	if item.HasForm() {
		if asked, err := form.Parse(item.Form); err == nil { // whoever publishes an item is told
			for i := range asked.Fields {
				f := &asked.Fields[i]
				label := f.LabelIn(ctx)
				if f.Kind == form.Address {
					add(Form, f.Key+"#region", t(ctx, "source.region", label), "string")
					continue
				}
				if feel := feelOf(f.Kind); feel != "" {
					add(Form, f.Key, label, feel)
				}
			}
		}
	}
	for _, q := range item.Scenarios {
		feel := "string"
		switch q.Type {
		case "bool":
			feel = "boolean"
		case "number", "date":
			feel = q.Type
		case "multi":
			continue
		}
		question, _ := item.In(ctx, q.Text)
		add(Form, "guide:"+q.ID, question, feel)
	}
}

// feelOf is the type of FEEL that answers of a kind have, "" if rules cannot ask them.
func feelOf(kind form.Kind) string {
	switch kind {
	case form.Integer, form.Decimal, form.Money, form.Year:
		return "number"
	case form.Bool, form.Agreement:
		return "boolean"
	case form.Date:
		return "date"
	case form.DateTime:
		return "date and time"
	case form.String, form.LongText, form.Enum, form.Code, form.Ref, form.YearMonth, form.Computed:
		return "string"
	}
	return ""
}
