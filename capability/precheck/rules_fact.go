package precheck

import (
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"tongban/capability/element"
	"tongban/capability/form"
	"tongban/kernel/check"
)

// fact is an answer of the form by its data element.
type fact struct {
	path    string // in the form: "shareholders.2.name"
	element element.Element
	field   *form.Field
	row     string // of a table: "shareholders.2"; else empty
	text    string // the answer as text; a code for a coded one
}

// owner tells the people and firms of a form apart: "mother", "shareholder@shareholders.2".
func (f fact) owner() string {
	if f.row == "" {
		return f.element.About()
	}
	return f.element.About() + "@" + f.row
}

// attribute returns what of its subject the fact is: "idNumber".
func (f fact) attribute() string {
	_, attribute, _ := strings.Cut(f.element.Name, ".")
	if attribute == "documentNumber" {
		return "idNumber"
	}
	return attribute
}

// factsOf returns the answers of a form that mean something, in the form's order.
func factsOf(def *form.Definition, values form.Values) (facts []fact) {
	for i := range def.Fields {
		f := &def.Fields[i]
		if rows, isTable := values[f.Key].([]form.Values); isTable {
			for n, row := range rows {
				at := f.Key + "." + strconv.Itoa(n)
				for j := range f.Columns {
					column := &f.Columns[j]
					if fact, ok := factOf(column, row[column.Key]); ok {
						fact.path, fact.row = at+"."+column.Key, at
						facts = append(facts, fact)
					}
				}
			}
			continue
		}
		if fact, ok := factOf(f, values[f.Key]); ok {
			fact.path = f.Key
			facts = append(facts, fact)
		}
	}
	return facts
}

// chosen returns the codes answered to the fields that mean an element.
func (e *examination) chosen(name string) (codes []string) {
	for _, f := range e.form.Fields {
		if list, ok := e.values[f.Key].([]string); ok && f.Element == name {
			codes = append(codes, list...)
		}
	}
	return codes
}

// factOf returns an answer as a fact; ok is false for one without a meaning or a text.
func factOf(f *form.Field, answer any) (fact, bool) {
	e, known := element.Find(f.Element)
	var text string
	switch answer := answer.(type) {
	case string:
		text = answer
	case int64:
		text = strconv.FormatInt(answer, 10)
	case form.Values: // an address: its region is a code, and not on any paper
		text = answer.String("detail")
	}
	return fact{element: e, field: f, text: text}, known && text != ""
}

// agrees reports whether what was read and what was written may mean the same.
func agrees(kind element.Kind, read, written string) bool {
	switch kind {
	case element.IDNumber, element.USCC, element.BankCard:
		return check.Compact(read) == check.Compact(written)
	case element.Address:
		return sameAddress(read, written)
	case element.Money, element.Decimal:
		a, ok := new(big.Rat).SetString(read)
		b, fine := new(big.Rat).SetString(written)
		return !ok || !fine || a.Cmp(b) == 0
	case element.Date, element.Code:
		return read == written
	}
	return sameName(read, written)
}

// sameName compares names without spaces, signs and the width of letters. A rare
// character counts as read right, whatever was read in its place: readers know the
// common ones only, and take it for one of those.
func sameName(read, written string) bool {
	a, b := []rune(bare(read)), []rune(bare(written))
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] && !isRare(b[i]) {
			return false
		}
	}
	return true
}

// bare keeps letters, digits and Chinese characters, half-width and in capitals.
func bare(s string) string {
	return strings.Map(func(r rune) rune {
		if r = narrow(r); unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToUpper(r)
		}
		return -1
	}, s)
}

// isRare reports whether a Chinese character is none of the 3,755 common ones.
// Basis: GB/T 2312-1980, level 1: rows 16 to 55.
func isRare(r rune) bool {
	if !unicode.Is(unicode.Han, r) {
		return false
	}
	code, err := simplifiedchinese.GBK.NewEncoder().String(string(r))
	return err != nil || len(code) != 2 || code[0] < 0xb0 || code[0] > 0xd7 || code[1] < 0xa1
}

// enoughAlike is how alike two addresses are that may be the same: they are written in
// many ways, and read with a character wrong.
const enoughAlike = 75

// sameAddress compares addresses below their district: on papers the province and city
// stand before, in forms they are chosen from a list.
func sameAddress(read, written string) bool {
	a, b := streetOf(bare(read)), streetOf(bare(written))
	if a == "" || b == "" || strings.Contains(a, b) || strings.Contains(b, a) {
		return true
	}
	if numbers(a) != numbers(b) && utf8.RuneCountInString(numbers(a)) == utf8.RuneCountInString(numbers(b)) && likeness(han(a), han(b)) > 90 {
		return false // the same street, another number
	}
	return likeness(a, b) >= enoughAlike
}

// numbers returns the digits of s.
func numbers(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return r
		}
		return -1
	}, s)
}

// streetOf returns an address without province, city, county and town in front.
func streetOf(address string) string {
	for _, end := range regionEnds {
		if at := strings.Index(address, end); at > 0 && utf8.RuneCountInString(address[:at]) <= 8 {
			address = address[at+len(end):]
		}
	}
	return address
}

// hasNumber reports whether an address says which house.
func hasNumber(address string) bool { return houseNumber.MatchString(bare(address)) }

var houseNumber = regexp.MustCompile(`[0-9` + chineseDigits + `]`)

// with returns the facts of an element.
func with(facts []fact, name string) []fact {
	return slices.Collect(func(yield func(fact) bool) {
		for _, f := range facts {
			if f.element.Name == name && !yield(f) {
				return
			}
		}
	})
}
