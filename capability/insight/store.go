package insight

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/id"
)

const columns = `case_id, no, short_no, item_code, department, outlet, online, immediate, corrected, deemed, visits,
	received_at, promised_due, statutory_due, decided_at, finished_at, outcome, counted, grade, excluded`

// millis is t for a column in which no instant is 0.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return clock.Millis(t)
}

// instant reads a time that may be none.
func instant(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return clock.FromMillis(ms)
}

// scanLine reads a fact and what more was asked for behind it.
func scanLine(row db.Scanner, more ...any) (f Fact, err error) {
	var at [5]int64
	dests := []any{
		&f.CaseID, &f.No, &f.ShortNo, &f.Item, &f.Department, &f.Outlet, &f.Online, &f.Immediate, &f.Corrected, &f.Deemed, &f.Visits,
		&at[0], &at[1], &at[2], &at[3], &at[4], &f.Outcome, &f.Counted, &f.Grade, &f.Excluded,
	}
	err = row.Scan(append(dests, more...)...)
	f.ReceivedAt, f.PromisedDue, f.StatutoryDue, f.DecidedAt, f.FinishedAt = instant(at[0]), instant(at[1]), instant(at[2]), instant(at[3]), instant(at[4])
	return f, err
}

// findFact returns what is counted of a case, and whether its steps are; db.ErrNoRows if
// nothing is.
func findFact(ctx context.Context, tx *db.Tx, caseID id.ID) (f Fact, stepped bool, err error) {
	f, err = scanLine(tx.Row(ctx, `SELECT `+columns+`, stepped FROM insight_fact WHERE case_id = $1`, caseID), &stepped)
	if errors.Is(err, db.ErrNoRows) {
		err = db.ErrNoRows
	}
	return f, stepped, err
}

const insertFactSQL = `INSERT INTO insight_fact (` + columns + `, stepped)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, TRUE) ON CONFLICT (case_id) DO NOTHING`

// row is f as it is stored.
func (f Fact) row() []any {
	return []any{
		f.CaseID, f.No, f.ShortNo, f.Item, f.Department, f.Outlet, f.Online, f.Immediate, f.Corrected, f.Deemed, f.Visits,
		millis(f.ReceivedAt), millis(f.PromisedDue), millis(f.StatutoryDue), millis(f.DecidedAt), millis(f.FinishedAt), f.Outcome, f.Counted, f.Grade, f.Excluded,
	}
}

// insertFact begins to count a case with its steps; false if it is counted already.
func insertFact(ctx context.Context, tx *db.Tx, f Fact) (bool, error) {
	n, err := tx.Exec(ctx, insertFactSQL, f.row()...)
	return n == 1, err
}

// sendFact begins to count a case that cannot be counted yet.
func sendFact(ctx context.Context, tx *db.Tx, f Fact) error {
	return tx.Send(ctx, insertFactSQL, f.row()...)
}

// updateFact writes what can change of a case.
func updateFact(ctx context.Context, tx *db.Tx, f Fact) error {
	return tx.Send(ctx, `UPDATE insight_fact SET corrected = $1, deemed = $2, visits = $3, promised_due = $4, statutory_due = $5, decided_at = $6,
		finished_at = $7, outcome = $8, counted = $9, grade = $10, excluded = $11 WHERE case_id = $12`,
		f.Corrected, f.Deemed, f.Visits, millis(f.PromisedDue), millis(f.StatutoryDue), millis(f.DecidedAt),
		millis(f.FinishedAt), f.Outcome, f.Counted, f.Grade, f.Excluded, f.CaseID)
}

// addSum adds counts to a row of sums; the first makes it.
var addSumSQL = func() string {
	names, values, sets := []string{"month", "department", "item_code"}, []string{"$1", "$2", "$3"}, []string{}
	for i, f := range summed {
		names, values = append(names, f.String()), append(values, fmt.Sprintf("$%d", i+4))
		sets = append(sets, fmt.Sprintf("%[1]s = insight_sum.%[1]s + excluded.%[1]s", f))
	}
	return fmt.Sprintf(`INSERT INTO insight_sum (%s) VALUES (%s) ON CONFLICT (month, department, item_code) DO UPDATE SET %s`,
		strings.Join(names, ", "), strings.Join(values, ", "), strings.Join(sets, ", "))
}()

func addSum(ctx context.Context, tx *db.Tx, at slot, c Counts) error {
	args := []any{int64(at.Month), at.Department, at.Item}
	for _, f := range summed {
		args = append(args, c[f])
	}
	return tx.Send(ctx, addSumSQL, args...)
}

// putItem keeps what an item is called and promises, by its newest version.
func putItem(ctx context.Context, tx *db.Tx, i Item, version id.ID) error {
	return tx.Send(ctx, `INSERT INTO insight_item (code, name, department, version, promised, statutory) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (code) DO UPDATE SET name = excluded.name, department = excluded.department, version = excluded.version,
			promised = excluded.promised, statutory = excluded.statutory WHERE insight_item.version < excluded.version`,
		i.Code, i.Name, i.Department, version, i.Promised, i.Statutory)
}

// findFilled returns how far Fill has come.
func findFilled(ctx context.Context, tx *db.Tx) (last id.ID, done bool, err error) {
	err = tx.Row(ctx, `SELECT last_case, done FROM insight_filled WHERE one = 1`).Scan(&last, &done)
	if errors.Is(err, db.ErrNoRows) {
		return 0, false, nil
	}
	return last, done, err
}

func moveFilled(ctx context.Context, tx *db.Tx, last id.ID, done bool) error {
	return tx.Send(ctx, `INSERT INTO insight_filled (one, last_case, done) VALUES (1, $1, $2)
		ON CONFLICT (one) DO UPDATE SET last_case = excluded.last_case, done = excluded.done`, last, done)
}
