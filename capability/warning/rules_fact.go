package warning

import (
	"strconv"
	"strings"
	"unicode"

	"tongban/capability/element"
	"tongban/capability/form"
	"tongban/kernel/check"
	"tongban/kernel/id"
)

// fact is one answer by its data element.
type fact struct {
	element element.Element
	text    string
	value   any // as conditions see it: text, float64, bool or a list of text
}

// facts are answers by data element. Of an element that several fields mean the first counts
// in conditions; rows of tables are compared between cases only.
type facts struct {
	all []fact
	by  map[string]fact
}

// factsOf returns the answers of a form that mean something.
func factsOf(def *form.Definition, values form.Values) facts {
	f := facts{by: map[string]fact{}}
	for i := range def.Fields {
		field := &def.Fields[i]
		if rows, isTable := values[field.Key].([]form.Values); isTable {
			for _, row := range rows {
				for j := range field.Columns {
					if one, ok := factOf(field.Columns[j].Element, row[field.Columns[j].Key]); ok {
						f.all = append(f.all, one)
					}
				}
			}
			continue
		}
		if one, ok := factOf(field.Element, values[field.Key]); ok {
			f.add(one)
		}
	}
	return f
}

// saidOf returns what a paper or a licence says, by data element.
func saidOf(texts map[string]string) facts {
	f := facts{by: map[string]fact{}}
	for name, text := range texts {
		if one, ok := factOf(name, text); ok {
			f.add(one)
		}
	}
	return f
}

func (f *facts) add(one fact) {
	f.all = append(f.all, one)
	if _, known := f.by[one.element.Name]; !known {
		f.by[one.element.Name] = one
	}
}

// values are facts as conditions see them.
func (f facts) values() map[string]any {
	values := map[string]any{}
	for name, one := range f.by {
		values[name] = one.value
	}
	return values
}

// factOf returns an answer as a fact; ok is false for one without a meaning.
func factOf(name string, answer any) (f fact, ok bool) {
	e, known := element.Find(name)
	if !known {
		return f, false
	}
	f = fact{element: e, value: answer}
	switch answer := answer.(type) {
	case string:
		f.text = strings.TrimSpace(answer)
		f.value = f.text
		if isNumber(e.Kind) {
			n, err := strconv.ParseFloat(f.text, 64)
			if err != nil {
				return f, false
			}
			f.value = n
		}
	case int64:
		f.text, f.value = strconv.FormatInt(answer, 10), float64(answer)
	case bool:
		f.text = strconv.FormatBool(answer)
	case []string:
		f.text = strings.Join(answer, " ")
	case form.Values: // an address; a period or a place on the map is compared with nothing
		if e.Kind != element.Address {
			return f, false
		}
		f.text = strings.TrimSpace(answer.String("region") + " " + answer.String("detail"))
		f.value = f.text
	default:
		return f, false
	}
	return f, f.text != ""
}

func isNumber(k element.Kind) bool {
	return k == element.Decimal || k == element.Money || k == element.Integer
}

// trace is a value that cases are compared by, written in one way.
type trace struct {
	kind    Kind
	text    string
	element string
}

// traces returns what a case leaves to be compared: addresses that say which house, mobiles,
// and the numbers of people and of bank cards. One that is there twice counts once.
func (f facts) traces() (list []trace) {
	seen := map[trace]bool{}
	for _, one := range f.all {
		t := trace{element: one.element.Name}
		switch one.element.Kind {
		case element.Address:
			t.kind, t.text = Address, sameAddress(one.text)
		case element.Mobile:
			t.kind, t.text = Mobile, check.CompactMobile(one.text)
		case element.IDNumber, element.BankCard:
			t.kind, t.text = Number, check.Compact(one.text)
		}
		key := trace{kind: t.kind, text: t.text}
		if t.text == "" || seen[key] {
			continue
		}
		seen[key] = true
		list = append(list, t)
	}
	return list
}

// sameAddress writes an address in one way: without spaces and signs, half-width, capitals.
// One without a number of a house is none: half a town lives in a street.
func sameAddress(text string) string {
	_, detail, found := strings.Cut(text, " ")
	if !found {
		detail = text
	}
	if !strings.ContainsFunc(detail, unicode.IsDigit) {
		return ""
	}
	return strings.Map(func(r rune) rune {
		if r >= 0xff01 && r <= 0xff5e { // full width
			r -= 0xfee0
		}
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToUpper(r)
		}
		return -1
	}, text)
}

// relative is a case that left the same trace.
type relative struct {
	id        id.ID
	owner     id.ID
	item      string
	ended     bool
	withdrawn bool
}
