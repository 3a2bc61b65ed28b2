package decision

import (
	"strings"

	"tongban/capability/decision/dmn"
	"tongban/capability/decision/feel"
)

// kind is what sort of value one is.
type kind string

const (
	anything  kind = ""
	text      kind = "string"
	number    kind = "number"
	boolean   kind = "boolean"
	date      kind = "date"
	timeOfDay kind = "time"
	dateTime  kind = "dateTime"
	duration  kind = "duration"
	months    kind = "months"
	context   kind = "context"
	function  kind = "function"
)

// builtin are the types of FEEL by their names, those of former versions included.
var builtin = map[string]kind{
	"Any": anything, "any": anything, "string": text, "number": number, "boolean": boolean, "date": date, "time": timeOfDay,
	"date and time": dateTime, "dateTime": dateTime,
	"days and time duration": duration, "dayTimeDuration": duration,
	"years and months duration": months, "yearMonthDuration": months, "context": context, "function": function,
}

// typ is a type that has been resolved.
type typ struct {
	name    string
	base    *typ // what it is by another name
	kind    kind
	member  *typ // of a list
	fields  []field
	allowed *test
}

type field struct {
	name string
	*typ
}

// kindOf returns what sort of value v is; lists and what is none of ours are anything.
func kindOf(v any) kind {
	switch v.(type) {
	case string:
		return text
	case feel.Number:
		return number
	case bool:
		return boolean
	case feel.Date:
		return date
	case feel.Time:
		return timeOfDay
	case feel.DateTime:
		return dateTime
	case feel.Duration:
		return duration
	case feel.Months:
		return months
	case feel.Context:
		return context
	case feel.Function:
		return function
	}
	return anything
}

// misfit says why a value does not fit its type: the end of a key, and what fills it.
type misfit struct {
	key  string
	args []any
}

// fit returns v as a value of t, or why it is none. Nothing is converted but what DMN
// says: a list of one member and that member stand for each other, and a date is the
// beginning of its day.
//
// Basis: DMN 1.5, 10.3.2.9.4.
func (t *typ) fit(v any) (any, *misfit) {
	if t == nil || v == nil {
		return v, nil
	}
	if t.base != nil {
		v, wrong := t.base.fit(v)
		if wrong != nil {
			return nil, wrong
		}
		return t.permit(v)
	}
	list, many := v.(feel.List)
	switch {
	case t.member != nil && many:
		return t.fitEach(list)
	case t.member != nil:
		one, wrong := t.member.fit(v)
		if wrong != nil {
			return nil, wrong
		}
		return t.permit(feel.List{one})
	case many && len(list) == 1 && t.kind != anything:
		return t.fit(list[0])
	case t.kind == anything:
		return t.permit(v)
	case t.kind == context:
		return t.fitContext(v)
	}
	if day, ok := v.(feel.Date); ok && t.kind == dateTime {
		v = feel.DateTime{Date: day, Time: feel.Time{Zone: feel.Zone{Known: true}}}
	}
	if kindOf(v) != t.kind {
		return nil, &misfit{"trouble.kind." + string(t.kind), []any{shown(v)}}
	}
	return t.permit(v)
}

func (t *typ) fitEach(list feel.List) (any, *misfit) {
	fitted := make(feel.List, len(list))
	for i, one := range list {
		one, wrong := t.member.fit(one)
		if wrong != nil {
			return nil, wrong
		}
		fitted[i] = one
	}
	return t.permit(fitted)
}

func (t *typ) fitContext(v any) (any, *misfit) {
	c, ok := v.(feel.Context)
	if !ok {
		return nil, &misfit{"trouble.kind.context", []any{shown(v)}}
	}
	for _, f := range t.fields {
		given, known := c.Get(f.name)
		if !known {
			return nil, &misfit{"trouble.field", []any{f.name}}
		}
		fitted, wrong := f.fit(given)
		if wrong != nil {
			return nil, wrong
		}
		c = c.With(f.name, fitted)
	}
	return t.permit(c)
}

// permit refuses values that t does not allow.
func (t *typ) permit(v any) (any, *misfit) {
	if t.allowed == nil || t.allowed.passes(v) {
		return v, nil
	}
	return nil, &misfit{"trouble.allowed", []any{shown(v), strings.TrimSpace(t.allowed.source)}}
}

// shown returns a value as people write it, shortened.
func shown(v any) string {
	const most = 60
	s := []rune(feel.Write(v))
	if len(s) > most {
		return string(s[:most]) + "…"
	}
	return string(s)
}

// typeNamed returns the type of that name, nil if anything goes.
func (c *compiler) typeNamed(at *dmn.Item, name string) *typ {
	name = strings.TrimPrefix(strings.TrimPrefix(name, "feel:"), "feel.")
	if name == "" {
		return nil
	}
	if t := c.types[name]; t != nil {
		return t
	}
	if kind, known := builtin[name]; known {
		if kind == anything {
			return nil
		}
		return &typ{name: name, kind: kind}
	}
	if inner, ok := strings.CutPrefix(name, "list<"); ok {
		return &typ{name: name, member: c.typeOrAny(at, strings.TrimSuffix(inner, ">"))}
	}
	if name == "list" {
		return &typ{name: name, member: &typ{}}
	}
	if i := strings.IndexAny(name, "<("); i > 0 { // a context, a range or a function written out
		return nil
	}
	c.fault(at, Error, "type", name)
	return nil
}

func (c *compiler) typeOrAny(at *dmn.Item, name string) *typ {
	if t := c.typeNamed(at, name); t != nil {
		return t
	}
	return &typ{}
}

// typesOf makes all types of a document; they may speak of each other.
func (c *compiler) typesOf(all []*dmn.Type) {
	refs := map[string]string{}
	for _, t := range all {
		c.types[t.Name], refs[t.Name] = &typ{name: t.Name}, t.Ref
	}
	for _, t := range all {
		at := t.Name
		for range len(all) + 1 {
			at = refs[at]
		}
		if at != "" { // still going round: t leads into a circle
			c.fault(&t.Item, Error, "type-circle", t.Name)
			c.types[t.Name] = nil
		}
	}
	for _, t := range all {
		if into := c.types[t.Name]; into != nil {
			c.define(into, t)
		}
	}
}

// define fills a type.
func (c *compiler) define(into *typ, t *dmn.Type) {
	if t.Collection {
		into.member = &typ{name: t.Name}
		into = into.member
	}
	switch {
	case len(t.Components) > 0:
		into.kind = context
		for _, part := range t.Components {
			f := &typ{name: part.Name}
			c.define(f, part)
			into.fields = append(into.fields, field{part.Name, f})
		}
	case t.Function:
		into.kind = function
	default:
		into.base = c.typeNamed(&t.Item, t.Ref)
	}
	if t.Allowed != nil {
		into.allowed = c.test(&t.Item, *t.Allowed, nil)
	}
}

// root returns the type that t is by other names.
func (t *typ) root() *typ {
	for t != nil && t.base != nil {
		t = t.base
	}
	return t
}

// domains returns the tests every value of t has to pass.
func (t *typ) domains() (all []*test) {
	for ; t != nil; t = t.base {
		if t.allowed != nil {
			all = append(all, t.allowed)
		}
	}
	return all
}

// kindOfAll returns what sort all values of t are.
func (t *typ) kindOfAll() kind {
	if root := t.root(); root != nil && root.member == nil {
		return root.kind
	}
	return anything
}
