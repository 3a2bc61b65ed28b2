package sim

import (
	"context"
	"errors"
	"testing"
	"time"

	"tongban/capability/casework"
	"tongban/kernel/actor"
	"tongban/kernel/db/dbtest"
)

// TestRulesRunOverThePastAgreeAsCountedByHand founds a small city where everybody asks for the
// card of the old and people decide, puts the demo's rules in force, which runs them over that
// past, and counts the same agreement again without rules: age, address and card of each.
func TestRulesRunOverThePastAgreeAsCountedByHand(t *testing.T) {
	t.Parallel()
	for _, database := range []string{"", dbtest.PostgresURL(t)} {
		o := small
		o.Cases, o.item = 60, "elder-card"
		o.look = func(ctx context.Context, c *city) error {
			return errors.Join(c.Seed(ctx), c.rulesAgree(ctx, t))
		}
		made(t, config(t, database), o)
	}
}

func (c *city) rulesAgree(ctx context.Context, t *testing.T) error {
	as := actor.With(ctx, actor.AsSystem("count"))
	runs, err := c.Shadow.List(as, "elder-card", 0, 2)
	if err != nil || len(runs) != 1 {
		t.Errorf("%d runs", len(runs))
		return err
	}
	cases, agreed, since := 0, 0, map[string]time.Time{} // who holds a card
	for _, m := range c.matters {                        // in the order they began
		if m.no == "" {
			continue
		}
		f, err := c.Casework.File(as, m.no)
		if err != nil {
			return err
		}
		yes, at := decidedByPeople(f)
		if at.IsZero() {
			continue
		}
		person, err := c.Identity.Person(ctx, f.Case.Owner)
		if err != nil {
			return err
		}
		owner := f.Case.Owner.String()
		held := since[owner]
		fine := sixty(person.Born(), f.Case.ReceivedAt) && person.Address != "" && person.Region[:4] == "9901" && !(!held.IsZero() && held.Before(f.Case.ReceivedAt))
		cases++
		if yes == fine {
			agreed++
		}
		if yes && (held.IsZero() || at.Before(held)) {
			since[owner] = at
		}
	}
	if run := runs[0]; run.Cases() != cases || run.Agreed() != agreed || cases < 20 {
		t.Errorf("the run says %d of %d (%+v), counted %d of %d", run.Agreed(), run.Cases(), run.Tally, agreed, cases)
	}
	return nil
}

// decidedByPeople reports whether a case was granted and when people decided, zero if they have
// not or it is not over.
func decidedByPeople(f *casework.File) (yes bool, at time.Time) {
	for _, r := range f.Records {
		switch r.Event {
		case casework.Grant, casework.GrantAtOnce:
			yes, at = true, r.At
		case casework.Deny, casework.RefuseAccept:
			at = r.At
		}
	}
	if f.Case.FinishedAt.IsZero() {
		return yes, time.Time{}
	}
	return yes, at
}

// sixty reports whether somebody born on a day was sixty on another.
func sixty(born, on time.Time) bool {
	y, m, d := on.Date()
	birthday := born.AddDate(60, 0, 0)
	by, bm, bd := birthday.Date()
	return y > by || y == by && (m > bm || m == bm && d >= bd)
}
