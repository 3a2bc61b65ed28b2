// Package bench measures the installation against its budgets. What is measured and
// what it is measured against run in turn in the same program on the same machine,
// several times over, and the medians count: the ratio says something on any
// machine, the figures only on this one.
//
// Everything happens in folders and databases of its own, which are removed again.
package bench

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
)

// Result is one line of the report.
type Result struct {
	Name  string  `json:"name"`
	Ours  float64 `json:"ours"`
	Limit float64 `json:"limit"`
	Ratio float64 `json:"ratio"` // ours to limit
	Unit  string  `json:"unit"`
	Notes string  `json:"notes"`
}

// Options say what to measure.
type Options struct {
	Engine   string // "sqlite" or "postgres"; "" is both
	Database string // postgres:// URL of a server to use; "" starts one
	Profile  string // folder for processor profiles; "" for none
	Data     string // folder that keeps a large city for the next time; "" makes it anew
	Size     Size
}

// benches are the measurements by name.
var benches = map[string]func(context.Context, Options) ([]Result, error){
	"case-step": caseStep,
	"search":    findItems,
	"submit":    submit,
	"worklist":  worklist,
}

// Names lists the benches.
func Names() []string {
	var names []string
	for name := range benches {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Run runs the named bench, or all of them for "".
func Run(ctx context.Context, name string, o Options) ([]Result, error) {
	var all []Result
	for _, known := range Names() {
		if name != "" && name != known {
			continue
		}
		results, err := benches[known](ctx, o)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", known, err)
		}
		all = append(all, results...)
	}
	if all == nil {
		return nil, fmt.Errorf("there is no bench %q, only %v", name, Names())
	}
	return all, nil
}

// Write writes results to w, a line each: JSON, or a table for people.
func Write(w io.Writer, results []Result, asJSON bool) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	for _, r := range results {
		if asJSON {
			if err := encoder.Encode(r); err != nil {
				return err
			}
			continue
		}
		if _, err := fmt.Fprintf(w, "%-32s %9.1f of %9.1f %-8s %5.2f  %s\n", r.Name, r.Ours, r.Limit, r.Unit, r.Ratio, r.Notes); err != nil {
			return err
		}
	}
	return nil
}
