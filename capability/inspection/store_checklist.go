package inspection

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/fault"
)

const checklistColumns = `department, item, lines, version, changed_at`

func scanChecklist(row db.Scanner) (c Checklist, err error) {
	var lines string
	var at int64
	if err = row.Scan(&c.Department, &c.Item, &lines, &c.Version, &at); err != nil {
		return c, err
	}
	c.ChangedAt = clock.FromMillis(at)
	return c, json.Unmarshal([]byte(lines), &c.Lines)
}

// findChecklist returns what a department looks at where the case is about item: its list for
// that, else the one for any, else nothing.
func findChecklist(ctx context.Context, tx *db.Tx, department, item string) (Checklist, error) {
	return anyChecklist(tx.Row(ctx, `SELECT `+checklistColumns+` FROM inspection_checklist
		WHERE department = $1 AND item IN ($2, '') AND lines <> '[]' ORDER BY item DESC LIMIT 1`, department, item), department, item)
}

// exactChecklist returns the one for exactly this item, empty if there is none.
func exactChecklist(ctx context.Context, tx *db.Tx, department, item string) (Checklist, error) {
	return anyChecklist(tx.Row(ctx, `SELECT `+checklistColumns+` FROM inspection_checklist WHERE department = $1 AND item = $2`, department, item), department, item)
}

func anyChecklist(row db.Scanner, department, item string) (Checklist, error) {
	c, err := scanChecklist(row)
	if errors.Is(err, db.ErrNoRows) {
		return Checklist{Department: department, Item: item}, nil
	}
	return c, err
}

// listChecklists returns those of a department with lines, by item, after one of them; "" is
// the one for any item and comes first.
func listChecklists(ctx context.Context, tx *db.Tx, department, after string, limit int) ([]Checklist, error) {
	return db.List(ctx, tx, scanChecklist, `SELECT `+checklistColumns+` FROM inspection_checklist
		WHERE department = $1 AND lines <> '[]' AND ($2 = '' OR item > $2) ORDER BY item LIMIT $3`, department, after, limit)
}

// storeChecklist writes c as the version after the one it was read with.
func storeChecklist(ctx context.Context, tx *db.Tx, c Checklist, by string, at time.Time) error {
	n, err := tx.Exec(ctx, `INSERT INTO inspection_checklist (department, item, lines, version, changed_by, changed_at)
		SELECT $1, $2, $3, 1, $4, $5 WHERE $6 = 0 OR EXISTS (SELECT 1 FROM inspection_checklist WHERE department = $1 AND item = $2)
		ON CONFLICT (department, item) DO UPDATE SET lines = $3, version = inspection_checklist.version + 1, changed_by = $4, changed_at = $5
		WHERE inspection_checklist.version = $6`, c.Department, c.Item, written(c.Lines), by, clock.Millis(at), c.Version)
	if err == nil && n == 0 {
		return fault.New(fault.Conflict, "inspection.checklist-changed")
	}
	return err
}

func seedChecklist(ctx context.Context, tx *db.Tx, c Checklist, at time.Time) error {
	return tx.Send(ctx, `INSERT INTO inspection_checklist (department, item, lines, version, changed_by, changed_at) VALUES ($1, $2, $3, $4, '', $5)
		ON CONFLICT (department, item) DO NOTHING`, c.Department, c.Item, written(c.Lines), c.Version, clock.Millis(at))
}
