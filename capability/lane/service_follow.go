package lane

import (
	"context"
	"slices"
	"strconv"

	"tongban/capability/agreement"
	"tongban/capability/casework"
	"tongban/kernel/actor"
	"tongban/kernel/db"
)

// Follow lets a case into the lane when its application is handed in, notes the steps that
// the case's own life brings, and what each of its tasks has cost others. It is a
// casework.Follower.
func (s *Service) Follow(ctx context.Context, tx *db.Tx, m casework.Moved) error {
	if m.Item.GreenLane == nil {
		return nil
	}
	if m.Handed != nil {
		if err := s.judge(ctx, tx, m); err != nil {
			return err
		}
	}
	e, err := findEntry(ctx, tx, m.Case.ID)
	if err == errUnknown {
		return nil
	}
	if err != nil {
		return err
	}
	if e.State == In {
		if err := s.count(ctx, tx, m); err != nil {
			return err
		}
	}
	for _, r := range m.Records {
		if err := s.heard(ctx, tx, m.Case, e, r); err != nil {
			return err
		}
	}
	if e.State == In && !m.Case.Status.IsOpen() {
		if err := s.end(ctx, tx, e, Drop); err != nil {
			return err
		}
		return s.record(ctx, tx, "end", e, "", string(Dropped))
	}
	return nil
}

// judge finds out whether a case is in the lane, by what was handed in: a case enters when
// it is filed, and leaves when what was mended speaks against it.
func (s *Service) judge(ctx context.Context, tx *db.Tx, m casework.Moved) error {
	rule, at, holds := m.Item.GreenLane.Rule(agreement.Answered(*m.Handed))
	var wanted []string
	for _, p := range s.Counter.Wanted(m.Item, *m.Handed) {
		wanted = append(wanted, p.Code)
	}
	e, err := findEntry(ctx, tx, m.Case.ID)
	switch {
	case err == errUnknown && holds:
		return s.enter(ctx, tx, m, &Entry{Rule: at, Reason: rule.Reason, Originals: wanted})
	case err == errUnknown:
		return nil
	case err != nil || e.State != In:
		return err
	case !holds:
		return s.leave(ctx, tx, m.Case, e, e.Reason)
	}
	e.Originals = wanted
	return wantOriginals(ctx, tx, e)
}

// enter lets the case of m into the lane.
func (s *Service) enter(ctx context.Context, tx *db.Tx, m casework.Moved, e *Entry) error {
	c := m.Case
	e.CaseID, e.CaseNo, e.ShortNo, e.Application, e.Owner = c.ID, c.No, c.ShortNo, c.ApplicationID, c.Owner
	e.Department, e.Outlet, e.Region, e.ItemCode, e.ItemName = c.Department, c.Outlet, c.Region, c.ItemCode, c.ItemName
	e.Workdays, e.State, e.EnteredAt, e.EnteredBy = m.Item.GreenLane.PromisedWorkdays, In, s.Clock.Now(), actor.From(ctx).Name
	if entered, err := insertEntry(ctx, tx, e); err != nil || !entered {
		return err
	}
	if err := s.record(ctx, tx, "enter", e, Filing, e.Reason); err != nil {
		return err
	}
	by, at, ready, err := s.Reviews.Ready(ctx, tx, c.ApplicationID, *m.Handed)
	if err != nil {
		return err
	}
	if ready {
		if _, err := doStep(ctx, tx, c.ID, Step{Kind: Prereview, Done: at, By: by}); err != nil {
			return err
		}
		if err := s.record(ctx, tx, "step", e, Prereview, by); err != nil {
			return err
		}
	}
	return s.tell(ctx, tx, c, "entered", e.ItemName, e.Reason, strconv.Itoa(e.Workdays))
}

// heard notes the step that a record of the case means for the lane.
func (s *Service) heard(ctx context.Context, tx *db.Tx, c *casework.Case, e *Entry, r casework.Record) error {
	kind, on := Kind(""), Event("")
	switch {
	case r.Event == casework.Accept, r.Event == casework.DeemAccept:
		kind = Registration
	case slices.Contains([]casework.Event{casework.Deliver, casework.GrantAtOnce}, r.Event):
		kind, on = Reporting, Report
	default:
		return nil
	}
	if e.State != In {
		return nil
	}
	done, err := doStep(ctx, tx, e.CaseID, Step{Kind: kind, Done: r.At, By: r.ActorName})
	if err != nil || !done {
		return err
	}
	if err := s.record(ctx, tx, "step", e, kind, ""); err != nil || on == "" {
		return err
	}
	if err := s.end(ctx, tx, e, on); err != nil {
		return err
	}
	if err := s.record(ctx, tx, "end", e, kind, string(Reported)); err != nil {
		return err
	}
	return s.tell(ctx, tx, c, "reported", e.ItemName, e.ShortNo)
}
