package credit

import (
	"context"
	"fmt"
	"io"

	"tongban/capability/access"
	"tongban/capability/audit"
	"tongban/capability/document"
	"tongban/kernel/actor"
	"tongban/kernel/calendar"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/once"
)

// Asking is what somebody says who asks for a repair.
type Asking struct {
	Why      string
	Evidence *document.Upload // nil for none
}

// AskRepair asks for the repair of a fact about the actor, once its time has come. One waits for
// an answer at a time.
func (s *Service) AskRepair(ctx context.Context, fact id.ID, a Asking) (id.ID, error) {
	key, err := s.askRepair(ctx, fact, a)
	if key, err = once.Again(ctx, s.Once, opAskRepair, []any{fact, a.Why}, key, err); err != nil {
		return 0, fmt.Errorf("ask for the repair of %s: %w", fact, err)
	}
	return key, nil
}

// opAskRepair is the operation under which keys of requests for a repair count.
const opAskRepair = "credit.ask-repair"

func (s *Service) askRepair(ctx context.Context, fact id.ID, a Asking) (id.ID, error) {
	by := actor.From(ctx)
	if _, err := s.Repairable(ctx, fact); err != nil {
		return 0, err
	}
	if fields := wrong("why", a.Why); len(fields) > 0 {
		return 0, fault.InvalidFields(fields)
	}
	r := &repairRow{Repair: Repair{ID: id.New(), Fact: fact, Asker: by.ID, State: RepairLifecycle.Start}}
	var err error
	if r.why, err = s.seal(a.Why); err != nil {
		return 0, err
	}
	if a.Evidence != nil {
		a.Evidence.Owner = by.ID
		file, err := s.Documents.Receive(ctx, *a.Evidence)
		if err != nil {
			return 0, err
		}
		r.File, r.FileName = file.ID, file.Name
	}
	key, err := once.Do(ctx, s.Once, fact.String(), opAskRepair, []any{fact, a.Why}, func(ctx context.Context, tx *db.Tx) (id.ID, error) {
		return r.ID, s.ask(ctx, tx, r)
	})
	if db.IsUnique(err) {
		err = errAsked
	}
	return key, err
}

// ask stores r and tells of it.
func (s *Service) ask(ctx context.Context, tx *db.Tx, r *repairRow) error {
	f, err := findFact(ctx, tx, r.Fact)
	if err != nil {
		return err
	}
	last, err := findLastRepair(ctx, tx, r.Fact)
	if err != nil {
		return err
	}
	now := s.Clock.Now()
	if err := f.mayRepair(actor.From(ctx), last, calendar.DateOf(now)); err != nil {
		return err
	}
	r.Kind, r.Grade, r.Recorder, r.Matter = f.Kind, f.Grade, f.Recorder, f.Matter
	r.AskedAt, r.DueOn = now, s.Calendar().AddWorkdays(calendar.DateOf(now), repairDays)
	if r.File != 0 {
		if err := s.Documents.Keep(ctx, tx, r.File); err != nil {
			return err
		}
	}
	if err := insertRepair(ctx, tx, r); err != nil {
		return err
	}
	return s.noteRepair(ctx, tx, "credit.repair-ask", &r.Repair)
}

// Repairable returns a fact of the actor whose repair they may ask for today, else why not.
func (s *Service) Repairable(ctx context.Context, fact id.ID) (*Fact, error) {
	f, last, err := s.withRepair(ctx, fact)
	if err != nil {
		return nil, err
	}
	return f, f.mayRepair(actor.From(ctx), last, calendar.DateOf(s.Clock.Now()))
}

// withRepair returns a fact that the actor may read, and the repair asked for last.
func (s *Service) withRepair(ctx context.Context, fact id.ID) (f *Fact, last *Repair, err error) {
	if f, err = s.Find(ctx, fact); err != nil {
		return nil, nil, err
	}
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		last, err = findLastRepair(ctx, tx, fact)
		return err
	})
	return f, last, err
}

// unsealRepair opens the texts of r.
func (s *Service) unsealRepair(r *repairRow) (*Repair, error) {
	for _, one := range []struct {
		to     *string
		sealed []byte
	}{{&r.Why, r.why}, {&r.Decision, r.decision}} {
		if len(one.sealed) == 0 {
			continue
		}
		text, err := s.Keys.Open(element, one.sealed)
		if err != nil {
			return nil, err
		}
		*one.to = string(text)
	}
	return &r.Repair, nil
}

// FindRepair returns a repair to who asked for it, to the department of the fact and to
// supervisors.
func (s *Service) FindRepair(ctx context.Context, key id.ID) (*Repair, error) {
	var r *repairRow
	err := s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		r, err = findRepair(ctx, tx, key)
		return err
	})
	if err == nil {
		err = access.May(actor.From(ctx), access.CreditRead, r.object())
	}
	if err != nil {
		return nil, fmt.Errorf("find repair %s: %w", key, err)
	}
	return s.unsealRepair(r)
}

