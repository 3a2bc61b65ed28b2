package procedure

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"tongban/capability/access"
	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/once"
)

// mostCounted is up to where the running cases of a version are counted.
const mostCounted = 1000

// RunningOn is a version with how many cases run on it: mostCounted+1 is more than that.
type RunningOn struct {
	Version
	Cases int
}

// mayMove says why the actor may not move running cases of p: whoever may publish may.
func (p *Procedure) mayMove(ctx context.Context) error {
	return access.May(actor.From(ctx), access.ProcedurePublish, p.object())
}

// Running returns the newest versions of an item that were published, each with how many
// cases run on it.
func (s *Service) Running(ctx context.Context, item string) (*Procedure, []RunningOn, error) {
	p, err := s.Find(ctx, item)
	if err == nil {
		err = p.mayMove(ctx)
	}
	if err != nil {
		return nil, nil, err
	}
	versions, _, err := s.Versions(ctx, item, 0, pageSize)
	if err != nil {
		return nil, nil, err
	}
	var ids []id.ID
	for _, v := range versions {
		ids = append(ids, v.ID)
	}
	counts, err := s.Cases.Running(ctx, ids, mostCounted)
	if err != nil {
		return nil, nil, err
	}
	var list []RunningOn
	for _, v := range versions {
		if v.State == Published || counts[v.ID] > 0 {
			list = append(list, RunningOn{v, counts[v.ID]})
		}
	}
	return p, list, nil
}

// movable returns a version whose cases the actor may move to the one in force.
func (s *Service) movable(ctx context.Context, item string, revision int) (*Procedure, Version, error) {
	p, v, err := s.Version(ctx, item, revision)
	if err == nil {
		err = p.mayMove(ctx)
	}
	if err == nil && (p.Current == nil || p.Current.ID == v.ID) {
		err = errNotNow
	}
	return p, v, err
}

// Movable returns what would become of the cases that run on a version if they were moved to
// the one in force now, after a case. Next is zero on the last page.
func (s *Service) Movable(ctx context.Context, item string, revision int, last id.ID, limit int) (p *Procedure, list []MovedCase, next id.ID, err error) {
	p, v, err := s.movable(ctx, item, revision)
	if err != nil {
		return nil, nil, 0, err
	}
	list, next, err = s.Cases.Movable(ctx, v.ID, p.Current.ID, last, limit)
	return p, list, next, err
}

// moveOrder is the command to move cases.
type moveOrder struct {
	Item     string
	Revision int
	Current  int // revision in force, as it was read
	Reason   string
}

// MoveCases orders the cases that run on a version to be moved to the one in force, each if
// that is safe. It returns the order, which is carried out aside.
func (s *Service) MoveCases(ctx context.Context, item string, revision, current int, reason string) (order id.ID, err error) {
	const op = "procedure.move"
	o := moveOrder{item, revision, current, strings.TrimSpace(reason)}
	p, v, err := s.movable(ctx, item, revision)
	if err == nil {
		err = o.check()
	}
	if err != nil {
		return once.Again(ctx, s.Once, op, o, id.ID(0), err)
	}
	order, err = once.Do(ctx, s.Once, lane, op, o, func(ctx context.Context, tx *db.Tx) (order id.ID, err error) {
		now, err := findProcedure(ctx, tx, p.Item)
		switch {
		case err != nil:
			return 0, err
		case now.Current == nil:
			return 0, errNotNow
		case now.Current.Revision != current:
			return 0, overtaken(*now.Current)
		}
		if order, err = s.Cases.Move(ctx, tx, v.ID, now.Current.ID, o.Reason); err != nil {
			return 0, err
		}
		return order, s.record(ctx, tx, eventMoved, v)
	})
	if err != nil {
		return 0, fmt.Errorf("move cases of %s: %w", item, err)
	}
	return order, nil
}

// check wants a reason that is short enough: it stands in the history of every case.
func (o moveOrder) check() error {
	switch {
	case o.Reason == "":
		return fault.InvalidFields([]fault.Field{{Name: "reason", Key: "procedure.wrong.reason"}})
	case utf8.RuneCountInString(o.Reason) > maxReason:
		return fault.InvalidFields([]fault.Field{{Name: "reason", Key: "procedure.wrong.long", Args: []any{maxReason}}})
	}
	return nil
}

// Moved returns an order with the revisions it is between, and what became of the cases after
// one. Next is zero on the last page.
func (s *Service) Moved(ctx context.Context, item string, order, last id.ID, limit int) (p *Procedure, m CaseMove, list []MovedCase, next id.ID, err error) {
	if p, err = s.Find(ctx, item); err == nil {
		err = p.mayMove(ctx)
	}
	if err != nil {
		return nil, m, nil, 0, err
	}
	if m, list, next, err = s.Cases.Moved(ctx, order, last, limit); err != nil {
		return nil, m, nil, 0, err
	}
	from, err := s.Drawn(ctx, m.From)
	if err != nil {
		return nil, m, nil, 0, err
	}
	to, err := s.Drawn(ctx, m.To)
	if err == nil && from.Item != p.Item {
		err = errUnknown
	}
	m.FromRevision, m.ToRevision = from.Revision, to.Revision
	return p, m, list, next, err
}

// Moves returns the latest orders for a version, newest first.
func (s *Service) Moves(ctx context.Context, v Version) ([]CaseMove, error) {
	return s.Cases.Moves(ctx, v.ID, 5)
}
