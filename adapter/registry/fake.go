package registry

import (
	"context"
	_ "embed"
	"fmt"
	"maps"

	"github.com/BurntSushi/toml"

	"tongban/kernel/check"
)

var _ Registry = (*Fake)(nil)

//go:embed demo.toml
var demo string

// sources says who keeps a resource in the demo city.
var sources = map[string]string{
	Driver: "云岫市公安局（模拟数据）",
	Exam:   "云岫市交通运输局（模拟数据）",
	Record: "云岫市公安局（模拟数据）",
}

// Fake plays the departments of the demo city.
type Fake struct {
	people map[string]entry // by ID number
}

// entry is what all departments together know about a person.
type entry struct {
	Name     string
	IDNumber string
	Driver   map[string]string
	Exam     map[string]string
	Record   map[string]string
}

// NewFake reads the file of the demo city.
func NewFake() (*Fake, error) {
	var file struct{ People []entry }
	if _, err := toml.Decode(demo, &file); err != nil {
		return nil, fmt.Errorf("registry: demo.toml: %w", err)
	}
	f := &Fake{people: map[string]entry{}}
	for _, e := range file.People {
		f.people[e.IDNumber] = e
	}
	return f, nil
}

// Ask answers about a person of the demo city whose name and ID number agree, and
// finds nobody else. A resource nobody keeps is an error.
func (f *Fake) Ask(_ context.Context, resource string, person Person) (Answer, error) {
	source, ok := sources[resource]
	if !ok {
		return Answer{}, fmt.Errorf("registry: nobody keeps %q", resource)
	}
	answer := Answer{Source: source, Simulated: true}
	e := f.people[check.Compact(person.IDNumber)]
	if e.Name == "" || e.Name != person.Name {
		return answer, nil
	}
	values := map[string]map[string]string{Driver: e.Driver, Exam: e.Exam, Record: e.Record}[resource]
	answer.Found, answer.Values = values != nil, maps.Clone(values)
	return answer, nil
}
