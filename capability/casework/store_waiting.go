package casework

import (
	"context"
	"fmt"
	"strings"

	"tongban/capability/access"
	"tongban/kernel/db"
	"tongban/kernel/id"
)

// mostLooked bounds how many of an applicant's newest cases are looked through.
const mostLooked = 200

// listWaiting returns an applicant's cases within scope in which it may be their turn, by
// deadline.
func (s *Service) listWaiting(ctx context.Context, scope access.Filter, owner id.ID) (files []*File, err error) {
	within, args := scope.Where(scopeColumns, []any{owner})
	states, events := places(&args, waiting), places(&args, offering)
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		cases, err := db.List(ctx, tx, scanCase, `SELECT `+prefixed("c", caseColumns)+` FROM casework_case c WHERE c.id IN
			(SELECT id FROM casework_case WHERE owner = $1 ORDER BY id DESC LIMIT `+fmt.Sprint(mostLooked)+`)
			AND (c.status IN (`+states+`) OR c.finished_at IS NULL AND EXISTS
			(SELECT 1 FROM casework_event e WHERE e.case_id = c.id AND e.kind IN (`+events+`)))
			AND `+within+` ORDER BY c.due_at, c.id`, args...)
		if err != nil {
			return err
		}
		files, err = load(ctx, tx, cases)
		return err
	})
	return files, err
}

// places adds values to args and returns their placeholders.
func places[T any](args *[]any, values []T) string {
	var marks []string
	for _, v := range values {
		*args = append(*args, v)
		marks = append(marks, fmt.Sprintf("$%d", len(*args)))
	}
	return strings.Join(marks, ", ")
}
