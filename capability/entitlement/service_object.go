package entitlement

import (
	"context"
	"fmt"
	"time"

	"tongban/kernel/db"
	"tongban/kernel/id"
)

// Objection returns since when the actor objects to being matched, zero if they do not.
func (s *Service) Objection(ctx context.Context) (since time.Time, err error) {
	account, err := self(ctx)
	if err != nil {
		return since, err
	}
	return since, s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		since, err = findObjection(ctx, tx, account)
		return err
	})
}

// Object says that the actor does not want to be matched by any programme. Open invitations end,
// and what they rested on is forgotten. Objecting twice changes nothing.
//
// Basis: 个人信息保护法, art. 44.
func (s *Service) Object(ctx context.Context) error {
	account, err := self(ctx)
	if err != nil {
		return err
	}
	err = s.DB.Write(ctx, account.String(), func(ctx context.Context, tx *db.Tx) error {
		changed, err := setObjection(ctx, tx, account, s.Clock.Now())
		if err != nil || !changed {
			return err
		}
		open, err := listOpenOf(ctx, tx, account)
		if err != nil {
			return err
		}
		for _, row := range open {
			if err := s.end(ctx, tx, &row.Invitation, Object); err != nil {
				return err
			}
			if err := s.noteEnd(ctx, tx, &row.Invitation); err != nil {
				return err
			}
		}
		if err := forgetLooks(ctx, tx, account); err != nil {
			return err
		}
		return s.note(ctx, tx, "entitlement.object", account.String(), nil)
	})
	if err != nil {
		return fmt.Errorf("object to being matched: %w", err)
	}
	return nil
}

// Return takes the actor's objection back: from now on programmes may look at them again, at
// once.
func (s *Service) Return(ctx context.Context) error {
	account, err := self(ctx)
	if err != nil {
		return err
	}
	err = s.DB.Write(ctx, account.String(), func(ctx context.Context, tx *db.Tx) error {
		changed, err := setObjection(ctx, tx, account, time.Time{})
		if err != nil || !changed {
			return err
		}
		if err := insertDue(ctx, tx, account, s.Clock.Now()); err != nil {
			return err
		}
		return s.note(ctx, tx, "entitlement.return", account.String(), nil)
	})
	if err != nil {
		return fmt.Errorf("take an objection back: %w", err)
	}
	return nil
}

// objects reports whether somebody objects, before anything of theirs is looked at.
func (s *Service) objects(ctx context.Context, account id.ID) (bool, error) {
	var since time.Time
	err := s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		since, err = findObjection(ctx, tx, account)
		return err
	})
	return !since.IsZero(), err
}
