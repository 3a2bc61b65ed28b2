package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"os"

	"tongban/app"
	"tongban/app/sim"
)

func serve(ctx context.Context, args []string) error {
	c, err := settings("serve", args, nil)
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
	list := false
	c, err := settings("migrate", args, func(fs *flag.FlagSet) {
		fs.BoolVar(&list, "list", false, "say what there is to do and do nothing")
	})
	if err != nil {
		return err
	}
	steps, err := app.Migrate(ctx, c, list)
	if err != nil {
		return err
	}
	verb := "migrated"
	if list {
		verb = "to migrate"
	}
	for _, s := range steps {
		fmt.Printf("%s %s: %d → %d\n", verb, s.Name, s.From, s.To)
	}
	if len(steps) == 0 {
		fmt.Println("the tables are up to date")
	}
	return nil
}

func seed(ctx context.Context, args []string) error {
	a, _, err := open(ctx, "seed", args, nil)
	if err != nil {
		return err
	}
	return errors.Join(a.Seed(ctx), a.Close())
}

// settings reads the settings of a sub-command that has nothing else: a word between flags,
// which would end them, is a mistake.
func settings(name string, args []string, own func(*flag.FlagSet)) (app.Config, error) {
	c, rest, err := flags(name, args, own)
	if err == nil && len(rest) > 0 {
		err = exit{2, fmt.Sprintf("what is %q? usage: tongban %s [flags]", rest[0], name)}
	}
	return c, err
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
	c.Note(fs)
	slog.SetDefault(c.Logger(os.Stderr))
	return c, fs.Args(), err
}
