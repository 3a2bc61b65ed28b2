package lane

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"tongban/capability/agreement"
	"tongban/capability/audit"
	"tongban/capability/casework"
	"tongban/capability/catalogue"
	"tongban/capability/inspection"
	"tongban/kernel/actor"
	"tongban/kernel/calendar"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/deadline"
	"tongban/kernel/fault"
	"tongban/kernel/once"
)

// Deps are what the lane stands on. All are required.
type Deps struct {
	DB         *db.DB
	Clock      clock.Clock
	Calendar   func() *calendar.Calendar
	Once       *once.Keeper
	Casework   *casework.Service
	Visits     *inspection.Service
	Agreements *agreement.Service
	Counter    Counter
	Reviews    Reviews
	Informer   Informer
	Offices    Offices
}

// Service is the use cases of the lane.
type Service struct{ Deps }

// New returns the service.
func New(d Deps) *Service { return &Service{d} }

// Case is a case in the lane with how far it is.
type Case struct {
	*casework.File
	Entry    *Entry
	Steps    []Step          // all, in their order
	Promise  deadline.Window // of the lane
	Ordinary deadline.Window // of the item
	MayWork  bool            // the reader may do and refuse steps
}

// Next returns the first open step, nil if none is.
func (c *Case) Next() *Step {
	if c.Entry.State != In {
		return nil
	}
	i := slices.IndexFunc(c.Steps, Step.IsOpen)
	if i < 0 {
		return nil
	}
	return &c.Steps[i]
}

// Of returns how far the case no is in the lane; NotFound if it never was in it.
func (s *Service) Of(ctx context.Context, no string) (*Case, error) {
	f, err := s.Casework.File(ctx, no)
	if err != nil {
		return nil, err
	}
	return s.of(ctx, f)
}

func (s *Service) of(ctx context.Context, f *casework.File) (*Case, error) {
	c := &Case{File: f, MayWork: may(actor.From(ctx), f) == nil && !isOver(f.Case), Ordinary: f.Clock.Window(deadline.PromisedPeriod)}
	err := s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if c.Entry, err = findEntry(ctx, tx, f.Case.ID); err != nil {
			return err
		}
		c.Steps, err = s.steps(ctx, tx, c.Entry)
		return err
	})
	if err != nil {
		return nil, err
	}
	c.Promise = s.Casework.Promising(f, catalogue.Limit{Value: float64(c.Entry.Workdays), Unit: string(deadline.Workday)})
	for i, step := range c.Steps { // codes of materials in the words of the item
		for n, code := range step.Waits {
			if m, known := f.Item.Material(code); known && step.Kind == Originals {
				c.Steps[i].Waits[n] = m.Name
			}
		}
	}
	return c, nil
}

// steps returns how far each step of the lane is, asking whoever keeps it.
func (s *Service) steps(ctx context.Context, tx *db.Tx, e *Entry) ([]Step, error) {
	told, err := listSteps(ctx, tx, e.CaseID)
	if err != nil {
		return nil, err
	}
	steps := make([]Step, len(Kinds))
	for i, kind := range Kinds {
		step := told[kind]
		step.Kind = kind
		switch kind {
		case Filing:
			step.Done = e.EnteredAt
		case Originals:
			step, err = s.originals(ctx, tx, e)
		case Visit:
			step, err = s.visit(ctx, tx, e)
		case Signing:
			step, err = s.signing(ctx, tx, e)
		}
		if err != nil {
			return nil, err
		}
		step.Refuse = e.State == Left && e.Refused == kind
		steps[i] = step
	}
	return steps, nil
}

func (s *Service) originals(ctx context.Context, tx *db.Tx, e *Entry) (Step, error) {
	step := Step{Kind: Originals, Spare: len(e.Originals) == 0}
	seen, err := s.Counter.Seen(ctx, tx, e.Application)
	for _, code := range e.Originals {
		i := slices.IndexFunc(seen, func(l Look) bool { return l.Material == code })
		switch {
		case i < 0:
			step.Waits = append(step.Waits, code)
		case step.Done.Before(seen[i].At):
			step.Done, step.By = seen[i].At, seen[i].By
		}
	}
	if len(step.Waits) > 0 {
		step.Done, step.By = Step{}.Done, ""
	}
	return step, err
}

func (s *Service) visit(ctx context.Context, tx *db.Tx, e *Entry) (Step, error) {
	step := Step{Kind: Visit}
	v, err := s.Visits.Last(ctx, tx, e.CaseID)
	if err != nil || v == nil || v.IsOpen() {
		return step, err
	}
	step.Done, step.By, step.Note, step.Unmet = v.ClosedAt, strings.Join(v.Names(), ", "), v.Findings(), !v.Met()
	return step, nil
}

func (s *Service) signing(ctx context.Context, tx *db.Tx, e *Entry) (Step, error) {
	step := Step{Kind: Signing}
	standing, err := s.Agreements.Standing(ctx, tx, e.CaseID)
	step.Waits = standing.Missing
	step.Spare = len(standing.Missing)+len(standing.Signed) == 0
	for _, a := range standing.Signed {
		if len(step.Waits) == 0 && step.Done.Before(a.ClosedAt) {
			step.Done, step.Note = a.ClosedAt, a.Number
		}
	}
	return step, err
}

