package form

import (
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"tongban/kernel/check"
	"tongban/kernel/fault"
)

// partsOf are what answers with parts consist of.
var partsOf = map[Kind][]string{
	DateRange: {"from", "to"}, Address: {"region", "detail"}, Location: {"lat", "lng"},
}

// Decode reads the answers of one page. Every field the page asks for is in the
// result; a blank one is "", which With takes for no answer. Rows of a table in which
// nothing was typed are left out.
func (d *Definition) Decode(input url.Values, topic Topic) Values {
	v := d.decode(input, topic)
	for _, f := range topic.Fields {
		if rows, ok := v[f.Key].([]Values); ok {
			v[f.Key] = slices.DeleteFunc(rows, Values.blank)
		}
	}
	return v
}

// decode reads the answers of a page with its blank rows.
func (d *Definition) decode(input url.Values, topic Topic) Values {
	v := Values{}
	for _, f := range topic.Fields {
		switch {
		case !f.asked():
		case f.Kind == Table:
			if input.Has(f.Key + ".rows") {
				v[f.Key] = f.decodeRows(input)
			}
		default:
			v[f.Key] = f.decode(input, f.Key)
		}
	}
	return v
}

// decode reads the answer to a field whose inputs are named by path.
func (f *Field) decode(input url.Values, path string) any {
	switch f.Kind {
	case EnumList, CodeList:
		return f.choose(input[path])
	case DateRange, Address, Location:
		parts := Values{}
		for _, part := range partsOf[f.Kind] {
			if typed := f.part(part).read(input.Get(path + "." + part)); !blank(typed) {
				parts[part] = typed
			}
		}
		return parts
	}
	return f.read(input.Get(path))
}

// decodeRows reads as many rows as the page says it has, one more than a table takes
// at most, so that Check sees that there are too many.
func (f *Field) decodeRows(input url.Values) []Values {
	n, _ := strconv.Atoi(input.Get(f.Key + ".rows"))
	rows := make([]Values, 0, max(0, min(n, hardRows+1)))
	for i := range cap(rows) {
		row := Values{}
		for c := range f.Columns {
			column := &f.Columns[c]
			if answer := column.decode(input, Path(f.Key, i, column.Key)); !blank(answer) {
				row[column.Key] = answer
			}
		}
		rows = append(rows, row)
	}
	return rows
}

// part is the field a part of an answer would be, were it one of its own.
func (f *Field) part(name string) *Field {
	switch name {
	case "from", "to":
		return &Field{Kind: Date}
	case "lat", "lng":
		return &Field{Kind: Decimal}
	case "region":
		return &Field{Kind: Code}
	}
	return &Field{Kind: String, Rules: Rules{Pattern: "."}} // exact: space around it is no part of it
}

// FromJSON reads answers from a decoded JSON object. Keys that the form does not
// ask for and values of the wrong sort are reported by path and left out; the rest is
// returned all the same, so that a draft can keep it. null takes an answer away.
func (d *Definition) FromJSON(object map[string]any) (Values, []fault.Field) {
	r := reader{}
	v := Values{}
	for i := range d.Fields {
		f := &d.Fields[i]
		if given, ok := object[f.Key]; ok && f.asked() {
			if answer, ok := r.field(f, f.Key, given); ok {
				v[f.Key] = answer
			}
		}
	}
	for key := range object {
		if f, known := d.Field(key); !known || f.Kind == File || f.Kind == Info {
			r.wrong.add(key, "form.unknown", key)
		}
	}
	slices.SortStableFunc(r.wrong, func(a, b fault.Field) int { return strings.Compare(a.Name, b.Name) })
	return v, r.wrong
}

// Restore reads answers that were stored as JSON. What could not be read when it was
// typed comes back as it was typed; answers to fields the form has not are left out.
func (d *Definition) Restore(object map[string]any) Values {
	r := reader{stored: true}
	v := Values{}
	for i := range d.Fields {
		f := &d.Fields[i]
		if answer, ok := r.field(f, f.Key, object[f.Key]); ok && !blank(answer) && f.asked() {
			v[f.Key] = answer
		}
	}
	return d.Normalise(v)
}

// reader turns JSON into answers.
type reader struct {
	stored bool // a text is kept whatever the kind
	wrong  faults
}

// field reads the answer to f, or reports that it is of the wrong sort.
func (r *reader) field(f *Field, path string, given any) (any, bool) {
	switch given := given.(type) {
	case nil:
		return "", true
	case []any:
		if f.Kind == Table {
			return r.rows(f, path, given), true
		}
		if texts, ok := texts(given); ok && (f.Kind == EnumList || f.Kind == CodeList) {
			return f.choose(texts), true
		}
	case map[string]any:
		if partsOf[f.Kind] != nil {
			return r.parts(f, path, given), true
		}
	default:
		if answer, ok := f.fromJSON(given, r.stored); ok {
			return answer, true
		}
	}
	r.wrong.add(path, "form.type."+string(f.Kind), f.name())
	return nil, false
}

