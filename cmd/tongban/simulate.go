package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"time"

	"tongban/app/sim"
	"tongban/kernel/clock"
)

// simulate makes a city with a past and prints what happened in it.
func simulate(ctx context.Context, args []string) error {
	o := sim.Options{Until: clock.Real.Now()}
	until := ""
	c, _, err := flags("simulate", args, func(fs *flag.FlagSet) {
		fs.IntVar(&o.Days, "days", 90, "days of the past")
		fs.Uint64Var(&o.Seed, "seed", 7, "the same number gives the same city")
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
	o.Say = func(done, of int) { fmt.Fprintf(os.Stderr, "\rday %d of %d", done, of) }
	r, err := sim.Make(ctx, c, o)
	fmt.Fprintln(os.Stderr)
	if err != nil {
		return err
	}
	return r.Write(os.Stdout)
}

// instant reads a day, of which it means the evening, or an instant.
func instant(text string) (time.Time, error) {
	if day, err := time.ParseInLocation(time.DateOnly, text, clock.Shanghai); err == nil {
		return day.Add(18 * time.Hour), nil
	}
	return time.Parse(time.RFC3339, text)
}
