package archive

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"tongban/capability/access"
	"tongban/kernel/clock"
	"tongban/kernel/db"
)

const columns = `id, no, item_name, department, region, status, blob, digest, size, report, finished_at, packaged_at, transferred_at, transferred_to`

func scanEntry(row db.Scanner) (e Entry, err error) {
	var report string
	var finished, packaged, transferred int64
	err = row.Scan(&e.ID, &e.No, &e.ItemName, &e.Department, &e.Region, &e.Status, &e.key, &e.Digest, &e.Size, &report,
		&finished, &packaged, &transferred, &e.TransferredTo)
	if err != nil {
		return e, err
	}
	e.FinishedAt, e.PackagedAt, e.TransferredAt = clock.FromMillis(finished), instant(packaged), instant(transferred)
	return e, json.Unmarshal([]byte(report), &e.Report)
}

// instant reads a time that may be none.
func instant(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return clock.FromMillis(ms)
}

func findEntry(ctx context.Context, tx *db.Tx, no string) (*Entry, error) {
	e, err := scanEntry(tx.Row(ctx, `SELECT `+columns+` FROM archive_package WHERE no = $1`, no))
	if errors.Is(err, db.ErrNoRows) {
		return nil, errUnknown
	}
	return &e, err
}

// insertEntry notes a finished case; false if it was noted before.
func insertEntry(ctx context.Context, tx *db.Tx, e Entry) (bool, error) {
	n, err := tx.Exec(ctx, `INSERT INTO archive_package (`+columns+`)
		VALUES ($1, $2, $3, $4, $5, 'none', '', '', 0, '{"findings":[]}', $6, 0, 0, '') ON CONFLICT DO NOTHING`,
		e.ID, e.No, e.ItemName, e.Department, e.Region, clock.Millis(e.FinishedAt))
	return n == 1, err
}

// packEntry notes the package that was made; false if there is one already.
func packEntry(ctx context.Context, tx *db.Tx, e *Entry) (bool, error) {
	report, err := json.Marshal(e.Report)
	if err != nil {
		return false, err
	}
	n, err := tx.Exec(ctx, `UPDATE archive_package SET status = $1, blob = $2, digest = $3, size = $4, report = $5, packaged_at = $6
		WHERE id = $7 AND status = 'none'`, e.Status, e.key, e.Digest, e.Size, string(report), clock.Millis(e.PackagedAt), e.ID)
	return n == 1, err
}

// checkEntry notes what a later check found. What was handed over stays so.
func checkEntry(ctx context.Context, tx *db.Tx, e *Entry) error {
	report, err := json.Marshal(e.Report)
	if err != nil {
		return err
	}
	return tx.Send(ctx, `UPDATE archive_package SET report = $1, status = CASE WHEN status = 'transferred' THEN status ELSE $2 END
		WHERE id = $3 AND status <> 'none'`, string(report), e.Status, e.ID)
}

// transferEntry notes that a sound package was handed over; false if it is not sound, or
// was before.
func transferEntry(ctx context.Context, tx *db.Tx, e *Entry, to string, now time.Time) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE archive_package SET status = 'transferred', transferred_to = $1, transferred_at = $2
		WHERE id = $3 AND status = 'checked'`, to, clock.Millis(now), e.ID)
	return n == 1, err
}

// listEntries returns entries within scope in a status, newest first, below before.
func listEntries(ctx context.Context, tx *db.Tx, scope access.Filter, s Status, before Cursor, limit int) ([]Entry, error) {
	within, args := scope.Where(access.Columns{Department: "department", Region: "region"}, []any{s, before})
	args = append(args, limit)
	return db.List(ctx, tx, scanEntry, `SELECT `+columns+` FROM archive_package WHERE status = $1 AND id < $2 AND `+within+
		fmt.Sprintf(` ORDER BY id DESC LIMIT $%d`, len(args)), args...)
}
