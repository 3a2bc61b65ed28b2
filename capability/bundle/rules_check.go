package bundle

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"tongban/capability/element"
	"tongban/kernel/fault"
)

// The sizes a bundle stays within, so that none costs more than it should.
const (
	mostComponents = 12
	mostQuestions  = 20
	mostRules      = 200
)

var slug = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// checker gathers what is wrong with a definition.
type checker struct {
	*Bundle
	pinned Pinned
	faults []fault.Field
}

func (c *checker) add(at, key string, args ...any) {
	c.faults = append(c.faults, fault.Field{Name: at, Key: "bundle.check." + key, Args: args})
}

// examine says what makes a definition unusable, each fault named by its place.
func (b *Bundle) examine(pinned Pinned) []fault.Field {
	c := &checker{Bundle: b, pinned: pinned}
	if len(b.Code) > 64 || !slug.MatchString(b.Code) {
		c.add("code", "code")
	}
	if strings.TrimSpace(b.Name) == "" {
		c.add("name", "name")
	}
	if n := len(b.Components); n < 2 || n > mostComponents {
		c.add("components", "components", mostComponents)
	}
	if len(b.Questions) > mostQuestions || len(b.Fields)+len(b.Supplies)+len(b.Materials) > mostRules {
		c.add("questions", "too-much", mostQuestions, mostRules)
	}
	c.components()
	c.guide()
	c.rules()
	c.materials()
	return append(c.faults, b.orderFaults(pinned)...)
}

// components checks that every component is there, once, and can be applied for here.
func (c *checker) components() {
	seen := map[string]bool{}
	for i, one := range c.Components {
		at := fmt.Sprintf("components[%d]", i)
		if one.Item == "" || seen[one.Item] || one.Item == c.Code {
			c.add(at, "twice", c.called(one.Item))
		}
		seen[one.Item] = true
		switch one.Kind {
		case ItemKind:
			if pin, known := c.pinned[one.Item]; !known || pin.Item == nil || pin.Form == nil {
				c.add(at, "item", one.Item)
			} else if !pin.Form.Supported() {
				c.add(at, "form", pin.Item.Name)
			} else if pin.Item.PreReview != nil && pin.Item.PreReview.Elsewhere {
				c.add(at, "elsewhere", pin.Item.Name)
			}
		case Check:
			if one.Licence == "" || one.Name == "" {
				c.add(at, "licence", c.called(one.Item))
			}
		case External:
			if one.Name == "" || one.Department == "" {
				c.add(at, "external", c.called(one.Item))
			}
		default:
			c.add(at, "kind", one.Kind)
		}
		if one.Required && one.When != nil {
			c.add(at, "required-when", c.called(one.Item))
		}
	}
}

// guide checks the questions of the bundle, and that answers come from questions there are.
func (c *checker) guide() {
	seen := map[string]bool{}
	for i, q := range c.Questions {
		if q.ID == "" || q.Text == "" || seen[q.ID] || strings.Contains(q.ID, ".") {
			c.add(fmt.Sprintf("questions[%d]", i), "question", q.ID)
		}
		seen[q.ID] = true
	}
	for i, one := range c.Components {
		at := fmt.Sprintf("components[%d]", i)
		if one.When != nil && (!seen[one.When.Var] || !one.When.Known()) {
			c.add(at+".when", "question", one.When.Var)
		}
		pin := c.pinned[one.Item]
		for name, given := range one.Answers {
			if given.Question != "" && !seen[given.Question] {
				c.add(at+".answers", "question", given.Question)
			}
			if pin.Item == nil || name == "age" || name == "isProxy" {
				continue
			}
			q, known := pin.Item.Question(name)
			if !known {
				c.add(at+".answers", "own-question", name, c.called(one.Item))
				continue
			}
			for _, value := range append(values(given.Map), given.Value) {
				if value != nil && !q.Admits(value) {
					c.add(at+".answers", "own-answer", q.Text, text(value))
				}
			}
		}
	}
}

// called is what people call the component of code.
func (c *checker) called(code string) string { return c.Bundle.called(code, c.pinned) }

func (b *Bundle) called(code string, pinned Pinned) string {
	if pin := pinned[code]; pin.Item != nil {
		return pin.Item.Name
	}
	for _, one := range b.Components {
		if one.Item == code && one.Name != "" {
			return one.Name
		}
	}
	return code
}

func values(words map[string]any) (list []any) {
	for _, v := range words {
		if isList(v) {
			continue
		}
		list = append(list, v)
	}
	return list
}

// rules checks what is settled and supplied: of elements there are, from what there is.
func (c *checker) rules() {
	for i, r := range c.Fields {
		at := fmt.Sprintf("fields[%d]", i)
		if r.Element != "" && !isElement(r.Element) {
			c.add(at, "element", r.Element)
		}
		if pin := c.pinned[r.Item]; r.Item != "" {
			if pin.Form == nil {
				c.add(at, "item", r.Item)
			} else if _, known := pin.Form.Field(r.Key); !known {
				c.add(at, "field", r.Key, pin.Item.Name)
			}
		}
		if r.Take != "" && !c.has(r.Take) {
			c.add(at, "item", r.Take)
		}
	}
	for i, s := range c.Supplies {
		at := fmt.Sprintf("supplies[%d]", i)
		ways := 0
		for _, given := range []bool{s.Value != nil, s.Question != "", s.Result != "", s.From != "" && s.Result == ""} {
			if given {
				ways++
			}
		}
		if ways != 1 {
			c.add(at, "supply", s.Element)
		}
		for _, name := range []string{s.Element, s.From} {
			if name != "" && !isElement(name) && s.Result == "" {
				c.add(at, "element", name)
			}
		}
		if s.Question != "" && !slices.ContainsFunc(c.questionIDs(), func(id string) bool { return id == s.Question }) {
			c.add(at, "question", s.Question)
		}
		if s.When != nil && (!slices.Contains(c.questionIDs(), s.When.Var) || !s.When.Known()) {
			c.add(at+".when", "question", s.When.Var)
		}
		if s.Take != "" && !slices.Contains(takes, s.Take) {
			c.add(at, "take", s.Take)
		}
		for _, item := range append(slices.Clone(s.Items), s.Result) {
			if item != "" && !c.has(item) {
				c.add(at, "item", item)
			}
		}
	}
	for _, name := range c.Same {
		if !isElement(name) {
			c.add("same", "element", name)
		}
	}
}

func (c *checker) questionIDs() (ids []string) {
	for _, q := range c.Questions {
		ids = append(ids, q.ID)
	}
	return ids
}

func (c *checker) has(code string) bool {
	return slices.ContainsFunc(c.Components, func(o Component) bool { return o.Item == code })
}

func isElement(name string) bool {
	_, known := element.Find(name)
	return known
}

// materials checks that joint materials cover papers there are, each once.
func (c *checker) materials() {
	seen := map[string]bool{}
	for i, m := range c.Materials {
		at := fmt.Sprintf("materials[%d]", i)
		if m.Code == "" || m.Name == "" || seen[m.Code] || strings.Contains(m.Code, ".") {
			c.add(at, "material", m.Code)
		}
		seen[m.Code] = true
		for _, covered := range m.Covers {
			code, own, _ := strings.Cut(covered, ".")
			pin := c.pinned[code]
			known := false
			if pin.Item != nil {
				_, known = pin.Item.Material(own)
			}
			if !known || seen[covered] {
				c.add(at+".covers", "covers", covered)
			}
			seen[covered] = true
		}
	}
}
