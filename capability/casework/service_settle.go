package casework

import (
	"context"
	"slices"

	"tongban/capability/catalogue"
	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/fault"
)

// Settlement is what happens to a case without anybody of the office acting on it: rules have
// found it plainly fine, or what was promised has not come. It never denies anything.
type Settlement struct {
	Event  Event      // Accept, GrantAtOnce, which accepts first where nobody has, or Terminate
	Basis  Basis      // of an acceptance by it; empty is Normal
	Input  Input      // as a person would give it
	Rule   string     // in words: what has decided
	Notice NoticeKind // the paper of a Terminate, EndNotice if empty
	// Unit stores more with it, nil for nothing. What it refuses undoes the settlement. It may
	// run again.
	Unit func(ctx context.Context, tx *db.Tx, f *File) error
}

// settlements are the events that may happen without a person.
var settlements = map[Event]func(*Service, context.Context, *move, Settlement) error{
	Accept:      (*Service).settleAccept,
	GrantAtOnce: (*Service).settleGrant,
	Terminate:   (*Service).settleEnd,
}

// Settle moves the case no as x says, in one unit, in the name of the system. It is a Conflict
// where the statutory life does not allow it now, and what keeps a case from being granted
// keeps it from being granted so too.
//
// Basis: 行政许可法, art. 34(2): decided on the spot where that can be done; 个人信息保护法,
// art. 24: nothing is refused to anybody by a machine alone.
func (s *Service) Settle(ctx context.Context, no string, x Settlement) (f *File, err error) {
	ctx = actor.With(ctx, actor.AsSystem("rule"))
	for range mostPlans {
		var m *move
		if m, err = s.planSettlement(ctx, no, x); err != nil {
			break
		}
		err = s.DB.Write(ctx, no, func(ctx context.Context, tx *db.Tx) error { return s.store(ctx, tx, m) })
		if err == nil {
			m.finish()
			return m.file, nil
		}
		if fault.KindOf(err) != fault.Conflict {
			break
		}
	}
	return nil, err
}

// planSettlement works out what x stores.
func (s *Service) planSettlement(ctx context.Context, no string, x Settlement) (*move, error) {
	effect, ok := settlements[x.Event]
	if !ok {
		return nil, fault.New(fault.Invalid, "casework.unknown-command")
	}
	f, err := s.due(ctx, func() (*File, error) { return s.read(ctx, no) })
	if err != nil {
		return nil, err
	}
	if err := s.answers(ctx, f); err != nil {
		return nil, err
	}
	m := newMove(f, actor.From(ctx), s.Clock.Now())
	if x.Unit != nil {
		m.also(func(ctx context.Context, tx *db.Tx) error { return x.Unit(ctx, tx, m.file) })
	}
	if err := effect(s, ctx, m, x); err != nil {
		return nil, err
	}
	s.settle(m)
	return m, nil
}

// settleAccept accepts a case, and its process begins.
func (s *Service) settleAccept(ctx context.Context, m *move, x Settlement) error {
	if err := s.acceptOn(ctx, m, x); err != nil {
		return err
	}
	return s.begin(ctx, m)
}

// settleGrant gives what was asked for; the result reaches the applicant electronically.
func (s *Service) settleGrant(ctx context.Context, m *move, x Settlement) error {
	if x.Basis == ByRule {
		if err := s.mayRuleGrant(ctx, m.file); err != nil {
			return err
		}
	}
	if m.file.Case.Status.awaitsAcceptance() {
		if err := s.acceptOn(ctx, m, x); err != nil {
			return err
		}
	}
	return s.grantOnTheSpot(ctx, m, x.Input, x.Rule)
}

// settleEnd ends a case without a decision.
func (s *Service) settleEnd(_ context.Context, m *move, x Settlement) error {
	kind := x.Notice
	if kind == "" {
		kind = EndNotice
	}
	return s.end(m, Terminate, kind, x.Input)
}

// acceptOn accepts a case on the basis of x, by nobody.
func (s *Service) acceptOn(ctx context.Context, m *move, x Settlement) (err error) {
	m.file.Case.Basis = x.Basis
	if x.Basis == "" {
		if m.file.Case.Basis, err = s.basis(ctx, m.file); err != nil {
			return err
		}
	}
	if err := m.record(Accept, Detail{Opinion: x.Input.Opinion, Rule: x.Rule}); err != nil {
		return err
	}
	m.notice(AcceptanceNotice)
	return nil
}

// basis is on which the case of f is accepted as it was handed in last. Only of an item that
// lets papers come later is that looked at.
func (s *Service) basis(ctx context.Context, f *File) (Basis, error) {
	if f.Committed {
		return Committed, nil
	}
	if !slices.ContainsFunc(f.Item.Materials, func(m catalogue.Material) bool { return m.Deferrable }) {
		return Normal, nil
	}
	last, err := s.latest(ctx, f.Case, f.Item)
	if err != nil || len(last.Promised()) == 0 {
		return Normal, err
	}
	return Deferred, nil
}

// Promised returns the materials that are still to be brought: the applicant has promised to.
func (s *Submission) Promised() []Material {
	return slices.DeleteFunc(slices.Clone(s.Materials), func(m Material) bool { return m.Source != Promised })
}
