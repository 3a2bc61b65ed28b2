package main

import (
	"context"
	"errors"
	"flag"
	"os"
	"strings"

	"tongban/app/bench"
)

// measure runs one bench, or all of them, and prints a line for each figure.
func measure(ctx context.Context, args []string) error {
	name := ""
	if len(args) > 0 && !strings.HasPrefix(args[0], "-") {
		name, args = args[0], args[1:]
	}
	fs := flag.NewFlagSet("bench", flag.ExitOnError)
	o := bench.Options{Size: bench.Usual}
	asJSON := fs.Bool("json", false, "print JSON, a line for each figure")
	fs.StringVar(&o.Engine, "engine", "", "sqlite or postgres; empty is both")
	fs.IntVar(&o.Size.Rounds, "rounds", o.Size.Rounds, "how often each figure is taken")
	fs.StringVar(&o.Database, "database", "", "postgres:// URL of a server to measure on, in databases of our own; empty starts one")
	fs.IntVar(&o.Size.Listed, "cases", o.Size.Listed, "finished cases of the large office the worklist is measured in; a tenth as many are open")
	fs.StringVar(&o.Data, "data", "", "folder that keeps the large office for the next time (SQLite)")
	fs.StringVar(&o.Profile, "profile", "", "folder for processor profiles")
	if err := fs.Parse(args); err != nil {
		return err
	}
	results, err := bench.Run(ctx, name, o)
	return errors.Join(err, bench.Write(os.Stdout, results, *asJSON))
}
