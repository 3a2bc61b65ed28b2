package bundlecase

import (
	"context"
	"slices"

	"tongban/capability/casework"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

var errChanged = fault.New(fault.Conflict, "bundlecase.changed")

// Follow takes over what happens to the case of a part, in the unit that moves it. It is a
// casework.Follower.
func (s *Service) Follow(ctx context.Context, tx *db.Tx, m casework.Moved) error {
	if p, is := ctx.Value(startingKey{}).(*Part); is { // its row is written by who starts it
		p.Application, p.CaseID, p.CaseNo, p.ShortNo = m.Case.ApplicationID, m.Case.ID, m.Case.No, m.Case.ShortNo
		return nil
	}
	p, err := findPart(ctx, tx, m.Case.ID, m.Case.ApplicationID)
	if err != nil {
		if fault.KindOf(err) == fault.NotFound {
			return nil // not of a bundle
		}
		return err
	}
	if Lifecycle.Ended(p.State) && p.State != Granted {
		return nil // a draft that was left to them, handed in after they had stopped the part
	}
	submitted := p.State == Yours
	if submitted {
		p.CaseID, p.CaseNo, p.Reason = m.Case.ID, m.Case.No, ""
		if ok, err := s.change(ctx, tx, p, Submit); err != nil || !ok {
			return err
		}
	}
	was := *p
	e, reason := became(m)
	p.ShortNo, p.Turn = m.Case.ShortNo, e == "" && m.File.Waits()
	p.Usable = p.Usable || e == Grant && (p.Licence == "" || isIssued(m))
	switch {
	case e != "" && p.State == Running:
		p.Reason = reason
		err = mustMove(s.change(ctx, tx, p, e))
	case was.Turn != p.Turn, was.Usable != p.Usable, was.ShortNo != p.ShortNo:
		err = mustMove(movePart(ctx, tx, p, p.State))
	case !submitted:
		return nil
	}
	if err != nil {
		return err
	}
	return s.settle(ctx, tx, p.Run, p)
}

// FollowDraft ends the part that was left to its applicant with a draft, in the unit that throws
// the draft away.
func (s *Service) FollowDraft(ctx context.Context, tx *db.Tx, draft id.ID) error {
	p, err := findPart(ctx, tx, 0, draft)
	switch {
	case fault.KindOf(err) == fault.NotFound:
		return nil // not of a bundle
	case err != nil:
		return err
	case p.State != Yours:
		return nil // they had stopped the part before
	}
	p.Reason = "lapsed"
	if err := mustMove(s.change(ctx, tx, p, End)); err != nil {
		return err
	}
	return s.settle(ctx, tx, p.Run, p)
}

// mustMove has a move of a case undone whose part has moved on meanwhile.
func mustMove(ok bool, err error) error {
	if err == nil && !ok {
		return errChanged
	}
	return err
}

// became is what has become of a case, "" as long as that is open, with the key of the words
// that say why.
func became(m casework.Moved) (Event, string) {
	switch m.Case.Status {
	case casework.NotNeeded:
		return Excuse, ""
	case casework.RefusedAccept:
		return Deny, "refused"
	case casework.Withdrawn:
		return Withdraw, ""
	case casework.Terminated:
		return End, "terminated"
	}
	switch {
	case happened(m, casework.Grant), happened(m, casework.GrantAtOnce):
		return Grant, ""
	case happened(m, casework.Deny):
		return Deny, ""
	}
	return "", ""
}

// happened reports whether an event is among all that has happened to a case.
func happened(m casework.Moved, e casework.Event) bool {
	is := func(r casework.Record) bool { return r.Event == e }
	return slices.ContainsFunc(m.Records, is) || slices.ContainsFunc(m.History, is)
}

// isIssued reports whether the licence of a granted case is made, or none will be.
func isIssued(m casework.Moved) bool {
	made := func(r casework.Record) bool { return r.Detail.Licence != "" }
	return m.Case.Status == casework.Completed || slices.ContainsFunc(m.Records, made) || slices.ContainsFunc(m.History, made)
}
