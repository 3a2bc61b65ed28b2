package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"time"

	"tongban/app"
	"tongban/app/sim"
	"tongban/kernel/clock"
	"tongban/kernel/db"
)

// simulate makes a city with a past and prints what happened in it.
func simulate(ctx context.Context, args []string) error {
	o := sim.Options{Until: clock.Real.Now(), Say: progress}
	until := ""
	c, _, err := flags("simulate", args, func(fs *flag.FlagSet) {
		fs.IntVar(&o.Days, "days", 90, "days of the past")
		fs.Uint64Var(&o.Seed, "seed", usualSeed, "the same number gives the same city")
		fs.StringVar(&until, "until", "", "day or instant (RFC 3339) at which the past ends; empty is now")
		fs.IntVar(&o.Cases, "cases", 0, "applications that are begun; 0 is as many as a city like this has")
	})
	if err != nil {
		return err
	}
	if until != "" {
		if o.Until, err = instant(until); err != nil {
			return err
		}
	}
	c.Demo = true
	r, err := sim.Make(ctx, c, o)
	if err != nil {
		return err
	}
	return r.Write(os.Stdout)
}

// history gives a new demo city its past; one that is there keeps what it has.
func history(ctx context.Context, c app.Config) error {
	if !c.Demo || c.History <= 0 {
		return nil
	}
	o := sim.Options{Days: c.History, Seed: usualSeed, Until: clock.Real.Now(), Say: progress}
	if c.TestClock.On {
		o.Until = c.TestClock.At
	}
	r, err := sim.Make(ctx, c, o)
	switch {
	case errors.Is(err, db.ErrNotEmpty):
		return nil
	case err != nil:
		return fmt.Errorf("make the history of the demo city (--history 0 does without): %w", err)
	}
	slog.Info("the demo city has a history", "days", c.History, "cases", r.Cases, "finished", r.Finished, "took", r.Took.Round(time.Millisecond))
	return nil
}

// usualSeed is that of the city a demo begins with.
const usualSeed = 7

// progress draws a line on a terminal's screen, day by day.
func progress(done, of int) {
	fmt.Fprintf(os.Stderr, "\rmaking the city's history: day %d of %d", done, of)
	if done == of {
		fmt.Fprintln(os.Stderr)
	}
}

// instant reads a day, of which it means the evening, or an instant.
func instant(text string) (time.Time, error) {
	if day, err := time.ParseInLocation(time.DateOnly, text, clock.Shanghai); err == nil {
		return day.Add(18 * time.Hour), nil
	}
	return time.Parse(time.RFC3339, text)
}
