package form

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// Values are answers by field key. A key without an answer is absent. An answer that
// could not be read stays a string, so that it is shown again as it was typed; Check
// says what is wrong with it. What an answer is, by kind:
//
//	string longText enum code ref        string
//	decimal money                        string, the number written exactly
//	date yearMonth datetime              string, 2026-02-10, 2026-02, 2026-02-10T09:30
//	integer year                         int64
//	bool agreement                       bool
//	enumList codeList                    []string
//	dateRange                            Values with from and to
//	address                              Values with region and detail
//	location                             Values with lat and lng
//	table                                []Values, one per row
//	computed                             string, or bool
type Values map[string]any

// With returns v with the answers of later put over it. A blank answer takes the
// earlier one away.
func (v Values) With(later Values) Values {
	merged := maps.Clone(v)
	if merged == nil {
		merged = Values{}
	}
	for key, value := range later {
		if blank(value) {
			delete(merged, key)
			continue
		}
		merged[key] = value
	}
	return merged
}

// String returns the answer of a text field, empty if there is none.
func (v Values) String(key string) string {
	s, _ := v[key].(string)
	return s
}

// Rows returns the rows of a table.
func (v Values) Rows(key string) []Values {
	rows, _ := v[key].([]Values)
	return rows
}

// Part returns the parts of an address, a date range or a location.
func (v Values) Part(key string) Values {
	parts, _ := v[key].(Values)
	return parts
}

// At returns the answer a path leads to: "shareholders.2.ratio", "address.region".
func (v Values) At(path string) any {
	head, rest, deeper := strings.Cut(path, ".")
	if !deeper {
		return v[path]
	}
	if parts, ok := v[head].(Values); ok {
		return parts.At(rest)
	}
	number, column, deeper := strings.Cut(rest, ".")
	row, err := strconv.Atoi(number)
	rows := v.Rows(head)
	switch {
	case err != nil || row < 0 || row >= len(rows):
		return nil
	case !deeper:
		return rows[row]
	}
	return rows[row].At(column)
}

// Path names a cell of a table as faults and inputs do: "shareholders.2.ratio". Rows
// count from zero.
func Path(table string, row int, column string) string {
	path := table + "." + strconv.Itoa(row)
	if column != "" {
		path += "." + column
	}
	return path
}

// Head returns the key of the field a path begins with.
func Head(path string) string {
	head, _, _ := strings.Cut(path, ".")
	return head
}

// splitRow takes the path of a cell apart; row is -1 if it names none.
func splitRow(path string) (table string, row int, column string) {
	table, rest, _ := strings.Cut(path, ".")
	number, column, _ := strings.Cut(rest, ".")
	row, err := strconv.Atoi(number)
	if err != nil {
		row = -1
	}
	return table, row, column
}

// blank reports whether there is no answer at all. Spaces are an answer to keep;
// whether they are one to accept is for Check to say.
func blank(value any) bool {
	switch value := value.(type) {
	case nil:
		return true
	case string:
		return value == ""
	case []string:
		return len(value) == 0
	case []Values:
		return len(value) == 0
	case Values:
		return value.blank()
	}
	return false
}

// blank reports whether no part of v is answered.
func (v Values) blank() bool {
	for _, part := range v {
		if !blank(part) {
			return false
		}
	}
	return true
}

// unseen reports whether there is nothing in an answer that could be seen.
func unseen(value any) bool {
	s, ok := value.(string)
	if !ok {
		return blank(value)
	}
	return strings.IndexFunc(s, func(r rune) bool { return !unicode.IsSpace(r) && !invisible(r) }) < 0
}

// Clone returns a copy of v that shares nothing with it.
func (v Values) Clone() Values {
	out := make(Values, len(v))
	for key, value := range v {
		switch value := value.(type) {
		case Values:
			out[key] = value.Clone()
		case []string:
			out[key] = slices.Clone(value)
		case []Values:
			rows := make([]Values, len(value))
			for i, row := range value {
				rows[i] = row.Clone()
			}
			out[key] = rows
		default:
			out[key] = value
		}
	}
	return out
}
