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
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"text/tabwriter"
)

// Result is one line of the report.
type Result struct {
	Name  string  `json:"name"`
	Ours  float64 `json:"ours"`
	Limit float64 `json:"limit"`
	Ratio float64 `json:"ratio"` // ours to limit
	Unit  string  `json:"unit"`
	Notes string  `json:"notes"`

	Target string `json:"target,omitempty"` // of the ratio: "≥ 2.5"
	Met    string `json:"met,omitempty"`    // "yes" or "no"
}

// Options say what to measure.
type Options struct {
	Engine   string // "sqlite" or "postgres"; "" is both
	Database string // postgres:// URL of a server to use; "" starts one
	Profile  string // folder for processor profiles; "" for none
	Data     string // folder that keeps a large city for the next time; "" makes it anew, once for all benches
	Size     Size
}

// benches are the measurements by name.
var benches = map[string]func(context.Context, Options) ([]Result, error){
	"bytes":     bytesOf,
	"decide":    decisions,
	"case-step": caseStep,
	"insight":   figures,
	"memory":    memory,
	"search":    findItems,
	"size":      size,
	"start":     start,
	"submit":    submit,
	"workflow":  processes,
	"worklist":  worklist,
}

// targets are what the ratios should be, by the beginning of a figure's name; the first
// that fits counts. At least so much, or at most where less is better.
var targets = []struct {
	name  string
	ratio float64
	less  bool
}{
	{"case-step-http-p99", 1, true},
	{"case-step-http postgres", 0.7, false}, {"case-step-http", 1, false},
	{"case-step postgres", 1, false}, {"case-step", 2.5, false},
	{"submit-http", 1, false},
	{"search", 1, true}, {"worklist", 1, true}, {"insight", 1, true},
	{"workflow growth", 1.5, true},
	{"start", 1, true}, {"memory", 1, true}, {"size", 1, true}, {"bytes", 1, true},
}

// judge says whether r meets its target.
func judge(r Result) Result {
	for _, t := range targets {
		if strings.HasPrefix(r.Name, t.name) {
			sign, met := "≥", r.Ratio >= t.ratio
			if t.less {
				sign, met = "≤", r.Ratio <= t.ratio
			}
			r.Target, r.Met = fmt.Sprintf("%s %g", sign, t.ratio), "no"
			if met {
				r.Met = "yes"
			}
			return r
		}
	}
	return r
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

// Run runs the named bench, or all of them for "". One that fails does not keep the
// others from being measured: its error comes with their results.
func Run(ctx context.Context, name string, o Options) (all []Result, err error) {
	if _, known := benches[name]; name != "" && !known {
		return nil, fmt.Errorf("there is no bench %q, only %v", name, Names())
	}
	if o.Data == "" {
		if o.Data, err = os.MkdirTemp("", "tongban-bench-"); err != nil {
			return nil, err
		}
		defer os.RemoveAll(o.Data)
	}
	var failed []error
	for _, known := range Names() {
		if name != "" && name != known {
			continue
		}
		fmt.Fprintln(os.Stderr, known)
		results, err := benches[known](ctx, o)
		if err != nil {
			failed = append(failed, fmt.Errorf("%s: %w", known, err))
		}
		for _, r := range results {
			all = append(all, judge(r))
		}
	}
	return all, errors.Join(failed...)
}

// Write writes results to w: JSON, a line each, or a table for people.
func Write(w io.Writer, results []Result, asJSON bool) error {
	if !asJSON {
		return table(w, results)
	}
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	for _, r := range results {
		if err := encoder.Encode(r); err != nil {
			return err
		}
	}
	return nil
}

// table writes results in columns. The notes are for who asks for JSON.
func table(w io.Writer, results []Result) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "figure\tours\tlimit\tratio\ttarget\tunit\tmet")
	for _, r := range results {
		fmt.Fprintf(t, "%s\t%.1f\t%.1f\t%.2f\t%s\t%s\t%s\n", r.Name, r.Ours, r.Limit, r.Ratio, r.Target, r.Unit, r.Met)
	}
	return t.Flush()
}
