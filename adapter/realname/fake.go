// Package realname asks the population register whether a name is that of an ID
// number, and who is whose guardian.
//
// Only the demonstration's fake exists; the pages that use it say 模拟. The real one
// goes through the city's data exchange to the public security authority.
package realname

import (
	"context"
	_ "embed"
	"fmt"
	"strings"

	"github.com/BurntSushi/toml"

	"tongban/capability/identity"
	"tongban/kernel/check"
)

var _ identity.Population = (*Fake)(nil)

//go:embed demo.toml
var demo string

// made is what ID numbers begin with that belong to nobody.
const made = "99"

// Fake plays the register of the demo city: everybody with a made-up number is who they
// say they are, unless the file knows better; guardians are those of the file.
type Fake struct {
	names     map[string]string   // by ID number
	guardians map[string][]string // by the child's ID number
}

// NewFake reads the file of the demo city.
func NewFake() (*Fake, error) {
	var file struct {
		People []struct {
			Name      string
			IDNumber  string
			Guardians []string
		}
	}
	if _, err := toml.Decode(demo, &file); err != nil {
		return nil, fmt.Errorf("realname: demo.toml: %w", err)
	}
	f := &Fake{names: map[string]string{}, guardians: map[string][]string{}}
	for _, p := range file.People {
		f.names[p.IDNumber], f.guardians[p.IDNumber] = p.Name, p.Guardians
	}
	return f, nil
}

// Agree reports whether the name is that of the number.
func (f *Fake) Agree(_ context.Context, name, idNumber string) (bool, error) {
	number := check.Compact(idNumber)
	if known, ok := f.names[number]; ok {
		return known == name, nil
	}
	return strings.HasPrefix(number, made), nil
}

// Guardian reports whether one is a guardian of the other.
func (f *Fake) Guardian(_ context.Context, guardian, child string) (bool, error) {
	for _, g := range f.guardians[check.Compact(child)] {
		if g == check.Compact(guardian) {
			return true, nil
		}
	}
	return false, nil
}
