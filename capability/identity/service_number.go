package identity

import (
	"context"
	"fmt"

	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// NumberIn returns the number of the firm with an account, in the caller's unit; none for
// anybody else.
func (s *Service) NumberIn(ctx context.Context, tx *db.Tx, account id.ID) (string, error) {
	f, err := findFirm(ctx, tx, account)
	if err != nil && fault.KindOf(err) == fault.NotFound {
		return "", nil
	}
	return f.USCC, err
}

// SpeakersIn returns the accounts that may speak for the firm with a number, in the caller's
// unit; none if it has no account.
func (s *Service) SpeakersIn(ctx context.Context, tx *db.Tx, uscc string) ([]id.ID, error) {
	f, err := findFirmByCode(ctx, tx, uscc)
	switch {
	case err != nil && fault.KindOf(err) == fault.NotFound:
		return nil, nil
	case err != nil:
		return nil, err
	}
	return listSpeakers(ctx, tx, f.ID, s.now.Now())
}

// People returns the accounts of people of whom it is certain who they are, above after, by id.
func (s *Service) People(ctx context.Context, after id.ID, limit int) (accounts []id.ID, err error) {
	err = s.d.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		accounts, err = listProven(ctx, tx, after, limit)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list people: %w", err)
	}
	return accounts, nil
}
