package licence

import (
	"context"
	"fmt"

	"tongban/kernel/db"
	"tongban/kernel/fault"
)

// TakeBack withdraws the licence of a kind with a number in the unit of a decision that is
// made elsewhere, on what finder has found: whoever decides is somebody else of the department.
// One whose life is over is left as it is, and false is returned.
//
// Basis: 行政许可法, art. 69.
func (s *Service) TakeBack(ctx context.Context, tx *db.Tx, kind, number, finder string, g Grounds) (bool, error) {
	t, err := findType(ctx, tx, kind)
	if err != nil {
		return false, fmt.Errorf("withdraw a licence: %w", err)
	}
	found, err := s.open(findByNumber(ctx, tx, t.Code, s.numberIndex(number)))
	if err != nil {
		return false, fmt.Errorf("withdraw a licence: %w", err)
	}
	l, t, err := s.changeable(ctx, tx, found.ID, finder)
	if err != nil {
		return false, fmt.Errorf("withdraw licence %s: %w", found.ID, err)
	}
	to, err := mayChange(l, Withdraw, g, s.now.Now())
	if fault.KindOf(err) == fault.Conflict && err != nil {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("withdraw licence %s: %w", l.ID, err)
	}
	_, err = s.move(ctx, tx, moving{l, t, Withdraw, to, g, Correction{}})
	return err == nil, err
}
