package drawing

import (
	"maps"
	"slices"

	"tongban/capability/workflow/bpmn"
)

// Change is how one step, or one way between steps, differs between two drawings.
type Change struct {
	Element  string // its name, or its kind where it has none
	Kind     bpmn.Kind
	What     Difference
	Property string // of Changed: "name", one of TaskProperties, …
	Old, New string
}

// Difference says how something differs.
type Difference string

// The differences.
const (
	Added   Difference = "added"
	Removed Difference = "removed"
	Changed Difference = "changed"
	Ways    Difference = "ways" // the ways that leave it lead elsewhere, or hold under other conditions
)

// Differences compares two drawings, step by step in the order of the new one. What only
// looks different, because it was moved about, does not differ.
func Differences(before, after *bpmn.Document) []Change {
	var list []Change
	old := map[string]*bpmn.Node{}
	for _, s := range scopes(before) {
		for _, n := range s.Nodes {
			old[n.ID] = n
		}
	}
	both := pair{before, after}
	for _, s := range scopes(after) {
		for _, n := range s.Nodes {
			was := old[n.ID]
			if was == nil || was.Kind != n.Kind {
				list = append(list, Change{Element: n.Name, Kind: n.Kind, What: Added})
				continue
			}
			delete(old, n.ID)
			list = append(list, both.compare(was, n)...)
		}
	}
	for _, s := range scopes(before) {
		for _, n := range s.Nodes {
			if old[n.ID] != nil {
				list = append(list, Change{Element: n.Name, Kind: n.Kind, What: Removed})
			}
		}
	}
	return list
}

// pair is two drawings that are compared.
type pair struct{ before, after *bpmn.Document }

// compare says how one step differs.
func (p pair) compare(a, b *bpmn.Node) []Change {
	var list []Change
	note := func(property, old, new string) {
		if old != new {
			list = append(list, Change{Element: first(b.Name, a.Name), Kind: b.Kind, What: Changed, Property: property, Old: old, New: new})
		}
	}
	note("name", a.Name, b.Name)
	before, after := PropertiesOf(p.before, a), PropertiesOf(p.after, b)
	keys := maps.Clone(before)
	maps.Copy(keys, after)
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		note(key, before[key], after[key])
	}
	if old, new := ways(a), ways(b); old != new {
		list = append(list, Change{Element: first(b.Name, a.Name), Kind: b.Kind, What: Ways, Old: old, New: new})
	}
	return list
}

func first(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// ways are where a step leads, as a reader would say it: the steps that come next.
func ways(n *bpmn.Node) string {
	var next []string
	for _, f := range n.Out {
		next = append(next, nextSteps(f)...)
	}
	slices.Sort(next)
	text := ""
	for _, s := range next {
		text += s + "\n"
	}
	return text
}

// nextSteps are the steps a flow comes to, past gateways that only join.
func nextSteps(f *bpmn.Flow) []string {
	to := f.To
	for seen := 0; to.Kind.IsGateway() && len(to.Out) == 1 && seen < 100; seen++ {
		to = to.Out[0].To
	}
	name := to.Name
	if name == "" {
		name = "#" + string(to.Kind)
	}
	if f.Condition != "" {
		name += " [" + f.Condition + "]"
	}
	return []string{name}
}
