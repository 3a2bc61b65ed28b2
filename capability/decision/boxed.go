package decision

import (
	"tongban/capability/decision/dmn"
	"tongban/capability/decision/feel"
)

// boxed compiles what DMN 1.4 added: conditions, filters and loops that are drawn.
func (c *compiler) boxed(at *dmn.Item, b dmn.Body, s *scope) body {
	where := place{at, b.Of().Line}
	switch b := b.(type) {
	case *dmn.Conditional:
		return &choice{c.body(at, b.If, s), c.body(at, b.Then, s), c.body(at, b.Else, s), where}
	case *dmn.Filter:
		in := c.body(at, b.In, s)
		return &loop{"filter", in, c.body(at, b.Match, s.with("item", nil)), where}
	case *dmn.Loop:
		in := c.body(at, b.In, s)
		return &loop{b.Kind, in, c.body(at, b.Do, s.with(b.Variable, nil)), where}
	}
	return nil
}

// choice takes one of two.
type choice struct {
	condition, yes, no body
	place              place
}

func (x *choice) eval(r *run, values frame) any {
	switch value(x.condition, r, values) {
	case true:
		return value(x.yes, r, values)
	case false, nil:
		return value(x.no, r, values)
	}
	r.trouble(x.place.trouble("trouble.no-condition"))
	return nil
}

// loop goes through a list.
type loop struct {
	kind  string // "filter", "for", "some", "every"
	in    body
	do    body
	place place
}

func (x *loop) eval(r *run, values frame) any {
	in := value(x.in, r, values)
	members, many := in.(feel.List)
	switch {
	case in == nil && x.kind != "filter":
		r.trouble(x.place.trouble("trouble.no-list"))
		return nil
	case !many && in != nil:
		members = feel.List{in}
	}
	kept, open := feel.List{}, false
	for _, one := range members {
		v := value(x.do, r, values.with(one))
		_, known := v.(bool)
		open = open || v == nil
		switch {
		case r.stopped != nil:
			return nil
		case x.kind == "for":
			kept = append(kept, v)
		case !known && v != nil:
			r.trouble(x.place.trouble("trouble.no-condition"))
			return nil
		case x.kind == "filter" && v == true:
			kept = append(kept, one)
		case x.kind == "some" && v == true, x.kind == "every" && v == false:
			return v
		}
	}
	switch {
	case x.kind == "for" || x.kind == "filter":
		return kept
	case open:
		return nil
	}
	return x.kind == "every"
}
