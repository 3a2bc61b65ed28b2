package bundlestudio

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"tongban/capability/bundle"
	"tongban/capability/catalogue"
	"tongban/kernel/fault"
)

// component returns a component of b.
func component(b *bundle.Bundle, code string) (*bundle.Component, bool) {
	i := slices.IndexFunc(b.Components, func(c bundle.Component) bool { return c.Item == code })
	if i < 0 {
		return nil, false
	}
	return &b.Components[i], true
}

// changeComponents does what a button of the list of components says, and returns the one it
// was about.
func changeComponents(b *bundle.Bundle, form url.Values) (at string, err error) {
	do, code, _ := strings.Cut(form.Get("do"), ":")
	i := slices.IndexFunc(b.Components, func(c bundle.Component) bool { return c.Item == code })
	taken := func(code string) bool { _, is := component(b, code); return is }
	switch {
	case do == "add" && code != "":
		if taken(code) {
			return "", wrong("q", "wrong.there")
		}
		b.Components = append(b.Components, bundle.Component{Item: code})
		return code, nil
	case do == "external" || do == "check":
		c := bundle.Component{Kind: do, Item: fresh(do+"-", taken), Name: typed(form, do+".name"), Department: typed(form, do+".department"), Licence: typed(form, do+".licence")}
		var faults []fault.Field
		for name, value := range map[string]string{"name": c.Name, "department": c.Department, "licence": c.Licence} {
			if value == "" && (name == "name" || (name == "licence") == (do == "check")) {
				faults = append(faults, fault.Field{Name: do + "." + name, Key: "bundlestudio.wrong.empty"})
			}
		}
		if len(faults) > 0 {
			slices.SortFunc(faults, func(a, b fault.Field) int { return -strings.Compare(a.Name, b.Name) })
			return "", fault.InvalidFields(faults)
		}
		b.Components = append(b.Components, c)
		return c.Item, nil
	case i < 0:
		return "", errGone
	case do == "remove":
		*b = *b.Without(code)
		return "", nil
	case do == "up" && i > 0:
		b.Components[i-1], b.Components[i] = b.Components[i], b.Components[i-1]
	case do == "down" && i+1 < len(b.Components):
		b.Components[i+1], b.Components[i] = b.Components[i], b.Components[i+1]
	}
	return "", nil
}

// changeComponent puts what a component's page says into it. Item is what it is of, nil if it
// is none of the catalogue's.
func changeComponent(b *bundle.Bundle, c *bundle.Component, item *catalogue.Item, form url.Values) {
	if c.Kind != bundle.ItemKind {
		c.Name, c.Department, c.Licence = typed(form, "name"), typed(form, "department"), typed(form, "licence")
	}
	c.Required = form.Get("required") == "yes"
	c.When = nil
	if !c.Required {
		c.When = decode(form.Get("when"))
	}
	c.DependsOn = slices.DeleteFunc(slices.Clone(form["depends"]), func(code string) bool {
		_, is := component(b, code)
		return !is || code == c.Item
	})
	if item == nil {
		return
	}
	answers := map[string]bundle.Given{}
	for name, given := range c.Answers {
		if _, own := item.Question(name); !own && name != "age" {
			answers[name] = given
		}
	}
	if age, err := strconv.Atoi(typed(form, "age")); err == nil {
		answers["age"] = bundle.Given{Value: float64(age)}
	}
	for _, q := range item.Scenarios {
		if given, settled := settling(b, c, q, form); settled {
			answers[q.ID] = given
		}
	}
	c.Answers = answers
}

// settling is how the page settles a question of the component's own guide; false if it is
// asked.
func settling(b *bundle.Bundle, c *bundle.Component, q catalogue.Question, form url.Values) (bundle.Given, bool) {
	how, value, _ := strings.Cut(form.Get("how."+q.ID), ":")
	switch how {
	case "v":
		v := decodeValue(value)
		return bundle.Given{Value: v}, v != nil
	case "list":
		if chosen := form["list."+q.ID]; len(chosen) > 0 {
			return bundle.Given{Value: chosen}, true
		}
	case "typed":
		text := typed(form, "typed."+q.ID)
		if n, err := strconv.ParseFloat(text, 64); q.Type == "number" && err == nil {
			return bundle.Given{Value: n}, true
		}
		return bundle.Given{Value: text}, text != ""
	case "q":
		from, known := question(b, value)
		if !known {
			return bundle.Given{}, false
		}
		given := bundle.Given{Question: value, Map: map[string]any{}}
		for _, key := range mapKeys(*from) {
			if v := decodeValue(form.Get("map." + q.ID + "." + key)); v != nil {
				given.Map[key] = v
			}
		}
		if len(given.Map) == 0 || c.Answers[q.ID].Question != value {
			given.Map = nil
		}
		return given, true
	}
	return bundle.Given{}, false
}

// mapKeys are the answers to a question as maps name them.
func mapKeys(q catalogue.Question) (keys []string) {
	switch q.Type {
	case "bool":
		return []string{"true", "false"}
	case "single", "multi":
		for _, o := range q.Options {
			keys = append(keys, o.Value)
		}
	}
	return append(keys, "*")
}

// typed is what was typed into a box, without blanks around it.
func typed(form url.Values, name string) string { return strings.TrimSpace(form.Get(name)) }
