package sim

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"testing"
	"time"

	"tongban/capability/casework"
	"tongban/kernel/actor"
	"tongban/kernel/deadline"
	"tongban/kernel/job"
)

// byItself is what time does to a case.
var byItself = []casework.Event{casework.DeemAccept, casework.LapseCorrection, casework.Resume, casework.RaiseIncident}

// jump sets the clock forward by months at once. What has fallen due meanwhile happens, to
// each case once, and doing what is due again finds nothing to do.
func (c *city) jump(ctx context.Context, t *testing.T) error {
	before, err := c.files(ctx)
	if err != nil {
		return err
	}
	c.clock.Set(c.clock.Now().Add(2000 * time.Hour))
	if err := c.RunDue(ctx); err != nil {
		return err
	}
	after, err := c.files(ctx)
	if err != nil {
		return err
	}
	moved := 0
	for no, f := range after {
		since := f.Records[len(before[no].Records):]
		for i, r := range since {
			moved++
			twice := slices.ContainsFunc(since[:i], func(earlier casework.Record) bool { return earlier.Event == r.Event })
			if twice || !slices.Contains(byItself, r.Event) {
				t.Errorf("%s: %s happened by itself, twice: %v", no, r.Event, twice)
			}
		}
		for _, p := range []deadline.Period{deadline.CorrectionPeriod, deadline.AcceptancePeriod} {
			w := f.Clock.Window(p)
			if ends := p == deadline.CorrectionPeriod || f.Item.Regime.DeemedAcceptance == "from-receipt"; ends && w.Open() {
				t.Errorf("%s: %s goes on after %s", no, p, w.DueAt)
			}
		}
	}
	if moved == 0 {
		t.Error("nothing fell due")
	}
	if err := c.RunDue(ctx); err != nil {
		return err
	}
	again, err := c.files(ctx)
	for no, f := range again {
		if traced(t, f) != traced(t, after[no]) {
			t.Errorf("%s: what was due happened again: %s", no, traced(t, f))
		}
	}
	counts, wrong := c.Runner.Counts(ctx)
	for _, one := range counts {
		if one.State == job.Dead {
			t.Errorf("%d jobs of %s are dead", one.Jobs, one.Kind)
		}
	}
	return errors.Join(err, wrong)
}

// files are all cases, by number.
func (c *city) files(ctx context.Context) (map[string]*casework.File, error) {
	all := map[string]*casework.File{}
	for _, m := range c.matters {
		if m.no == "" {
			continue
		}
		f, err := c.Casework.File(actor.With(ctx, actor.AsSystem("count")), m.no)
		if err != nil {
			return nil, err
		}
		all[m.no] = f
	}
	return all, nil
}

func traced(t *testing.T, f *casework.File) string {
	t.Helper()
	line, err := json.Marshal(traceOf(f))
	if err != nil {
		t.Fatal(err)
	}
	return string(line)
}
