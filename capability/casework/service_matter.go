package casework

import (
	"context"
	"fmt"
	"time"

	"tongban/capability/access"
	"tongban/kernel/actor"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/id"
)

// Matter is a case as far as it bears on what its applicant may need next: no dates, no
// steps, no papers.
type Matter struct {
	No, ShortNo string
	Item        string
	ItemName    string
	Open        bool
	ReceivedAt  time.Time
	GrantedAt   time.Time // zero if it was not granted, or not yet
}

// Matters returns the actor's cases, newest first. Who acts for another gets what the power
// covers.
func (s *Service) Matters(ctx context.Context, limit int) (list []Matter, err error) {
	by := actor.From(ctx)
	owner, err := id.Parse(by.Owner())
	if err != nil {
		return nil, nil // the system and guests have none
	}
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		list, err = listMatters(ctx, tx, access.Scope(by, access.CaseList), owner, limit)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list matters: %w", err)
	}
	return list, nil
}

func listMatters(ctx context.Context, tx *db.Tx, scope access.Filter, owner id.ID, limit int) ([]Matter, error) {
	within, args := scope.Where(scopeColumns, []any{owner, limit, Grant, GrantAtOnce})
	return db.List(ctx, tx, func(row db.Scanner) (m Matter, err error) {
		var received, granted int64
		if err := row.Scan(&m.No, &m.ShortNo, &m.Item, &m.ItemName, &m.Open, &received, &granted); err != nil {
			return m, err
		}
		m.ReceivedAt, m.GrantedAt = clock.FromMillis(received), clock.FromMillis(granted)
		return m, nil
	}, `SELECT c.no, c.short_no, c.item_code, c.item_name, c.finished_at IS NULL, c.received_at,
		COALESCE((SELECT MAX(e.at) FROM casework_event e WHERE e.case_id = c.id AND e.kind IN ($3, $4)), 0)
		FROM casework_case c WHERE c.owner = $1 AND `+within+` ORDER BY c.id DESC LIMIT $2`, args...)
}