// rows reads the rows of a table, one more than it may have at most.
func (r *reader) rows(f *Field, path string, given []any) []Values {
	rows := make([]Values, 0, min(len(given), hardRows+1))
	for i := range cap(rows) {
		object, ok := given[i].(map[string]any)
		if !ok {
			r.wrong.add(Path(path, i, ""), "form.type.row", f.name(), i+1)
		}
		row := Values{}
		for key, cell := range object {
			at := Path(path, i, key)
			column, known := f.Column(key)
			if !known {
				r.wrong.add(at, "form.unknown", key)
			} else if answer, ok := r.field(column, at, cell); ok && !blank(answer) {
				row[key] = answer
			}
		}
		rows = append(rows, row)
	}
	return rows
}

// parts reads an address, a date range or a location.
func (r *reader) parts(f *Field, path string, object map[string]any) Values {
	parts := Values{}
	for key, given := range object {
		at := path + "." + key
		if !slices.Contains(partsOf[f.Kind], key) {
			r.wrong.add(at, "form.unknown", key)
			continue
		}
		part := f.part(key)
		if answer, ok := part.fromJSON(given, r.stored); ok && !blank(answer) {
			parts[key] = answer
		} else if !ok {
			r.wrong.add(at, "form.type."+string(part.Kind), f.name())
		}
	}
	return parts
}

func texts(given []any) (texts []string, ok bool) {
	for _, one := range given {
		text, ok := one.(string)
		if !ok {
			return nil, false
		}
		texts = append(texts, text)
	}
	return texts, true
}

// fromJSON reads an answer that JSON writes as one text, number or truth.
func (f *Field) fromJSON(given any, stored bool) (any, bool) {
	switch given := given.(type) {
	case nil:
		return "", true
	case string:
		switch {
		case given == "":
			return "", true
		case f.Kind == Address: // an older way to write one
			return Values{"detail": given}, true
		case partsOf[f.Kind] != nil, f.Kind == Table, f.Kind == EnumList, f.Kind == CodeList:
			return given, stored
		case f.Kind == Bool || f.Kind == Agreement:
			return given, stored
		}
		return f.read(given), true
	case bool:
		return given, f.Kind == Bool || f.Kind == Agreement
	case float64:
		return f.fromJSON(json.Number(strconv.FormatFloat(given, 'f', -1, 64)), stored)
	case json.Number:
		switch f.Kind {
		case Decimal, Money, Computed:
			return f.read(given.String()), true
		case Integer, Year:
			answer := f.read(given.String())
			_, whole := answer.(int64)
			return answer, whole
		}
	}
	return nil, false
}

// Normalise returns v as it is stored: one way of writing for every answer, derived
// and computed fields filled, blanks and keys of other forms gone. Texts stay as they
// were typed.
func (d *Definition) Normalise(v Values) Values {
	out := Values{}
	for i := range d.Fields {
		f := &d.Fields[i]
		answer := f.normal(v[f.Key])
		if f.Rules.DerivedFrom != "" {
			answer = birthDate(v.String(f.Rules.DerivedFrom))
		}
		if !blank(answer) && f.Kind != Computed && f.Kind != Info {
			out[f.Key] = answer
		}
	}
	d.compute(out)
	return out
}

// normal returns an answer as it is stored.
func (f *Field) normal(answer any) any {
	switch given := answer.(type) {
	case string:
		if f.Kind == Address && given != "" {
			return Values{"detail": f.part("detail").read(given)}
		}
		return f.read(given)
	case []string:
		return f.choose(given)
	case Values:
		parts := Values{}
		for _, part := range partsOf[f.Kind] {
			if answer := f.part(part).normal(given[part]); !blank(answer) {
				parts[part] = answer
			}
		}
		return parts
	case []Values:
		rows := make([]Values, len(given))
		for i, row := range given {
			rows[i] = Values{}
			for c := range f.Columns {
				column := &f.Columns[c]
				if answer := column.normal(row[column.Key]); !blank(answer) && column.Kind != Computed {
					rows[i][column.Key] = answer
				}
			}
		}
		return rows
	}
	return answer
}

// birthDate returns the day of birth an ID number holds, "" if it holds none.
func birthDate(number string) string {
	day, ok := check.Birth(check.Compact(number))
	if !ok {
		return ""
	}
	return day.Format(time.DateOnly)
}

// choose returns chosen options once each, in the form's order, with unknown ones at
// the end for Check to name.
func (f *Field) choose(chosen []string) []string {
	place := func(value string) int {
		i := slices.IndexFunc(f.Options, func(o Option) bool { return o.Value == value })
		if i < 0 {
			return len(f.Options)
		}
		return i
	}
	list := slices.DeleteFunc(slices.Clone(chosen), func(s string) bool { return s == "" })
	slices.SortStableFunc(list, func(a, b string) int {
		if d := place(a) - place(b); d != 0 {
			return d
		}
		return strings.Compare(a, b)
	})
	return slices.Compact(list)
}
