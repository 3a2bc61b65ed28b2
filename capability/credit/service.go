package credit

import (
	"context"
	"fmt"
	"slices"

	"tongban/capability/access"
	"tongban/capability/audit"
	"tongban/capability/document"
	"tongban/kernel/actor"
	"tongban/kernel/calendar"
	"tongban/kernel/check"
	"tongban/kernel/clock"
	"tongban/kernel/crypt"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/once"
)

// Deps are what facts stand on. All are required.
type Deps struct {
	DB        *db.DB
	Clock     clock.Clock
	Calendar  func() *calendar.Calendar // which days are worked
	Keys      *crypt.Keys
	Once      *once.Keeper
	Documents *document.Service
	Firms     Firms
	Demo      bool // invented numbers of firms pass
	Cases     Cases
	Informer  Informer
}

// Service is the use cases of facts.
type Service struct{ Deps }

// New returns the service.
func New(d Deps) *Service { return &Service{d} }

// element is what texts are sealed as.
const element = "credit.text"

func (s *Service) seal(text string) ([]byte, error) {
	return s.Keys.Seal(element, []byte(check.Words(text)))
}

// unseal opens the texts of r.
func (s *Service) unseal(r *row) (*Fact, error) {
	for _, one := range []struct {
		to     *string
		sealed []byte
	}{{&r.What, r.what}, {&r.Evidence, r.evidence}, {&r.Objection, r.objection}, {&r.Decision, r.decision}} {
		if len(one.sealed) == 0 {
			continue
		}
		text, err := s.Keys.Open(element, one.sealed)
		if err != nil {
			return nil, err
		}
		*one.to = string(text)
	}
	return &r.Fact, nil
}

// Record puts a fact about the applicant of the case no into their record and tells them. What
// two have seen is one fact: of a kind, in one case, on one day there is one that stands.
func (s *Service) Record(ctx context.Context, no string, e Entry) (id.ID, error) {
	by := actor.From(ctx)
	m, err := s.Cases.Matter(ctx, no)
	if err != nil {
		return 0, err
	}
	f := Fact{Matter: m, State: Lifecycle.Start}
	if err := access.May(by, access.CreditRecord, f.object()); err != nil {
		return 0, err
	}
	day, rule, fields := e.check(calendar.DateOf(s.Clock.Now()))
	if len(fields) > 0 {
		return 0, fault.InvalidFields(fields)
	}
	r := s.fresh(by.ID, m, rule, day)
	if r.what, err = s.seal(e.What); err != nil {
		return 0, err
	}
	if r.evidence, err = s.seal(e.Evidence); err != nil {
		return 0, err
	}
	key, err := once.Do(ctx, s.Once, m.CaseNo, "credit.record", []any{m.CaseNo, e}, func(ctx context.Context, tx *db.Tx) (id.ID, error) {
		switch known, err := findSame(ctx, tx, &r.Fact); {
		case err != nil:
			return 0, err
		case known:
			return 0, errTwice
		}
		if err := insertFact(ctx, tx, r); err != nil {
			return 0, err
		}
		return r.ID, s.note(ctx, tx, "credit.record", &r.Fact)
	})
	if err != nil {
		return 0, fmt.Errorf("record a fact in %s: %w", no, err)
	}
	return key, nil
}

// note writes what happened to f into the log and tells whom it is about.
func (s *Service) note(ctx context.Context, tx *db.Tx, event string, f *Fact) error {
	if err := s.tell(ctx, tx, &f.Matter, "credit.inform."+string(f.State), "/me/record/"+f.ID.String()); err != nil {
		return err
	}
	if err := s.dropNeedless(ctx, tx, f); err != nil {
		return err
	}
	return audit.Record(ctx, tx, audit.Entry{
		Event: event, Actor: actor.From(ctx).ID, Subject: f.ID.String(), At: s.Clock.Now(), Data: factData{f.Kind, f.Matter.CaseNo, f.State},
	})
}

