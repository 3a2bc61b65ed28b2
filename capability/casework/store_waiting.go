package casework

import (
	"context"
	"fmt"

	"tongban/capability/access"
	"tongban/kernel/db"
	"tongban/kernel/id"
)

// mostLooked bounds how many of an applicant's newest cases are looked through.
const mostLooked = 200

// listWaiting returns an applicant's cases within scope in which it is their turn, by
// deadline.
func (s *Service) listWaiting(ctx context.Context, scope access.Filter, owner id.ID, limit int) (files []*File, err error) {
	within, args := scope.Where(scopeColumns, []any{owner, limit})
	states := ""
	for i, status := range waiting {
		if i > 0 {
			states += ", "
		}
		args = append(args, status)
		states += fmt.Sprintf("$%d", len(args))
	}
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		files = nil // the unit may run again
		cases, err := db.List(ctx, tx, scanCase, `SELECT `+prefixed("c", caseColumns)+` FROM casework_case c WHERE c.id IN
			(SELECT id FROM casework_case WHERE owner = $1 ORDER BY id DESC LIMIT `+fmt.Sprint(mostLooked)+`)
			AND c.status IN (`+states+`) AND `+within+` ORDER BY c.due_at, c.id LIMIT $2`, args...)
		if err != nil {
			return err
		}
		for _, c := range cases {
			f, err := load(ctx, tx, c)
			if err != nil {
				return err
			}
			files = append(files, f)
		}
		return nil
	})
	return files, err
}
