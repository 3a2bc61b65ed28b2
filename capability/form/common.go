package form

import (
	_ "embed"
	"encoding/json"
	"strings"
)

//go:embed common.json
var commonForm []byte

// Common returns the form of an item that has none of its own: who applies, how they can be
// reached, and what for. The papers say the rest. Items are for people, for firms or for
// both; where only firms apply, the organisation has to be named.
//
// Basis: 行政许可法, art. 29 (a form is prescribed where one is needed; it asks nothing that
// has no direct bearing on the matter).
func Common(people, firms bool) (*Definition, error) {
	var all, doc document
	if err := json.Unmarshal(commonForm, &all); err != nil {
		return nil, err
	}
	for _, f := range all.Fields {
		ofFirm := strings.HasPrefix(f.Element, "org.")
		if ofFirm && !firms {
			continue
		}
		f.Required = f.Required || ofFirm && !people
		doc.Fields = append(doc.Fields, f)
	}
	return doc.definition()
}
