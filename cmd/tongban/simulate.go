package main

import (
	"context"
	"flag"
	"os"

	"tongban/app/sim"
)

// simulate makes a city with a past and prints what happened in it.
func simulate(ctx context.Context, args []string) error {
	o := sim.Options{Say: sim.Progress}
	until := ""
	c, err := settings("simulate", args, func(fs *flag.FlagSet) {
		fs.IntVar(&o.Days, "days", 90, "days of the past")
		fs.Uint64Var(&o.Seed, "seed", sim.UsualSeed, "the same number gives the same city")
		fs.StringVar(&until, "until", "", "day or instant (RFC 3339) at which the past ends; empty is now")
		fs.BoolVar(&o.Brief, "brief", false, "print counts only, without looking at every case again")
		fs.IntVar(&o.Cases, "cases", 0, "applications that are begun; 0 is as many as a city like this has")
	})
	if err != nil {
		return err
	}
	if o.Until, err = sim.Instant(until); err != nil {
		return err
	}
	c.Demo = true
	r, err := sim.Make(ctx, c, o)
	if err != nil {
		return err
	}
	return r.Write(os.Stdout)
}
