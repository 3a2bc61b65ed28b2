package intake

import (
	"encoding/json"
	"errors"
	"io"
	"maps"
	"reflect"
	"slices"
	"strings"
	"sync"

	"tongban/capability/catalogue"
	"tongban/kernel/fault"
	"tongban/kernel/record"
)

// NewReader reads a list of items in our own format: a JSON object whose "items" are
// the rows, or an item on each line.
func NewReader(r io.Reader) Reader { return &reader{record.NewReader(r, "items")} }

type reader struct{ *record.Reader }

func (r *reader) Next() (Record, error) {
	text, err := r.Reader.Next()
	if err != nil {
		return Record{}, err
	}
	row := Record{Number: text.Number, Source: text.Text}
	if text.Fault != nil {
		row.Faults = []fault.Field{*text.Fault}
		return row, nil
	}
	row.Item, err = catalogue.ReadItem(text.Text)
	if err != nil {
		row.Item, row.Faults = nil, []fault.Field{shapeFault(err)}
		row.Code, row.Name = names(text.Text)
		return row, nil
	}
	row.Findings = unmapped(text.Text)
	return row, nil
}

// shapeFault says which element has a value of another kind than it should.
func shapeFault(err error) fault.Field {
	if shape := new(json.UnmarshalTypeError); errors.As(err, &shape) {
		element := strings.TrimPrefix(shape.Field, "Item.") // which ReadItem embeds
		return fault.Field{Name: element, Key: "intake.shape", Args: []any{element}}
	}
	return fault.Field{Key: "intake.unreadable"}
}

// names returns the code and the name of a row that is no item, as far as it says.
func names(row json.RawMessage) (code, name string) {
	var all map[string]any
	_ = json.Unmarshal(row, &all) // it is an object
	code, _ = all["code"].(string)
	if id, ok := all["id"].(string); ok && code == "" {
		code = id
	}
	name, _ = all["name"].(string)
	return code, name
}

// elements are the names of an item's elements in our format.
var elements = sync.OnceValue(func() map[string]bool {
	known := map[string]bool{"id": true}
	for field := range reflect.TypeFor[catalogue.Item]().Fields() {
		if name, _, _ := strings.Cut(field.Tag.Get("json"), ","); name != "" {
			known[name] = true
		}
	}
	return known
})

// unmapped reports the elements of a row that the model has no name for.
func unmapped(row json.RawMessage) (findings []catalogue.Finding) {
	var all map[string]json.RawMessage
	_ = json.Unmarshal(row, &all) // it is an object
	for _, key := range slices.Sorted(maps.Keys(all)) {
		if !elements()[key] {
			findings = append(findings, catalogue.Finding{Rule: "unmapped-key", Severity: catalogue.Notice, Element: key, Args: []any{key}})
		}
	}
	return findings
}
