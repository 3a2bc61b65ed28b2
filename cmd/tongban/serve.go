package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"

	"tongban/app"
)

func serve(ctx context.Context, args []string) error {
	a, _, err := open(ctx, "serve", args, nil)
	if err != nil {
		return err
	}
	return errors.Join(a.Serve(ctx), a.Close())
}

func migrate(ctx context.Context, args []string) error {
	a, _, err := open(ctx, "migrate", args, nil) // opening brings the tables up to date
	if err != nil {
		return err
	}
	return a.Close()
}

func seed(ctx context.Context, args []string) error {
	a, _, err := open(ctx, "seed", args, nil)
	if err != nil {
		return err
	}
	return errors.Join(a.Seed(ctx), a.Close())
}

// importDivisions reads the divisions listed in a folder and prints what became of
// them.
func importDivisions(ctx context.Context, args []string) error {
	a, _, err := open(ctx, "import", args[1:], nil)
	if err != nil {
		return err
	}
	report, err := a.ImportDivisions(ctx, os.DirFS(args[0]))
	fmt.Print(report)
	return errors.Join(err, a.Close())
}

// importFile reads a catalogue document and prints what became of every row.
func importFile(ctx context.Context, args []string) error {
	switch {
	case len(args) >= 2 && args[0] == "divisions":
		return importDivisions(ctx, args[1:])
	case len(args) < 2 || args[0] != "catalogue":
		return errors.New("usage: tongban import catalogue FILE | divisions DIR [--data DIR] [--database URL] [--demo]")
	}
	file, err := os.Open(args[1])
	if err != nil {
		return err
	}
	defer file.Close()
	a, _, err := open(ctx, "import", args[2:], nil)
	if err != nil {
		return err
	}
	report, err := a.Import(ctx, file)
	if err == nil {
		fmt.Print(report)
	}
	return errors.Join(err, a.Close())
}

// flags reads the settings of a sub-command that does not open the installation.
func flags(name string, args []string, own func(*flag.FlagSet)) (app.Config, []string, error) {
	fs := flag.NewFlagSet(name, flag.ExitOnError)
	var c app.Config
	if err := c.Flags(fs); err != nil {
		return c, nil, err
	}
	if own != nil {
		own(fs)
	}
	err := fs.Parse(args)
	return c, fs.Args(), err
}
