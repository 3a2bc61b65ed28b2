package office

import (
	"context"
	"time"

	"tongban/kernel/clock"
	"tongban/kernel/db"
)

// findOffice returns the office, and what makes the token of its set-up link. Both are
// empty before the first start.
func findOffice(ctx context.Context, tx *db.Tx) (o Office, nonce string, err error) {
	var setUpAt int64
	err = tx.Row(ctx, `SELECT region, mark, outlet, nonce, set_up_at FROM office_office WHERE id = 1`).Scan(&o.Region, &o.Mark, &o.Outlet, &nonce, &setUpAt)
	return o, nonce, err
}

// awaitOffice notes a nonce unless there is one, and reports which it is.
func awaitOffice(ctx context.Context, tx *db.Tx, fresh string) (nonce string, err error) {
	err = tx.Send(ctx, `INSERT INTO office_office (id, nonce, region, mark, outlet, set_up_at) VALUES (1, $1, '', '', '', 0) ON CONFLICT DO NOTHING`, fresh)
	if err == nil {
		_, nonce, err = findOffice(ctx, tx)
	}
	return nonce, err
}

// claimOffice sets the office up and reports whether nobody was faster.
func claimOffice(ctx context.Context, tx *db.Tx, o Office, now time.Time) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE office_office SET region = $1, mark = $2, outlet = $3, set_up_at = $4 WHERE id = 1 AND set_up_at = 0`,
		o.Region, o.Mark, o.Outlet, clock.Millis(now))
	return n > 0, err
}
