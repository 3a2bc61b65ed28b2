package casework

import (
	"context"
	"fmt"
	"time"

	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// keepUndecided has whoever would decide a case wait until the unit is over, and is a Conflict
// where somebody has.
func keepUndecided(ctx context.Context, tx *db.Tx, caseID id.ID) error {
	args, places := []any{caseID}, ""
	for _, status := range undecided {
		args = append(args, string(status))
		places += fmt.Sprintf(", $%d", len(args))
	}
	n, err := tx.Exec(ctx, `UPDATE casework_case SET updated_at = updated_at WHERE id = $1 AND status IN (`+places[2:]+`)`, args...)
	if err == nil && n == 0 {
		return fault.New(fault.Conflict, "casework.not-now")
	}
	return err
}

// insertGuest lets who read a case, and in full while their answer is awaited.
func insertGuest(ctx context.Context, tx *db.Tx, caseID id.ID, who string, at time.Time) error {
	return tx.Send(ctx, `INSERT INTO casework_guest (case_id, who, asked, at) VALUES ($1, $2, TRUE, $3)
		ON CONFLICT (case_id, who) DO UPDATE SET asked = TRUE`, caseID, who, clock.Millis(at))
}

// endGuest ends that the answer of who is awaited.
func endGuest(ctx context.Context, tx *db.Tx, caseID id.ID, who string) error {
	return tx.Send(ctx, `UPDATE casework_guest SET asked = FALSE WHERE case_id = $1 AND who = $2`, caseID, who)
}

// listGuests returns, for each way in which one of two is a guest of a case, whether their
// answer is awaited.
func listGuests(ctx context.Context, tx *db.Tx, caseID id.ID, department, account string) ([]bool, error) {
	scan := func(row db.Scanner) (asked bool, err error) { return asked, row.Scan(&asked) }
	return db.List(ctx, tx, scan, `SELECT asked FROM casework_guest WHERE case_id = $1 AND who IN ($2, $3)`, caseID, department, account)
}
