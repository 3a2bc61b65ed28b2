package formtest

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html"

	"tongban/capability/form"
)

// Inputs returns answers as the inputs of a page are named and filled: a list several
// times, an address and a row by path, a table with how many rows it has.
func Inputs(v form.Values) url.Values {
	input := url.Values{}
	inputs(input, "", v)
	return input
}

func inputs(input url.Values, path string, answer any) {
	below := func(key string) string {
		if path == "" {
			return key
		}
		return path + "." + key
	}
	switch answer := answer.(type) {
	case form.Values:
		for key, part := range answer {
			inputs(input, below(key), part)
		}
	case []form.Values:
		input.Set(below("rows"), strconv.Itoa(len(answer)))
		for i, row := range answer {
			inputs(input, below(strconv.Itoa(i)), row)
		}
	case []string:
		input[path] = slices.Clone(answer)
	case nil:
	default:
		input.Set(path, fmt.Sprint(answer))
	}
}

// Fill fills in the form of a page as somebody with a browser does: every control goes
// with what it holds, those that answers are for with the answer. A control that is
// missing, or that has no such option, is an error.
func Fill(page string, answers form.Values) (url.Values, error) {
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		return nil, err
	}
	p := controls{held: url.Values{}, options: map[string][]string{}}
	for n := range root.Descendants() {
		p.read(n)
	}
	wanted := Inputs(answers)
	for name, values := range wanted {
		if strings.HasSuffix(name, ".rows") && !p.known(name) {
			return nil, fmt.Errorf("the page asks for no rows: %s", name)
		}
		for _, value := range values {
			if options, choice := p.options[name]; choice && !slices.Contains(options, value) {
				return nil, fmt.Errorf("%s cannot be answered %q: the page offers %q", name, value, options)
			} else if !choice && !p.known(name) {
				return nil, fmt.Errorf("the page has no input %s", name)
			}
		}
		p.held[name] = values
	}
	return p.held, nil
}

// controls are what a page asks.
type controls struct {
	held    url.Values          // what goes with the form as it stands
	options map[string][]string // of radios, checkboxes and lists
}

func (p controls) known(name string) bool { _, known := p.held[name]; return known }

// read notes a control.
func (p controls) read(n *html.Node) {
	if n.Type != html.ElementNode {
		return
	}
	name := attribute(n, "name")
	if name == "" || has(n, "disabled") {
		return
	}
	switch n.Data {
	case "textarea":
		p.held.Set(name, text(n))
	case "select":
		p.list(n, name)
	case "input":
		value := attribute(n, "value")
		switch attribute(n, "type") {
		case "radio", "checkbox":
			p.options[name] = append(p.options[name], value)
			if has(n, "checked") {
				p.held.Add(name, value)
			}
		case "submit", "button", "image", "reset", "file":
		default:
			p.held.Set(name, value)
		}
	}
}

// list reads a list of options; without a chosen one the first goes.
func (p controls) list(n *html.Node, name string) {
	for o := range n.Descendants() {
		if o.Type != html.ElementNode || o.Data != "option" {
			continue
		}
		value := attribute(o, "value")
		if !has(o, "value") {
			value = strings.TrimSpace(text(o))
		}
		p.options[name] = append(p.options[name], value)
		if has(o, "selected") || !p.known(name) {
			p.held.Set(name, value)
		}
	}
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, key string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == key })
}

func text(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return b.String()
}
