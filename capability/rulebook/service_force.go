package rulebook

import (
	"context"
	"fmt"

	"tongban/kernel/db"
)

// InForce reports, within the caller's unit, whether an item has a version in force.
func (s *Service) InForce(ctx context.Context, tx *db.Tx, item string) (bool, error) {
	key, err := findCurrent(ctx, tx, item)
	return key != 0, err
}

// Ruled returns the codes of the items that have a version in force.
func (s *Service) Ruled(ctx context.Context) (codes []string, err error) {
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		codes, err = listCurrent(ctx, tx)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("items with rules in force: %w", err)
	}
	return codes, nil
}

func listCurrent(ctx context.Context, tx *db.Tx) ([]string, error) {
	return db.List(ctx, tx, func(row db.Scanner) (code string, err error) {
		err = row.Scan(&code)
		return code, err
	}, `SELECT item FROM rulebook_version WHERE state = 'published' ORDER BY item`)
}
