package entitlement

import (
	"context"
	"slices"

	"tongban/capability/casework"
	"tongban/kernel/db"
	"tongban/kernel/id"
)

// Follow notes, within the unit that hands an application in, that an invitation is confirmed, or
// that its person has applied by themself; and, when something is granted that a programme goes
// by, that its owner is to be looked at. It is a casework.Follower.
func (s *Service) Follow(ctx context.Context, tx *db.Tx, m casework.Moved) error {
	if slices.ContainsFunc(m.Records, func(r casework.Record) bool { return r.Event == casework.Submit }) && m.Handed != nil {
		if err := s.received(ctx, tx, m); err != nil {
			return err
		}
	}
	ended := len(m.Records) > 0 && !m.Case.Status.IsOpen() && !m.Case.Firm
	if !ended || !slices.ContainsFunc(s.Programmes, func(p *Programme) bool { return p.goesBy(m) }) {
		return nil
	}
	return insertDue(ctx, tx, m.Case.Owner, s.Clock.Now())
}

// goesBy reports whether a case gives a licence that p asks for.
func (p *Programme) goesBy(m casework.Moved) bool {
	kind := m.Item.Result.LicenceType
	return kind != "" && (p.Per == kind || slices.ContainsFunc(p.Inputs, func(in Input) bool {
		return in.Kind == Licence && len(in.Key) > len(kind) && in.Key[:len(kind)+1] == kind+"#"
	}))
}

// received moves the invitation of an application that is handed in.
func (s *Service) received(ctx context.Context, tx *db.Tx, m casework.Moved) error {
	if !slices.ContainsFunc(s.Programmes, func(p *Programme) bool { return p.Item == m.Case.ItemCode }) {
		return nil
	}
	confirmed, err := confirmInvitation(ctx, tx, m.Case.ApplicationID, m.Case.ShortNo, s.Clock.Now())
	if err != nil {
		return err
	}
	row, err := findByApplication(ctx, tx, m.Case.ApplicationID)
	if err != nil {
		return err
	}
	if key, is := ctx.Value(confirming{}).(id.ID); is && !confirmed {
		// Declined or objected to on another device a moment ago: that counts, nothing is handed in.
		now, err := findInvitation(ctx, tx, key)
		if err != nil {
			return err
		}
		return over(now.State)
	}
	if confirmed {
		return s.note(ctx, tx, "entitlement.confirm", row.ID.String(), invitationData{Programme: row.Code, State: Confirmed, Case: m.Case.No})
	}
	return s.otherwise(ctx, tx, m)
}

// otherwise ends invitations of whom has applied for the same by themself.
func (s *Service) otherwise(ctx context.Context, tx *db.Tx, m casework.Moved) error {
	open, err := listOpenOf(ctx, tx, m.Case.Owner)
	if err != nil {
		return err
	}
	for _, row := range open {
		p := s.programme(row.Code)
		if p == nil || row.Item != m.Case.ItemCode {
			continue
		}
		i, err := s.unseal(row)
		if err != nil {
			return err
		}
		def, err := s.Cases.Form(m.Item)
		if err != nil {
			return err
		}
		if !p.sameMatter(def, i.Finding, m.Handed.Values) {
			continue
		}
		if err := s.end(ctx, tx, i, Settle); err != nil {
			return err
		}
		if err := s.noteEnd(ctx, tx, i); err != nil {
			return err
		}
	}
	return nil
}
