package lifestage

import (
	"context"
	"errors"
	"time"

	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/id"
)

// findSwitch reports whether an account has suggestions; who never said anything has.
func findSwitch(ctx context.Context, tx *db.Tx, account id.ID) (on bool, err error) {
	err = tx.Row(ctx, `SELECT is_on FROM lifestage_switch WHERE account = $1`, account).Scan(&on)
	if errors.Is(err, db.ErrNoRows) {
		return true, nil
	}
	return on, err
}

// storeSwitch keeps what an account wants.
func storeSwitch(ctx context.Context, tx *db.Tx, account id.ID, on bool, at time.Time) error {
	_, err := tx.Exec(ctx, `INSERT INTO lifestage_switch (account, is_on, changed_at) VALUES ($1, $2, $3)
		ON CONFLICT (account) DO UPDATE SET is_on = $2, changed_at = $3`, account, on, clock.Millis(at))
	return err
}

// listDismissals returns what an account does not want to see again.
func listDismissals(ctx context.Context, tx *db.Tx, account id.ID) (map[string]bool, error) {
	list, err := db.List(ctx, tx, func(s db.Scanner) (suggestion string, err error) { return suggestion, s.Scan(&suggestion) },
		`SELECT suggestion FROM lifestage_dismissal WHERE account = $1 ORDER BY id DESC LIMIT $2`, account, mostDismissed)
	dismissed := map[string]bool{}
	for _, suggestion := range list {
		dismissed[suggestion] = true
	}
	return dismissed, err
}

// insertDismissal adds one and forgets those beyond the newest. Doing it again changes nothing.
func insertDismissal(ctx context.Context, tx *db.Tx, account id.ID, suggestion string) error {
	if _, err := tx.Exec(ctx, `INSERT INTO lifestage_dismissal (id, account, suggestion) VALUES ($1, $2, $3)
		ON CONFLICT (account, suggestion) DO NOTHING`, id.New(), account, suggestion); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `DELETE FROM lifestage_dismissal WHERE account = $1 AND id NOT IN
		(SELECT id FROM lifestage_dismissal WHERE account = $1 ORDER BY id DESC LIMIT $2)`, account, mostDismissed)
	return err
}

// deleteDismissals forgets all of an account's.
func deleteDismissals(ctx context.Context, tx *db.Tx, account id.ID) error {
	_, err := tx.Exec(ctx, `DELETE FROM lifestage_dismissal WHERE account = $1`, account)
	return err
}
