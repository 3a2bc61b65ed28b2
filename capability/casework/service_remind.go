package casework

import (
	"context"

	"tongban/kernel/db"
)

// SweepReminders tells the applicant before a correction period ends, and whoever has
// claimed a case before its date comes: once for each date.
func (s *Service) SweepReminders(ctx context.Context) error {
	return sweep(ctx, "nobody reminded", s.dueBy(listCasesToRemind), s.remind)
}

// remind tells whoever has to act on one case that its date comes.
func (s *Service) remind(ctx context.Context, no string) error {
	f, err := s.read(ctx, no)
	if err != nil {
		return err
	}
	w, ok := f.Clock.Due()
	args := []string{f.Case.ItemName, f.Case.ShortNo, w.Due.String()}
	return s.DB.Write(ctx, f.Case.No, func(ctx context.Context, tx *db.Tx) error {
		first, err := markReminded(ctx, tx, f.Case, s.Clock.Now())
		if err != nil || !first || !ok {
			return err
		}
		if f.Case.Status == InCorrection {
			for _, account := range f.Case.Informed() {
				if err := s.Informer.Inform(ctx, tx, account, "casework.inform.remind-correction", args, "/cases/"+f.Case.ShortNo); err != nil {
					return err
				}
			}
			return nil
		}
		return s.tellHolders(ctx, tx, f, "casework.inform.remind-due", args)
	})
}
