package feel

import (
	"slices"
	"strings"
)

// typeNames are the types of the language, longer names first.
var typeNames = []string{"years and months duration", "days and time duration", "date and time", "function", "context", "boolean",
	"number", "string", "range", "list", "date", "time", "Any", "Null"}

// typeName reads the name of a type: list<number>, context<a: string>, function<date> -> Any.
func (p *parser) typeName() (string, *Fault) {
	if f := p.enter(); f != nil {
		return "", f
	}
	defer func() { p.nest-- }()
	p.skip()
	at := p.pos
	known, length := p.longest(typeNames)
	switch {
	case known != "":
		p.pos += length
	case p.words() == "":
		return "", p.unexpected()
	}
	if p.takes("<") {
		if f := p.typeParts(known); f != nil {
			return "", f
		}
	}
	if known == "function" && p.takes("->") {
		if _, f := p.typeName(); f != nil {
			return "", f
		}
	}
	return strings.Join(strings.Fields(p.text[at:p.pos]), " "), nil
}

// typeParts reads the types in pointed brackets.
func (p *parser) typeParts(of string) *Fault {
	for first := true; !p.takes(">"); first = false {
		if !first {
			if f := p.expect(","); f != nil {
				return f
			}
		}
		if of == "context" {
			if _, ok := p.label(); !ok {
				return p.unexpected()
			}
		}
		if _, f := p.typeName(); f != nil {
			return f
		}
	}
	return nil
}

// isInstance reports whether v is of a type, with all that is in it.
func isInstance(v Value, kind string) bool {
	name, inner, _ := strings.Cut(kind, "<")
	name = strings.TrimSpace(name)
	if end := strings.LastIndex(inner, ">"); end >= 0 {
		inner = strings.TrimSpace(inner[:end])
	}
	switch {
	case v == nil:
		return name == "Null"
	case name == "Any":
		return true
	case name != kindName(v):
		return false
	case inner == "":
		return true
	}
	switch v := v.(type) {
	case List:
		return !slices.ContainsFunc(v, func(one Value) bool { return !isInstance(one, inner) })
	case Range:
		return (v.Low == nil || isInstance(v.Low, inner)) && (v.High == nil || isInstance(v.High, inner))
	case Context:
		return hasEntries(v, inner)
	}
	return true
}

// hasEntries reports whether c has entries of the types "a: number, b: list<string>" asks for.
func hasEntries(c Context, kinds string) bool {
	deep, from := 0, 0
	for i, r := range kinds + "," {
		switch {
		case r == '<':
			deep++
		case r == '>':
			deep--
		case r == ',' && deep == 0:
			key, kind, _ := strings.Cut(kinds[from:i], ":")
			v, has := c.Get(strings.TrimSpace(key))
			if !has || v != nil && !isInstance(v, strings.TrimSpace(kind)) {
				return false
			}
			from = i + 1
		}
	}
	return true
}

// kindName is the name of the type of v in FEEL.
func kindName(v Value) string {
	switch v.(type) {
	case bool:
		return "boolean"
	case string:
		return "string"
	case Number:
		return "number"
	case Date:
		return "date"
	case Time:
		return "time"
	case DateTime:
		return "date and time"
	case Duration:
		return "days and time duration"
	case Months:
		return "years and months duration"
	case List:
		return "list"
	case Context:
		return "context"
	case Range:
		return "range"
	case Function:
		return "function"
	}
	return "Null"
}
