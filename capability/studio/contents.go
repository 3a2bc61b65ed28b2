package studio

import (
	"context"
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"tongban/capability/catalogue"
	"tongban/kernel/message"
	"tongban/ui"
)

// entry is one thing an item says, in words.
type entry struct {
	element string // what it is told apart by: "place", "materials M-01"
	label   string
	text    string
}

// root is the element of a document that e is in.
func (e entry) root() string {
	return e.element[:strings.IndexAny(e.element+" ", ". ")]
}

// contents are what the topic holds of an item.
func (t topic) contents(ctx context.Context, item *catalogue.Item) []entry {
	var all []entry
	for _, in := range t.inputs {
		all = append(all, in.contents(ctx, item)...)
	}
	if t.list != nil {
		all = append(all, t.list.contents(ctx, item)...)
	}
	return all
}

// contents are the element, or the lines of a typed list, each one thing.
func (in input) contents(ctx context.Context, item *catalogue.Item) []entry {
	label := in.label(ctx)
	lines, ok := in.at(item).(*[]string)
	if !ok || in.options != nil {
		return []entry{{in.name, label, in.words(ctx, item)}}
	}
	all := make([]entry, len(*lines))
	for i, line := range *lines {
		all[i] = entry{in.name + " " + line, label, line}
	}
	return all
}

// contents are the rows of the list, each one thing.
func (l *list) contents(ctx context.Context, item *catalogue.Item) []entry {
	var all []entry
	seen := map[string]int{}
	for _, row := range l.of(item) {
		name := row[slices.IndexFunc(l.fields, func(f field) bool { return f.name == l.first() })]
		same := name
		if l.fields[0].kind == hidden {
			same = row[0]
		}
		if seen[same]++; seen[same] > 1 {
			same += " " + strconv.Itoa(seen[same])
		}
		all = append(all, entry{l.name + " " + same, name, l.words(ctx, row)})
	}
	return all
}

// words are a row for a reader: its name, then what else is said, each on a line.
func (l *list) words(ctx context.Context, row []string) string {
	var lines []string
	for i, f := range l.fields {
		switch {
		case f.kind == hidden || row[i] == "" || f.kind == number && row[i] == "0":
		case f.name == l.first():
			lines = append(lines, row[i])
		default:
			lines = append(lines, message.T(ctx, "studio.said", message.T(ctx, "studio.field."+l.name+"."+f.name), f.words(ctx, row[i])))
		}
	}
	return strings.Join(lines, "\n")
}

func (f field) words(ctx context.Context, value string) string {
	if f.options == nil {
		return value
	}
	options := f.options(ctx)
	at := slices.IndexFunc(options, func(o ui.Option) bool { return o.Value == value })
	if at < 0 {
		return value
	}
	return options[at].Label
}

// others are the elements no topic holds, by the names they have in a document.
// What is more than a word is only counted.
func others(ctx context.Context, item *catalogue.Item) []entry {
	var all []entry
	for name, value := range elements(item) {
		if !slices.Contains(corrected, name) && !slices.Contains(elsewhere, name) {
			all = append(all, entry{name, catalogue.Place(ctx, name), coded(ctx, name, scalar(value))})
		}
	}
	slices.SortFunc(all, func(a, b entry) int { return strings.Compare(a.element, b.element) })
	return all
}

// coded are elements that are codes, with what they mean.
func coded(ctx context.Context, name, value string) string {
	root := map[string]string{"exerciseLevel": "catalogue.level.", "crossRegionScope": "catalogue.scope."}[name]
	if root != "" && message.Known(ctx, root+value) {
		return message.T(ctx, root+value)
	}
	return value
}

// elsewhere are the elements that the page shows in other places.
var elsewhere = []string{"code", "version", "implementationCode", "handlingItemCode", "scenarios", "form"}

// corrected are the elements that topics hold.
var corrected = []string{
	"name", "keywords", "serviceObjects", "themes", "conditions", "materials", "caseType", "promisedLimit", "statutoryLimit",
	"onSiteVisits", "onSiteReason", "fee", "place", "hours", "consultPhone", "complaintPhone", "handlingModes", "onlineUrl",
	"mobileUrl", "platform", "legalBasis", "faq", "stages", "result", "onlineDepth",
}

// elements are an item by the names of its document.
func elements(item *catalogue.Item) map[string]any {
	document, err := json.Marshal(item)
	if err != nil {
		return nil // an item is made of nothing that has no JSON
	}
	var all map[string]any
	_ = json.Unmarshal(document, &all) // it has just been written
	return all
}

func scalar(value any) string {
	switch value := value.(type) {
	case string:
		return value
	case float64:
		return strconv.FormatFloat(value, 'f', -1, 64)
	}
	return ""
}

// change is what differs between two versions in one thing.
type change struct {
	root     string // the element of a document it is in
	label    string
	old, new string
	opaque   bool // it differs, and there are no words for how
}

// changes are what is different in after, in the order of the item's page.
func changes(ctx context.Context, before, after *catalogue.Item) []change {
	var all []change
	told := map[string]bool{}
	for _, t := range topics {
		for _, c := range compare(t.contents(ctx, before), t.contents(ctx, after)) {
			told[c.root] = true
			all = append(all, c)
		}
	}
	was, is := elements(before), elements(after)
	keys := map[string]bool{}
	for name := range maps.Keys(was) {
		keys[name] = true
	}
	for name := range maps.Keys(is) {
		keys[name] = true
	}
	for _, name := range slices.Sorted(maps.Keys(keys)) {
		if told[name] || reflect.DeepEqual(was[name], is[name]) {
			continue
		}
		c := change{root: name, label: catalogue.Place(ctx, name), old: coded(ctx, name, scalar(was[name])), new: coded(ctx, name, scalar(is[name]))}
		c.opaque = c.old == "" && c.new == ""
		all = append(all, c)
	}
	return all
}

// compare returns what differs in entries of the same element, and those that only
// one side has.
func compare(before, after []entry) []change {
	was := map[string]entry{}
	for _, e := range before {
		was[e.element] = e
	}
	var all []change
	for _, e := range after {
		if old := was[e.element]; old.text != e.text {
			all = append(all, change{root: e.root(), label: e.label, old: old.text, new: e.text})
		}
		delete(was, e.element)
	}
	for _, e := range before {
		if _, gone := was[e.element]; gone && e.text != "" {
			all = append(all, change{root: e.root(), label: e.label, old: e.text})
		}
	}
	return all
}

func plain(n int) string { return strconv.Itoa(n) }
