package sim

import (
	"context"
	"errors"
	"testing"

	"tongban/capability/casework"
	"tongban/capability/insight"
	"tongban/kernel/actor"
	"tongban/kernel/db/dbtest"
	"tongban/kernel/deadline"
)

// TestFiguresAreWhatCountingTheCasesGives counts the cases of a small city one by one, from
// their files and their applicants' ratings, and compares with the figures: before and after
// the clock has jumped by months.
func TestFiguresAreWhatCountingTheCasesGives(t *testing.T) {
	t.Parallel()
	for _, database := range []string{"", dbtest.PostgresURL(t)} {
		o := small
		o.look = func(ctx context.Context, c *city) error {
			return errors.Join(c.figuresAgree(ctx, t), c.jump(ctx, t), c.figuresAgree(ctx, t))
		}
		made(t, config(t, database), o)
	}
}

func (c *city) figuresAgree(ctx context.Context, t *testing.T) error {
	counted, err := c.countAll(ctx)
	if err != nil {
		return err
	}
	as := actor.With(ctx, actor.Actor{ID: "supervisor", Kind: actor.Staff, Roles: []actor.Role{actor.Supervisor}})
	for department, want := range counted {
		got, err := c.Insight.Summary(as, insight.Filter{Department: department})
		if err != nil {
			return err
		}
		for figure, n := range want {
			if got.Total[figure] != n {
				t.Errorf("%q: figure %d is %d, counted %d", department, figure, got.Total[figure], n)
			}
		}
	}
	if all := counted[""]; all[insight.Completed] < 50 || all[insight.Rated] < 5 || all[insight.Corrected] == 0 {
		t.Errorf("little is counted: %v", all)
	}
	return nil
}

// counted are the figures that are counted again, by department and, under "", of all.
var countedAgain = []insight.Figure{
	insight.Received, insight.Online, insight.Corrected, insight.Deemed, insight.Ended, insight.Completed, insight.Denied,
	insight.Promised, insight.InTime, insight.Tardy, insight.Refused, insight.Unneeded, insight.Withdrawn, insight.Terminated,
	insight.Rated, insight.Grade1, insight.Grade2, insight.Grade3, insight.Grade4, insight.Grade5, insight.InHand,
}

// countAll counts every case by itself.
func (c *city) countAll(ctx context.Context) (map[string]map[insight.Figure]int64, error) {
	all := map[string]map[insight.Figure]int64{}
	system := actor.With(ctx, actor.AsSystem("count"))
	for _, m := range c.matters {
		if m.no == "" {
			continue
		}
		f, err := c.Casework.File(system, m.no)
		if err != nil {
			return nil, err
		}
		those, err := m.counts(ctx, f)
		if err != nil {
			return nil, err
		}
		for _, department := range []string{"", f.Case.Department} {
			if all[department] == nil {
				all[department] = map[insight.Figure]int64{}
				for _, figure := range countedAgain {
					all[department][figure] = 0
				}
			}
			for _, figure := range those {
				all[department][figure]++
			}
		}
	}
	return all, nil
}

// counts are the figures a case counts in.
func (m *matter) counts(ctx context.Context, f *casework.File) (list []insight.Figure, err error) {
	add := func(figure insight.Figure, is bool) {
		if is {
			list = append(list, figure)
		}
	}
	status := f.Case.Status
	var denied bool
	var decided casework.Record
	for _, r := range f.Records {
		switch r.Event {
		case casework.Grant, casework.GrantAtOnce, casework.Deny:
			decided, denied = r, r.Event == casework.Deny
		}
	}
	done, promise := status == casework.Completed, f.Clock.Window(deadline.PromisedPeriod)
	promised := done && promise.State != deadline.NotStarted
	add(insight.Received, true)
	add(insight.Online, !m.fate.counter)
	add(insight.Corrected, f.Case.Corrected)
	add(insight.Deemed, f.Case.Basis == casework.Deemed)
	add(insight.Ended, !status.IsOpen())
	add(insight.InHand, status.IsOpen())
	add(insight.Completed, done)
	add(insight.Denied, done && denied)
	add(insight.Promised, promised)
	add(insight.InTime, promised && decided.At.Before(promise.DueAt))
	add(insight.Tardy, promised && !decided.At.Before(promise.DueAt))
	add(insight.Refused, status == casework.RefusedAccept)
	add(insight.Unneeded, status == casework.NotNeeded)
	add(insight.Withdrawn, status == casework.Withdrawn)
	add(insight.Terminated, status == casework.Terminated)
	ratings, err := m.Ratings.Of(m.citizen(ctx), m.no)
	for _, r := range ratings {
		if r.Round == 1 && r.Rated() {
			list = append(list, insight.Rated, insight.Grade1+insight.Figure(r.Grade-1))
		}
	}
	return list, err
}
