package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"slices"
	"strings"

	"tongban/app"
	"tongban/app/check"
)

const checkUsage = `usage: tongban check search [--seed N] [--n ITEMS] [--json] [--misses]
       tongban check bpmn FILE [--out FILE]
       tongban check dmn-tck DIR [--misses]
       tongban check rules ITEM [--cases N]`

// checkWhat checks an installation's search, one file of BPMN, or the engine of decisions.
func checkWhat(ctx context.Context, args []string) error {
	switch {
	case len(args) > 0 && args[0] == "search":
		return checkSearch(ctx, args[1:])
	case len(args) > 1 && args[0] == "rules":
		return checkRules(ctx, args[1:])
	case len(args) > 1 && args[0] == "bpmn":
		return checkProcess(ctx, args[1:])
	case len(args) > 1 && args[0] == "dmn-tck":
		return checkDecisions(args[1:])
	}
	return exit{1, checkUsage}
}

// checkRules runs the rules of an item over its past cases and prints how far they agree with
// what people decided.
func checkRules(ctx context.Context, args []string) (err error) {
	cases := app.UsualRunCases
	if !strings.HasPrefix(args[0], "-") { // flags may follow the item
		args = append(slices.Clone(args[1:]), args[0])
	}
	a, rest, err := open(ctx, "check", args, func(fs *flag.FlagSet) { fs.IntVar(&cases, "cases", cases, "how many past cases") })
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	if len(rest) != 1 {
		return exit{1, checkUsage}
	}
	_, err = a.CheckRules(ctx, rest[0], cases, os.Stdout)
	return err
}

// checkProcess says whether a file of BPMN can be imported: the exit code is 1 if not.
// What is imported and cannot be executed is told.
func checkProcess(ctx context.Context, args []string) error {
	fs := flag.NewFlagSet("check bpmn", flag.ExitOnError)
	rewrite := fs.String("out", "", "file to write what was imported to")
	if err := fs.Parse(args); err != nil {
		return err
	}
	file := fs.Arg(0)
	if fs.NArg() > 0 { // flags may follow the file
		if err := fs.Parse(fs.Args()[1:]); err != nil {
			return err
		}
	}
	if file == "" || fs.NArg() > 0 {
		return exit{1, checkUsage}
	}
	imported, err := app.CheckProcess(ctx, file, *rewrite, os.Stdout)
	if err == nil && !imported {
		err = exit{1, ""}
	}
	return err
}

// checkDecisions runs the cases of the DMN TCK in a folder and prints how many pass on each
// level. The exit code is 1 if one of level 2 does not.
func checkDecisions(args []string) error {
	fs := flag.NewFlagSet("check dmn-tck", flag.ExitOnError)
	misses := fs.Bool("misses", false, "list the cases that do not pass")
	if err := fs.Parse(args); err != nil {
		return err
	}
	folder := fs.Arg(0)
	if fs.NArg() > 0 { // flags may follow the folder
		if err := fs.Parse(fs.Args()[1:]); err != nil {
			return err
		}
	}
	if folder == "" || fs.NArg() > 0 {
		return exit{1, checkUsage}
	}
	whole, err := app.CheckDecisions(folder, *misses, os.Stdout)
	if err == nil && !whole {
		err = exit{1, ""}
	}
	return err
}

// checkSearch asks the published catalogue for its own items and prints how many were
// found. The exit code is 1 if a target is missed.
func checkSearch(ctx context.Context, args []string) (err error) {
	o := check.Options{}
	var asJSON, misses *bool
	a, _, err := open(ctx, "check", args, func(fs *flag.FlagSet) {
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
