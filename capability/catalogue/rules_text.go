package catalogue

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"tongban/kernel/fault"
)

// The bounds of what one item says: of a name, of any other text, both in characters;
// of a list; and of a limit in its unit. Beyond them is no service but a mistake, and
// a page, an index or a count of days that does not end.
const (
	mostName  = 500
	mostText  = 20_000
	mostList  = 1_000
	mostLimit = 9_999
)

// textFaults refuses texts that cannot be shown, and what is out of all bounds.
func (i *Item) textFaults() (faults []fault.Field) {
	for _, element := range []struct {
		name, text string
		most       int
	}{{"name", i.Name, mostName}, {"department.name", i.Department.Name, mostName}, {"department.code", i.Department.Code, 64}, {"version", i.Version, 64}} {
		if utf8.RuneCountInString(element.text) > element.most {
			faults = append(faults, fault.Field{Name: element.name, Key: "catalogue.check.long", Args: []any{element.most}})
		}
	}
	document, err := json.Marshal(i)
	var whole any
	if err != nil || json.Unmarshal(document, &whole) != nil {
		return append(faults, fault.Field{Key: "catalogue.check.unreadable"})
	}
	walk("", whole, func(element, key string, args ...any) {
		if len(faults) < MostFindings {
			faults = append(faults, fault.Field{Name: element, Key: key, Args: args})
		}
	})
	return faults
}

// walk reports the texts and lists of a document that are out of bounds.
func walk(at string, value any, report func(element, key string, args ...any)) {
	switch v := value.(type) {
	case string:
		switch {
		case Legible(v) != v:
			report(at, "catalogue.check.characters")
		case utf8.RuneCountInString(v) > mostText:
			report(at, "catalogue.check.long", mostText)
		}
	case []any:
		if len(v) > mostList {
			report(at, "catalogue.check.many", mostList)
			return
		}
		for n, one := range v {
			walk(fmt.Sprintf("%s[%d]", at, n), one, report)
		}
	case map[string]any:
		if len(v) > mostList {
			report(at, "catalogue.check.many", mostList)
			return
		}
		for _, key := range slices.Sorted(maps.Keys(v)) {
			if Legible(key) != key {
				report(at, "catalogue.check.characters")
				continue
			}
			walk(strings.TrimPrefix(at+"."+key, "."), v[key], report)
		}
	}
}

// Legible returns text without what nobody sees and no screen should get: control
// characters but those of lines, and marks that turn the direction of the text around
// them.
func Legible(text string) string {
	return strings.Map(func(r rune) rune {
		hidden := unicode.IsControl(r) && !strings.ContainsRune("\n\r\t", r)
		if hidden || unicode.Is(unicode.Bidi_Control, r) {
			return -1
		}
		return r
	}, text)
}

// blank reports whether nobody sees anything of text.
func blank(text string) bool {
	return strings.TrimFunc(text, func(r rune) bool { return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) }) == ""
}
