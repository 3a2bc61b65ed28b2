package main

import (
	"context"
	"errors"
	"flag"
	"log/slog"
	"os"

	"tongban/app"
	"tongban/app/sim"
)

func serve(ctx context.Context, args []string) error {
	c, _, err := flags("serve", args, nil)
	if err != nil {
		return err
	}
	if err := sim.History(ctx, c); err != nil {
		return err
	}
	a, err := app.New(ctx, c)
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
	slog.SetDefault(c.Logger(os.Stderr))
	return c, fs.Args(), err
}
