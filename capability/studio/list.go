package studio

import (
	"cmp"
	"context"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"tongban/capability/catalogue"
	"tongban/kernel/fault"
	"tongban/ui"
)

// list is a list of things in a form, each a row of fields: materials[0].name,
// materials[0].note, materials[1].name. A row is there if its first field is.
type list struct {
	name   string // the element's
	fields []field
	of     func(*catalogue.Item) [][]string
	set    func(*catalogue.Item, [][]string) []fault.Field // rows as checked, blank ones left out
}

// field is one of a row.
type field struct {
	name     string
	kind     fieldKind
	options  func(context.Context) []ui.Option // to choose from
	optional bool
}

type fieldKind int

const (
	line   fieldKind = iota
	text             // several lines
	number           // small and whole
	amount           // of money, or none
	days             // also halves
	hidden           // what tells the rows apart
)

// maxRows bounds what a form may bring.
const maxRows = 300

// cell returns the name of a field of the row at a place of a list.
func cell(list string, at int, field string) string { return fmt.Sprintf("%s[%d].%s", list, at, field) }

// first is the field a row is known by.
func (l *list) first() string {
	at := slices.IndexFunc(l.fields, func(f field) bool { return f.kind != hidden })
	return l.fields[at].name
}

// place returns the field for an element: its own, or the first of its row, or of
// the list.
func (l *list) place(element string) (string, bool) {
	rest, ok := strings.CutPrefix(element, l.name)
	if !ok || rest != "" && rest[0] != '[' && rest[0] != '.' {
		return "", false
	}
	row, name, _ := strings.Cut(strings.TrimPrefix(rest, "["), "].")
	at, err := strconv.Atoi(strings.TrimSuffix(row, "]"))
	if err != nil || at < 0 {
		at = 0
	}
	if !slices.ContainsFunc(l.fields, func(f field) bool { return f.name == name && f.kind != hidden }) {
		name = l.first()
	}
	return cell(l.name, at, name), true
}

// count returns how many rows are in form.
func (l *list) count(form url.Values) int {
	n := 0
	for n < maxRows && form.Has(cell(l.name, n, l.fields[0].name)) {
		n++
	}
	return n
}

// read returns the rows of form, each with its fields in order.
func (l *list) read(form url.Values) [][]string {
	rows := make([][]string, l.count(form))
	for at := range rows {
		for _, f := range l.fields {
			rows[at] = append(rows[at], clean(form.Get(cell(l.name, at, f.name))))
		}
	}
	return rows
}

// write replaces the rows of form.
func (l *list) write(form url.Values, rows [][]string) {
	for name := range form {
		if strings.HasPrefix(name, l.name+"[") {
			form.Del(name)
		}
	}
	for at, row := range rows {
		for i, f := range l.fields {
			form.Set(cell(l.name, at, f.name), row[i])
		}
	}
}

// change does what a button of the form asks for: "add" appends an empty row,
// "remove 2" takes one away. It reports whether button asked for either.
func (l *list) change(form url.Values, button string) bool {
	verb, which, _ := strings.Cut(button, " ")
	rows := l.read(form)
	at, err := strconv.Atoi(which)
	switch {
	case verb == "add" && len(rows) < maxRows:
		rows = append(rows, make([]string, len(l.fields)))
	case verb == "remove" && err == nil && at >= 0 && at < len(rows):
		rows = slices.Delete(rows, at, at+1)
	default:
		return false
	}
	l.write(form, rows)
	return true
}

// put writes the rows of form to item and says what is wrong with them. Rows nobody
// wrote anything into are left out, here and in form, so that faults name the rows
// as they come back.
func (l *list) put(item *catalogue.Item, form url.Values) (faults []fault.Field) {
	rows := slices.DeleteFunc(l.read(form), l.blank)
	l.write(form, rows)
	for at, row := range rows {
		for i, f := range l.fields {
			if key, args := f.check(row[i]); key != "" {
				faults = append(faults, fault.Field{Name: cell(l.name, at, f.name), Key: key, Args: args})
			}
		}
	}
	if len(faults) > 0 {
		return faults
	}
	return l.set(item, rows)
}

func (l *list) blank(row []string) bool {
	for i, f := range l.fields {
		if f.kind != hidden && f.kind != number && f.kind != days && f.options == nil && row[i] != "" {
			return false
		}
	}
	return true
}

// check says what is wrong with what was typed.
func (f field) check(typed string) (key string, args []any) {
	most := maxLine
	if f.kind == text {
		most = maxText
	}
	switch {
	case utf8.RuneCountInString(typed) > most:
		return "studio.check.long", []any{most}
	case f.kind == number && !whole.MatchString(cmp.Or(typed, "0")):
		return "studio.check.whole", nil
	case f.kind == amount && typed != "" && !yuan.MatchString(typed):
		return "studio.check.amount", nil
	case f.kind == days && !halves.MatchString(cmp.Or(typed, "0")):
		return "studio.check.number", nil
	case f.options != nil && !offers(f.options(context.Background()), typed):
		return "studio.check.choose", nil
	}
	return "", nil
}

// offers reports whether value is among options.
func offers(options []ui.Option, value string) bool {
	return slices.ContainsFunc(options, func(o ui.Option) bool { return o.Value == value })
}
