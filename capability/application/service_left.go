package application

import (
	"context"
	"fmt"

	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// IsDraft reports whether an application is still there and has not been handed in. It is for
// who has left it to its applicant.
func (s *Service) IsDraft(ctx context.Context, applicationID id.ID) (is bool, err error) {
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		row, err := findApplication(ctx, tx, applicationID)
		is = err == nil && row.isDraft()
		return err
	})
	if err != nil && fault.KindOf(err) == fault.NotFound {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("draft %s: %w", applicationID, err)
	}
	return is, nil
}
