package place

import (
	"context"

	"tongban/kernel/db"
)

// KeepDepartment adds a department or changes what is said of it, within the caller's
// unit. Its code and region stay; a USCC that another department has fails with
// db.IsUnique.
func (s *Service) KeepDepartment(ctx context.Context, tx *db.Tx, d Department) error {
	if err := putDepartment(ctx, tx, d); err != nil {
		return err
	}
	return raiseEdition(ctx, tx)
}

// KeepOutlet adds an outlet or changes what people read of it, within the caller's unit.
// Its region and place in the order stay.
func (s *Service) KeepOutlet(ctx context.Context, tx *db.Tx, o Outlet) error {
	if err := insertOutlet(ctx, tx, o); err != nil {
		return err
	}
	if err := updateOutlet(ctx, tx, o); err != nil {
		return err
	}
	return raiseEdition(ctx, tx)
}

// Refresh makes the next question see what a unit has just changed.
func (s *Service) Refresh() { s.forget() }
