package publicity

import (
	"context"
	"fmt"
	"strings"

	"tongban/capability/access"
	"tongban/kernel/actor"
	"tongban/kernel/calendar"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// asked are the events a person may cause.
var asked = []Event{Hold, Release, Withhold, Correct, Withdraw}

// mayEdit says why the actor may not change r.
func mayEdit(ctx context.Context, r *Record) error {
	return access.May(actor.From(ctx), access.PublicityEdit, r.object())
}

// Next returns what the actor may do to r now.
func (s *Service) Next(ctx context.Context, r *Record) (events []Event) {
	if mayEdit(ctx, r) != nil {
		return nil
	}
	for _, e := range asked {
		if Lifecycle.May(r.State, e) {
			events = append(events, e)
		}
	}
	return events
}

// Change does what a member of staff asks of a record. Of two at once one is told that the
// other was faster.
func (s *Service) Change(ctx context.Context, record id.ID, e Event, c Change) error {
	now := s.now.Now()
	err := s.db.Write(ctx, "publicity", func(ctx context.Context, tx *db.Tx) error {
		r, err := findRecord(ctx, tx, record)
		if err != nil {
			return err
		}
		if err := mayEdit(ctx, r); err != nil {
			return err
		}
		to, ok := Lifecycle.To(r.State, e)
		switch {
		case r.Version != c.Version:
			return errStale
		case !ok:
			return errNotNow
		}
		if e == Correct {
			c.Content = r.corrected(c.Content)
		}
		if fields := c.wrong(e, r); len(fields) > 0 {
			return fault.InvalidFields(fields)
		}
		r.State, r.Reason = to, strings.TrimSpace(c.Reason)
		switch e {
		case Withhold:
			r.Exception = c.Exception
		case Correct:
			r.Reason, r.Content = "", c.Content
			r.Revision++
			version := Version{r.Revision, r.Content, strings.TrimSpace(c.Reason), actor.From(ctx).ID, actor.From(ctx).Department, now}
			if err := insertVersion(ctx, tx, r.ID, version); err != nil {
				return err
			}
		}
		if err := must(moveRecord(ctx, tx, r)); err != nil {
			return err
		}
		if what, counts := counted[e]; counts {
			if err := count(ctx, tx, r, what, calendar.DateOf(now).Year()); err != nil {
				return err
			}
		}
		return s.record(ctx, tx, e, r)
	})
	if err != nil {
		return fmt.Errorf("%s publicity %s: %w", e, record, err)
	}
	return nil
}

// counted is what each event adds to.
var counted = map[Event]Counted{Withhold: CountWithheld, Correct: CountCorrected, Withdraw: CountWithdrawn}
