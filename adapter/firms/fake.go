// Package firms asks the business register (市场主体登记) about a firm.
//
// Only the demonstration's fake exists; the pages that use it say 模拟. The real one
// goes through the city's data exchange to the market regulator.
package firms

import (
	"context"
	_ "embed"
	"fmt"

	"github.com/BurntSushi/toml"

	"tongban/capability/identity"
	"tongban/kernel/check"
)

var _ identity.Firms = (*Fake)(nil)

//go:embed demo.toml
var demo string

// Fake plays the register of the demo city.
type Fake struct {
	firms map[string]identity.Registered // by USCC
}

// NewFake reads the file of the demo city.
func NewFake() (*Fake, error) {
	var file struct{ Firms []identity.Registered }
	if _, err := toml.Decode(demo, &file); err != nil {
		return nil, fmt.Errorf("firms: demo.toml: %w", err)
	}
	f := &Fake{firms: map[string]identity.Registered{}}
	for _, one := range file.Firms {
		f.firms[one.USCC] = one
	}
	return f, nil
}

// Firm returns the firm with a code.
func (f *Fake) Firm(_ context.Context, uscc string) (identity.Registered, bool, error) {
	found, ok := f.firms[check.Compact(uscc)]
	return found, ok, nil
}
