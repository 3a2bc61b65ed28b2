package credit

import (
	"context"
	"fmt"

	"tongban/kernel/actor"
	"tongban/kernel/calendar"
	"tongban/kernel/db"
	"tongban/kernel/id"
)

// Report is a fact that another capability has established.
type Report struct {
	Kind       Kind
	Grade      Grade // none: the usual one of the kind
	Matter     Matter
	HappenedOn calendar.Date
	What       string
	Evidence   string
	Source     string // the capability, e.g. "commitment"
	Ref        string // what it calls the event: the same one is recorded once
}

// RecordIn puts a fact into the record of whom r's case is for, in the caller's unit, on behalf
// of the actor (a person or the system), and tells them. Reported again, it is the first one.
func (s *Service) RecordIn(ctx context.Context, tx *db.Tx, r Report) (id.ID, error) {
	rule, ok := ruleOf(r.Kind, r.Grade)
	if !ok || r.Source == "" || r.Ref == "" {
		return 0, fmt.Errorf("report a fact of %q, %q from %q: incomplete", r.Kind, r.Grade, r.Source)
	}
	if known, err := findReported(ctx, tx, r.Source, r.Ref); err != nil || known != 0 {
		return known, err
	}
	one := s.fresh(actor.From(ctx).ID, r.Matter, rule, r.HappenedOn)
	one.Source, one.Ref = r.Source, r.Ref
	var err error
	if one.what, err = s.seal(r.What); err != nil {
		return 0, err
	}
	if one.evidence, err = s.seal(r.Evidence); err != nil {
		return 0, err
	}
	if err := insertFact(ctx, tx, one); err != nil {
		return 0, fmt.Errorf("report a fact in %s: %w", r.Matter.CaseNo, err)
	}
	return one.ID, s.note(ctx, tx, "credit.record", &one.Fact)
}

// fresh is a new fact of rule's kind and grade, recorded now.
func (s *Service) fresh(recorder string, m Matter, rule Rule, day calendar.Date) *row {
	now := s.Clock.Now()
	return &row{Fact: Fact{
		ID: id.New(), Kind: rule.Kind, Grade: rule.Grade, Matter: m, HappenedOn: day, Recorder: recorder, RecordedAt: now,
		Until: addMonths(calendar.DateOf(now), rule.Months), State: Lifecycle.Start,
	}}
}