// tell tells those that are told of what happens to a case.
func (s *Service) tell(ctx context.Context, tx *db.Tx, m *Matter, key, link string) error {
	accounts := m.Told
	if len(accounts) == 0 {
		accounts = []id.ID{m.Owner}
	}
	for _, account := range accounts {
		if err := s.Informer.Inform(ctx, tx, account, key, []string{m.ItemName}, link); err != nil {
			return err
		}
	}
	return nil
}

// Find returns a fact to whom it is about, to the department that recorded it and to
// supervisors.
func (s *Service) Find(ctx context.Context, key id.ID) (*Fact, error) {
	var r *row
	err := s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		r, err = findFact(ctx, tx, key)
		return err
	})
	if err == nil {
		err = access.May(actor.From(ctx), access.CreditRead, r.object())
	}
	if err != nil {
		return nil, fmt.Errorf("find fact %s: %w", key, err)
	}
	return s.unseal(r)
}

// List returns the facts the actor may see, newest first, below before: a citizen's own
// record, or what an office recorded; with open, what somebody has to decide on.
func (s *Service) List(ctx context.Context, open bool, before id.ID, limit int) ([]*Fact, error) {
	scope := access.Scope(actor.From(ctx), access.CreditRead)
	if scope.None() {
		return nil, fault.New(fault.Forbidden, "access.forbidden")
	}
	var found []*row
	err := s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		found, err = listFacts(ctx, tx, scope, open, before, limit)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list facts: %w", err)
	}
	facts := make([]*Fact, len(found))
	for i, r := range found {
		if facts[i], err = s.unseal(r); err != nil {
			return nil, err
		}
	}
	return facts, nil
}

// Object says that a fact about the actor is wrong, and why; once.
func (s *Service) Object(ctx context.Context, key id.ID, why string) error {
	return s.move(ctx, key, Object, why, func(r *row, words []byte) {
		now := s.Clock.Now()
		r.objection, r.ObjectedAt, r.DueOn = words, now, s.Calendar().AddWorkdays(calendar.DateOf(now), answerDays)
	})
}

// Decide upholds or cancels a fact that was objected to, or takes it back.
func (s *Service) Decide(ctx context.Context, key id.ID, e Event, why string) error {
	if !slices.Contains(decisions, e) {
		if _, err := s.Find(ctx, key); err != nil {
			return err
		}
		return fault.InvalidFields(append([]fault.Field{{Name: "decision", Key: "credit.wrong.decision"}}, wrong("why", why)...))
	}
	return s.move(ctx, key, e, why, func(r *row, words []byte) { r.decision, r.DecidedAt = words, s.Clock.Now() })
}

// move does e with a fact. Of two at once the second is told.
func (s *Service) move(ctx context.Context, key id.ID, e Event, why string, change func(r *row, words []byte)) error {
	words, err := s.seal(why)
	if err != nil {
		return err
	}
	_, err = once.Do(ctx, s.Once, key.String(), "credit."+string(e), []any{key, why}, func(ctx context.Context, tx *db.Tx) (bool, error) {
		r, err := findFact(ctx, tx, key)
		if err != nil {
			return false, err
		}
		if err := r.may(actor.From(ctx), e); err != nil {
			return false, err
		}
		if fields := wrong("why", why); len(fields) > 0 {
			return false, fault.InvalidFields(fields)
		}
		from := r.State
		r.State, _ = Lifecycle.To(from, e) // it was asked before
		change(r, words)
		switch moved, err := moveFact(ctx, tx, r, from); {
		case err != nil:
			return false, err
		case !moved:
			return false, errNotNow
		}
		return true, s.note(ctx, tx, logged[e], &r.Fact)
	})
	if err != nil {
		return fmt.Errorf("%s fact %s: %w", e, key, err)
	}
	return nil
}

// logged are the audit events of the events.
var logged = map[Event]string{Object: "credit.object", Uphold: "credit.decide", Cancel: "credit.decide", TakeBack: "credit.take-back"}