// Open says why a case in the lane cannot be granted yet: one of the steps before the
// result is open. It is a casework.Blocker.
func (s *Service) Open(ctx context.Context, tx *db.Tx, c *casework.Case) error {
	e, err := findEntry(ctx, tx, c.ID)
	switch {
	case err == errUnknown:
		return nil
	case err != nil || e.State != In:
		return err
	}
	steps, err := s.steps(ctx, tx, e)
	if err != nil {
		return err
	}
	for _, step := range steps {
		if step.Kind != Reporting && step.IsOpen() {
			return fault.New(fault.Conflict, "lane.open."+string(step.Kind))
		}
	}
	return nil
}

// Review notes that the actor has looked through the case on site. Of two who do, the
// second is told who was first.
func (s *Service) Review(ctx context.Context, no, note string) error {
	c, err := s.Of(ctx, no)
	if err != nil {
		return err
	}
	by := actor.From(ctx)
	switch err := may(by, c.File); {
	case err != nil:
		return err
	case c.Entry.State != In, isOver(c.File.Case):
		return errLeft
	case len([]rune(note)) > maxText:
		return fault.InvalidFields([]fault.Field{{Name: "note", Key: "lane.too-long", Args: []any{maxText}}})
	}
	step := Step{Kind: Prereview, Done: s.Clock.Now(), By: by.Name, Note: strings.TrimSpace(note)}
	_, err = once.Do(ctx, s.Once, c.Entry.CaseNo, "lane.review", []string{c.Entry.CaseNo, step.Note}, func(ctx context.Context, tx *db.Tx) (bool, error) {
		done, err := doStep(ctx, tx, c.Entry.CaseID, step)
		if err != nil {
			return false, err
		}
		if !done {
			return false, s.first(ctx, tx, c.Entry)
		}
		return true, s.record(ctx, tx, "step", c.Entry, Prereview, step.Note)
	})
	if err != nil {
		return fmt.Errorf("review %s in the lane: %w", no, err)
	}
	return nil
}

// first says who has looked through the case of e before.
func (s *Service) first(ctx context.Context, tx *db.Tx, e *Entry) error {
	steps, err := listSteps(ctx, tx, e.CaseID)
	if err != nil {
		return err
	}
	return fault.New(fault.Conflict, "lane.reviewed", steps[Prereview].By)
}

// Refuse says that an open step is not done, and why: the case leaves the lane, goes on as
// an ordinary one, and the applicant is told.
func (s *Service) Refuse(ctx context.Context, no string, kind Kind, why string) error {
	c, err := s.Of(ctx, no)
	if err != nil {
		return err
	}
	if err := may(actor.From(ctx), c.File); err != nil {
		return err
	}
	i := slices.IndexFunc(c.Steps, func(step Step) bool { return step.Kind == kind })
	var faults []fault.Field
	if i < 0 || !slices.Contains(refusable, kind) {
		faults = append(faults, fault.Field{Name: "step", Key: "lane.step-unknown"})
	}
	if faults = append(faults, checkWhy(why)...); len(faults) > 0 {
		return fault.InvalidFields(faults)
	}
	switch {
	case c.Entry.State != In, isOver(c.File.Case):
		return errLeft
	case !c.Steps[i].IsOpen():
		return fault.New(fault.Conflict, "lane.step-done")
	}
	_, err = once.Do(ctx, s.Once, c.Entry.CaseNo, "lane.refuse", []string{c.Entry.CaseNo, string(kind), why}, func(ctx context.Context, tx *db.Tx) (bool, error) {
		e, err := findEntry(ctx, tx, c.Entry.CaseID)
		if err != nil {
			return false, err
		}
		e.Refused = kind
		return true, s.leave(ctx, tx, c.File.Case, e, strings.TrimSpace(why))
	})
	if err != nil {
		return fmt.Errorf("refuse %s of %s: %w", kind, no, err)
	}
	return nil
}

// leave lets the case of e go on as an ordinary one.
func (s *Service) leave(ctx context.Context, tx *db.Tx, c *casework.Case, e *Entry, why string) error {
	e.Why = why
	if err := s.end(ctx, tx, e, Leave); err != nil {
		return err
	}
	if err := s.record(ctx, tx, "leave", e, e.Refused, why); err != nil {
		return err
	}
	return s.tell(ctx, tx, c, "left", e.ItemName, e.ShortNo, why)
}

// tell tells whoever is told of the case c.
func (s *Service) tell(ctx context.Context, tx *db.Tx, c *casework.Case, key string, args ...string) error {
	for _, account := range c.Informed() {
		if err := s.Informer.Inform(ctx, tx, account, "lane.inform."+key, args, "/cases/"+c.ShortNo); err != nil {
			return err
		}
	}
	return nil
}

// end brings e to where an event leads.
func (s *Service) end(ctx context.Context, tx *db.Tx, e *Entry, on Event) error {
	to, ok := Lifecycle.To(e.State, on)
	if !ok {
		return errLeft
	}
	e.State, e.ClosedAt, e.ClosedBy = to, s.Clock.Now(), actor.From(ctx).Name
	moved, err := moveEntry(ctx, tx, e)
	if err == nil && !moved {
		return errLeft
	}
	return err
}

// record writes what happened into the log.
func (s *Service) record(ctx context.Context, tx *db.Tx, event string, e *Entry, kind Kind, why string) error {
	return audit.Record(ctx, tx, audit.Entry{
		Event: "lane." + event, Actor: actor.From(ctx).ID, Subject: e.CaseNo, At: s.Clock.Now(), Data: []string{e.ShortNo, string(kind), why},
	})
}
