package casework

import (
	"context"

	"tongban/kernel/db"
	"tongban/kernel/id"
)

// Worker is somebody who has done something to a case.
type Worker struct{ Account, Name string }

// Workers returns who has done something to any of these cases, once each: staff, applicants and
// the program. It tells nothing but that and is for who keeps them from judging their own work.
func (s *Service) Workers(ctx context.Context, tx *db.Tx, cases []id.ID) ([]Worker, error) {
	if len(cases) == 0 {
		return nil, nil
	}
	places, args := db.Places(cases)
	return db.List(ctx, tx, func(row db.Scanner) (w Worker, err error) { return w, row.Scan(&w.Account, &w.Name) },
		`SELECT DISTINCT actor, actor_name FROM casework_event WHERE case_id IN (`+places+`) ORDER BY actor, actor_name`, args...)
}
