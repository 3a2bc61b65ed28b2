package casework

import (
	"context"
	"fmt"

	"tongban/kernel/db"
	"tongban/kernel/id"
)

// Finished returns the cases of an item that are over, newest first, below before (zero for
// the newest). It asks nobody's permission: it is for what looks at many as a whole.
func (s *Service) Finished(ctx context.Context, item string, before id.ID, limit int) (cases []*Case, err error) {
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		cases, err = listFinished(ctx, tx, item, before, limit)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("finished cases of %s: %w", item, err)
	}
	return cases, nil
}

func listFinished(ctx context.Context, tx *db.Tx, item string, before id.ID, limit int) ([]*Case, error) {
	if before == 0 {
		before = 1<<63 - 1
	}
	return db.List(ctx, tx, scanCase, `SELECT `+caseColumns+` FROM casework_case
		WHERE item_code = $1 AND finished_at IS NOT NULL AND id < $2 ORDER BY id DESC LIMIT $3`, item, before, limit)
}
