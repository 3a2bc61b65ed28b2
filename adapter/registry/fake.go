package registry

import (
	"context"
	_ "embed"
	"fmt"
	"maps"
	"slices"

	"github.com/BurntSushi/toml"

	"tongban/kernel/check"
)

var _ Registry = (*Fake)(nil)

//go:embed demo.toml
var demo string

//go:embed sources.toml
var sourcesFile string

// sources says who keeps a resource in the demo city. The file is part of the program, so a
// fault in it is ours and stops it.
var sources = func() (by map[string]string) {
	if _, err := toml.Decode(sourcesFile, &by); err != nil {
		panic(fmt.Errorf("registry: sources.toml: %w", err))
	}
	return by
}()

// Fake plays the departments of the demo city.
type Fake struct {
	known map[string]entry // by ID number or USCC
}

// entry is what all departments together know about a person or a firm.
type entry struct {
	Name     string
	IDNumber string // of a firm its USCC
	Driver   map[string]string
	Exam     map[string]string
	Record   map[string]string
	Knows    map[string]map[string]string // by resource, of all others
}

// NewFake reads the file of the demo city.
func NewFake() (*Fake, error) {
	var file struct{ People, Firms []entry }
	if _, err := toml.Decode(demo, &file); err != nil {
		return nil, fmt.Errorf("registry: demo.toml: %w", err)
	}
	f := &Fake{known: map[string]entry{}}
	for _, e := range slices.Concat(file.People, file.Firms) {
		f.known[e.IDNumber] = e
	}
	return f, nil
}

// Ask answers about a person or a firm of the demo city whose name and number agree,
// and finds nobody else. A resource nobody keeps is an error.
func (f *Fake) Ask(_ context.Context, resource string, person Person) (Answer, error) {
	source, ok := sources[resource]
	if !ok {
		return Answer{}, fmt.Errorf("registry: nobody keeps %q", resource)
	}
	answer := Answer{Source: source, Simulated: true}
	e := f.known[check.Compact(person.IDNumber)]
	if e.Name == "" || e.Name != person.Name {
		return answer, nil
	}
	values := map[string]map[string]string{Driver: e.Driver, Exam: e.Exam, Record: e.Record}[resource]
	if values == nil {
		values = e.Knows[resource]
	}
	answer.Found, answer.Values = values != nil, maps.Clone(values)
	return answer, nil
}
