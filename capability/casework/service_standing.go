package casework

import (
	"context"
	"fmt"

	"tongban/capability/access"
	"tongban/kernel/actor"
	"tongban/kernel/db"
)

// Standing returns where the case no of the actor's department stands, for its programs.
// What is in it of persons is not theirs to tell.
func (s *Service) Standing(ctx context.Context, no string) (c *Case, err error) {
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if c, err = findCase(ctx, tx, byNumber(no)); err != nil {
			return err
		}
		return access.May(actor.From(ctx), access.CaseStatus, object(&File{Case: c}))
	})
	if err != nil {
		return nil, fmt.Errorf("standing of %s: %w", no, err)
	}
	return c, nil
}

// Standings returns a page of the open cases of the actor's department, by deadline, after
// key, for its programs.
func (s *Service) Standings(ctx context.Context, f CaseFilter, key PageKey, limit int) (Found[*Case], error) {
	return s.open(ctx, access.CaseStatus, f, key, limit)
}