// Repairs returns the repairs the actor may see, newest first, below before; open, those that
// have to be decided on.
func (s *Service) Repairs(ctx context.Context, open bool, before id.ID, limit int) ([]*Repair, error) {
	scope := access.Scope(actor.From(ctx), access.CreditRead)
	if scope.None() {
		return nil, fault.New(fault.Forbidden, "access.forbidden")
	}
	var found []*repairRow
	err := s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		found, err = listRepairs(ctx, tx, scope, open, before, limit)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list repairs: %w", err)
	}
	list := make([]*Repair, len(found))
	for i, r := range found {
		if list[i], err = s.unsealRepair(r); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// DecideRepair grants or refuses a repair, or takes it back. Granted, the fact has no effect
// from now on. Of two at once the second is told.
func (s *Service) DecideRepair(ctx context.Context, key id.ID, e RepairEvent, why string) error {
	if e != GrantRepair && e != RefuseRepair && e != DropRepair {
		if _, err := s.FindRepair(ctx, key); err != nil {
			return err
		}
		return fault.InvalidFields(append([]fault.Field{{Name: "decision", Key: "credit.wrong.decision"}}, wrong("why", why)...))
	}
	words, err := s.seal(why)
	if err != nil {
		return err
	}
	_, err = once.Do(ctx, s.Once, key.String(), "credit.repair-"+string(e), []any{key, why}, func(ctx context.Context, tx *db.Tx) (bool, error) {
		r, err := findRepair(ctx, tx, key)
		if err != nil {
			return false, err
		}
		if err := r.may(actor.From(ctx), e); err != nil {
			return false, err
		}
		if fields := wrong("why", why); e != DropRepair && len(fields) > 0 {
			return false, fault.InvalidFields(fields)
		}
		r.decision = words
		if err := s.endRepair(ctx, tx, r, e); err != nil || e != GrantRepair {
			return true, err
		}
		f, err := findFact(ctx, tx, r.Fact)
		if err != nil {
			return false, err
		}
		return true, s.end(ctx, tx, f, Mend)
	})
	if err != nil {
		return fmt.Errorf("%s repair %s: %w", e, key, err)
	}
	return nil
}

// endRepair moves r by e and tells of it.
func (s *Service) endRepair(ctx context.Context, tx *db.Tx, r *repairRow, e RepairEvent) error {
	r.State, _ = RepairLifecycle.To(r.State, e) // it was asked before
	r.Decider, r.DecidedAt = actor.From(ctx).ID, s.Clock.Now()
	switch moved, err := moveRepair(ctx, tx, r); {
	case err != nil:
		return err
	case !moved:
		return errNotNow
	}
	return s.noteRepair(ctx, tx, "credit.repair-"+string(e), &r.Repair)
}

// end moves f by what nobody at a desk decides on: its source, its time, its repair.
func (s *Service) end(ctx context.Context, tx *db.Tx, f *row, e Event) error {
	from := f.State
	to, ok := Lifecycle.To(from, e)
	if !ok {
		return errNotNow
	}
	f.State, f.DecidedAt = to, s.Clock.Now()
	switch moved, err := moveFact(ctx, tx, f, from); {
	case err != nil:
		return err
	case !moved:
		return errNotNow
	}
	return s.note(ctx, tx, "credit."+string(e), &f.Fact)
}

// dropNeedless ends the open repair of a fact that has ended otherwise.
func (s *Service) dropNeedless(ctx context.Context, tx *db.Tx, f *Fact) error {
	if f.State != Cancelled && f.State != Expired {
		return nil
	}
	last, err := findLastRepair(ctx, tx, f.ID)
	if err != nil || last == nil || last.State != Asked {
		return err
	}
	return s.endRepair(ctx, tx, &repairRow{Repair: *last, decision: []byte{}}, EndRepair)
}

// noteRepair writes what happened to r into the log and tells whom it is about.
func (s *Service) noteRepair(ctx context.Context, tx *db.Tx, event string, r *Repair) error {
	if err := s.tell(ctx, tx, &r.Matter, "credit.inform.repair-"+string(r.State), "/me/credit/repairs/"+r.ID.String()); err != nil {
		return err
	}
	return audit.Record(ctx, tx, audit.Entry{
		Event: event, Actor: actor.From(ctx).ID, Subject: r.ID.String(), At: s.Clock.Now(), Data: repairData{r.Fact.String(), r.Kind, r.Matter.CaseNo, r.State},
	})
}

// Evidence opens what was handed in with a repair.
func (s *Service) Evidence(ctx context.Context, key id.ID) (document.File, io.ReadCloser, error) {
	r, err := s.FindRepair(ctx, key)
	if err == nil && r.File == 0 {
		err = errUnknown
	}
	if err != nil {
		return document.File{}, nil, err
	}
	return s.Documents.Preview(ctx, r.File)
}
