package casework

import (
	"context"
	"fmt"

	"tongban/kernel/db"
)

// OpenCount is how many cases of a department are not finished, and of how many the next
// date has passed.
type OpenCount struct {
	Department string
	Open       int64
	Overdue    int64
}

// OpenCounts counts the open cases of every department, for operators: it reads an index
// of all of them.
func (s *Service) OpenCounts(ctx context.Context) (counts []OpenCount, err error) {
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		counts, err = countOpen(ctx, tx, s.Clock.Now())
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("count open cases: %w", err)
	}
	return counts, nil
}
