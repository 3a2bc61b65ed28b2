package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"os"

	"tongban/app/check"
)

// checkSearch asks the published catalogue for its own items and prints how many were
// found. The exit code is 1 if a target is missed.
func checkSearch(ctx context.Context, args []string) (err error) {
	if len(args) == 0 || args[0] != "search" {
		return exit{1, "usage: tongban check search [--seed N] [--n ITEMS] [--json] [--misses]"}
	}
	o := check.Options{}
	var asJSON, misses *bool
	a, _, err := open(ctx, "check", args[1:], func(fs *flag.FlagSet) {
		fs.Uint64Var(&o.Seed, "seed", 1, "draws the items")
		fs.IntVar(&o.Items, "n", 200, "how many items are drawn")
		asJSON = fs.Bool("json", false, "print JSON, a line for each figure")
		misses = fs.Bool("misses", false, "list what was not found")
	})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	names, err := check.Names(ctx, a.Catalogue)
	if err != nil {
		return err
	}
	if len(names) == 0 {
		return errors.New("nothing is published")
	}
	figures, err := check.Search(ctx, names, o, check.In(a.Catalogue))
	if err != nil {
		return err
	}
	if err := printFigures(figures, len(names), *asJSON, *misses); err != nil {
		return err
	}
	for _, f := range figures {
		if !f.Met() {
			return exit{1, "a target is missed"}
		}
	}
	return nil
}

func printFigures(figures []check.Figure, items int, asJSON, misses bool) error {
	if !asJSON {
		return check.Write(os.Stdout, items, figures, misses)
	}
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetEscapeHTML(false)
	for _, f := range figures {
		if !misses {
			f.Misses = nil
		}
		if err := encoder.Encode(f); err != nil {
			return err
		}
	}
	return nil
}
