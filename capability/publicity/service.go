package publicity

import (
	"context"
	"fmt"
	"log/slog"
	"slices"

	"tongban/capability/audit"
	"tongban/capability/casework"
	"tongban/capability/place"
	"tongban/kernel/actor"
	"tongban/kernel/calendar"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/id"
)

// Firms knows the public number of a firm.
type Firms interface {
	// USCC returns the unified code of the firm with an account, "" if there is none.
	USCC(ctx context.Context, account id.ID) (string, error)
}

// Service makes decisions public.
type Service struct {
	db     *db.DB
	now    clock.Clock
	days   func() *calendar.Calendar
	places *place.Service
	firms  Firms
}

// New returns the service. Days tells which days are worked, as far as is known today.
func New(d *db.DB, now clock.Clock, days func() *calendar.Calendar, places *place.Service, firms Firms) *Service {
	return &Service{db: d, now: now, days: days, places: places, firms: firms}
}

// Follow notes a decision, and drops one that its case no longer leads to. It runs in the
// unit that moves the case.
func (s *Service) Follow(ctx context.Context, tx *db.Tx, m casework.Moved) error {
	for _, r := range m.Records {
		var err error
		switch r.Event {
		case casework.Grant, casework.GrantAtOnce:
			err = s.note(ctx, tx, m, Grant)
		case casework.Deny:
			err = s.note(ctx, tx, m, Denial)
		case casework.Withdraw, casework.Terminate:
			err = s.drop(ctx, tx, m.Case)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// note stores a decision that the public is to know of.
func (s *Service) note(ctx context.Context, tx *db.Tx, m casework.Moved, kind Kind) error {
	if !isPublic(m.Item) {
		return nil
	}
	now := s.now.Now()
	today := calendar.DateOf(now)
	r := Record{
		ID: id.New(), CaseNo: m.Case.No, Kind: kind, Department: m.Case.Department, Region: m.Case.Region, Item: m.Case.ItemCode,
		Firm: m.Case.Firm, Content: contentOf(m, kind), Revision: 1, State: Waiting, Version: 1, DecidedOn: today,
		DueOn: s.days().AddWorkdays(today, withinWorkdays), ReadyAt: s.days().AddWorkdays(today, lookWorkdays).Start(),
	}
	if r.Exception = exceptionOf(m.Item, r.Firm); r.Exception != "" {
		r.State = Withheld
	}
	if err := insertRecord(ctx, tx, r, m.Case.Owner); err != nil {
		return err
	}
	if r.State == Withheld {
		return count(ctx, tx, &r, CountWithheld, today.Year())
	}
	return nil
}

// drop keeps a decision from being published whose case ended another way.
func (s *Service) drop(ctx context.Context, tx *db.Tx, c *casework.Case) error {
	r, err := findUnpublished(ctx, tx, c.No)
	if err != nil || r == nil {
		return err
	}
	r.State = Dropped
	if err := must(moveRecord(ctx, tx, r)); err != nil {
		return err
	}
	if err := count(ctx, tx, r, CountDropped, calendar.DateOf(s.now.Now()).Year()); err != nil {
		return err
	}
	return s.record(ctx, tx, Drop, r)
}

// sweepBatch is how many records one look takes.
const sweepBatch = 100

// Sweep publishes what is ready. Sweeping twice, or on two nodes, publishes once. What
// cannot be published keeps nothing else from the public; it is tried again next time.
func (s *Service) Sweep(ctx context.Context) error {
	ctx = actor.With(ctx, actor.AsSystem("publicity"))
	failed := map[id.ID]bool{}
	for {
		var ready []Record
		err := s.db.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
			ready, err = listReady(ctx, tx, s.now.Now(), sweepBatch+len(failed))
			return err
		})
		if err != nil {
			return err
		}
		ready = slices.DeleteFunc(ready, func(r Record) bool { return failed[r.ID] })
		if len(ready) == 0 {
			break
		}
		for i := range ready {
			if err := s.publish(ctx, &ready[i]); err != nil {
				failed[ready[i].ID] = true
				slog.ErrorContext(ctx, "decision not published", "record", ready[i].ID.String(), "error", err)
			}
		}
	}
	if len(failed) > 0 {
		return fmt.Errorf("publicity: %d decisions could not be published", len(failed))
	}
	return nil
}

// publish tells the public of one decision, unless somebody was faster.
func (s *Service) publish(ctx context.Context, ready *Record) error {
	if ready.Firm {
		uscc, err := s.usccOf(ctx, ready)
		if err != nil {
			return err
		}
		ready.Content.USCC = uscc
	}
	now := s.now.Now()
	return s.db.Write(ctx, ready.CaseNo, func(ctx context.Context, tx *db.Tx) error {
		r := *ready // the unit may run again
		r.State, r.PublishedAt = Published, now
		done, err := moveRecord(ctx, tx, &r)
		if err != nil || !done { // held, dropped or published meanwhile
			return err
		}
		first := Version{Revision: 1, Content: r.Content, By: actor.From(ctx).ID, Department: r.Department, At: now}
		if err := insertVersion(ctx, tx, r.ID, first); err != nil {
			return err
		}
		today := calendar.DateOf(now)
		if err := count(ctx, tx, &r, CountPublished, today.Year()); err != nil {
			return err
		}
		if today > r.DueOn {
			if err := count(ctx, tx, &r, CountLate, today.Year()); err != nil {
				return err
			}
		}
		return s.record(ctx, tx, Publish, &r)
	})
}

// Owner returns the account a decision is about, for those who tell its owner something.
func (s *Service) Owner(ctx context.Context, record id.ID) (owner id.ID, err error) {
	err = s.db.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		owner, err = findOwner(ctx, tx, record)
		return err
	})
	return owner, err
}

// usccOf returns the public number of the firm a decision is about.
func (s *Service) usccOf(ctx context.Context, r *Record) (string, error) {
	owner, err := s.Owner(ctx, r.ID)
	if err != nil {
		return "", err
	}
	return s.firms.USCC(ctx, owner)
}

// record writes what happened into the log.
func (s *Service) record(ctx context.Context, tx *db.Tx, e Event, r *Record) error {
	return audit.Record(ctx, tx, audit.Entry{
		Event: "publicity." + string(e), Actor: actor.From(ctx).ID, Subject: r.ID.String(), At: s.now.Now(),
		Data: recordData{r.CaseNo, r.Revision, r.State, r.Content.digest()},
	})
}

// must turns a row that was not as expected into the fault.
func must(done bool, err error) error {
	if err == nil && !done {
		return errStale
	}
	return err
}
