// Package bundletest has the bundles of the demo city for tests.
package bundletest

import (
	"encoding/json"
	"fmt"

	"tongban/capability/bundle"
	"tongban/capability/catalogue"
	"tongban/capability/form"
	"tongban/kernel/id"
)

// Demo returns a bundle of the demo city, joined from the city's items as their documents have
// them.
func Demo(code string) (*bundle.Joint, error) {
	var whole struct {
		Items []json.RawMessage `json:"items"`
	}
	if err := json.NewDecoder(catalogue.Demo()).Decode(&whole); err != nil {
		return nil, err
	}
	pinned := bundle.Pinned{}
	for _, document := range whole.Items {
		item, err := catalogue.ReadItem(document)
		if err != nil {
			return nil, err
		}
		def, err := form.Parse(item.Form)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", item.Code, err)
		}
		def.DemoRegions = true
		one := pinned[item.Code]
		one.Item, one.Form = item, def
		pinned[item.Code] = one
	}
	list, err := bundle.Demo()
	if err != nil {
		return nil, err
	}
	for _, b := range list {
		if b.Code == code {
			return bundle.Join(b, id.New(), pinned)
		}
	}
	return nil, fmt.Errorf("the demo city has no bundle %s", code)
}

// Answers returns the answers to the joint guide as they are used: what is not asked is gone, and
// what follows from them is there.
func Answers(j *bundle.Joint, said map[string]any) map[string]any { return j.Plan(said).Answers }
