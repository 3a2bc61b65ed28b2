package formtest

import (
	"time"

	"tongban/capability/form"
)

// What forms are made of, for stories that know no rooms.
type (
	Definition = *form.Definition
	Values     = form.Values
	Situation  = form.Situation
)

// Demo reads the document of a form of the demo city.
func Demo(document []byte) (Definition, error) {
	d, err := form.Parse(document)
	if err != nil {
		return nil, err
	}
	d.DemoRegions = true
	return d, nil
}

// Under is the situation on a day under answers to the guide.
func Under(today time.Time, answers map[string]any) Situation {
	return Situation{Today: today, Answers: answers}
}
