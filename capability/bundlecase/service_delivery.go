package bundlecase

import (
	"context"
	"fmt"

	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// Parts returns the numbers of the cases of a run and how many of its parts have no result yet, for
// who gives results out; false if no run has that number. Whether somebody may see a case is
// for its own page to say.
func (s *Service) Parts(ctx context.Context, no string) (cases []string, open int, is bool, err error) {
	if _, is := s.DeskURL(no); !is {
		return nil, 0, false, nil
	}
	var r *Run
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		r, err = findRun(ctx, tx, no)
		return err
	})
	if fault.KindOf(err) == fault.NotFound {
		return nil, 0, false, nil
	}
	if err != nil {
		return nil, 0, false, fmt.Errorf("parts of %s: %w", no, err)
	}
	for _, p := range r.Parts {
		if p.CaseNo != "" {
			cases = append(cases, p.CaseNo)
		}
		if !Lifecycle.Ended(p.State) {
			open++
		}
	}
	return cases, open, true, nil
}

// Wholes returns the numbers of the runs that cases are parts of, by case.
func (s *Service) Wholes(ctx context.Context, cases []id.ID) (wholes map[id.ID]string, err error) {
	if len(cases) == 0 {
		return nil, nil
	}
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		wholes, err = listWholes(ctx, tx, cases)
		return err
	})
	return wholes, err
}

func listWholes(ctx context.Context, tx *db.Tx, cases []id.ID) (map[id.ID]string, error) {
	type line struct {
		key id.ID
		no  string
	}
	places, args := db.Places(cases)
	lines, err := db.List(ctx, tx, func(r db.Scanner) (l line, err error) { return l, r.Scan(&l.key, &l.no) },
		`SELECT p.case_id, r.no FROM bundlecase_part p JOIN bundlecase_run r ON r.id = p.run_id WHERE p.case_id <> 0 AND p.case_id IN (`+places+`)`, args...)
	wholes := map[id.ID]string{}
	for _, l := range lines {
		wholes[l.key] = l.no
	}
	return wholes, err
}
