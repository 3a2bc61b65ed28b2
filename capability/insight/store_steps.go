package insight

import (
	"context"
	"fmt"

	"tongban/kernel/calendar"
	"tongban/kernel/db"
	"tongban/kernel/id"
)

// putStanding notes that a case stands at a step.
func putStanding(ctx context.Context, tx *db.Tx, taskID, caseID id.ID, at course, step string) error {
	return tx.Send(ctx, `INSERT INTO insight_standing (task_id, case_id, item_code, version, step) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (task_id) DO NOTHING`,
		taskID, caseID, at.Item, at.Version, step)
}

func deleteStanding(ctx context.Context, tx *db.Tx, taskID id.ID) error {
	return tx.Send(ctx, `DELETE FROM insight_standing WHERE task_id = $1`, taskID)
}

// moveStanding counts the steps a case stands at with another version of its procedure.
func moveStanding(ctx context.Context, tx *db.Tx, caseID id.ID, version id.ID) error {
	return tx.Send(ctx, `UPDATE insight_standing SET version = $1 WHERE case_id = $2`, version, caseID)
}

// addStep counts a step that was done.
func addStep(ctx context.Context, tx *db.Tx, d doneStep) error {
	n := func(is bool) int {
		if is {
			return 1
		}
		return 0
	}
	return tx.Send(ctx, `INSERT INTO insight_step (item_code, version, day, step, tenths, done, limited, late) VALUES ($1, $2, $3, $4, $5, 1, $6, $7)
		ON CONFLICT (item_code, version, day, step, tenths) DO UPDATE SET
			done = insight_step.done + 1, limited = insight_step.limited + excluded.limited, late = insight_step.late + excluded.late`,
		d.Item, d.Version, int64(d.day), d.step, d.tenths, n(d.limited), n(d.late))
}

// putProcess notes that cases go by a procedure.
func putProcess(ctx context.Context, tx *db.Tx, at course) error {
	return tx.Send(ctx, `INSERT INTO insight_process (item_code, version) VALUES ($1, $2) ON CONFLICT DO NOTHING`, at.Item, at.Version)
}

// takeSteps notes that the steps of a case are counted; false if they are already.
func takeSteps(ctx context.Context, tx *db.Tx, caseID id.ID) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE insight_fact SET stepped = TRUE WHERE case_id = $1 AND NOT stepped`, caseID)
	return n == 1, err
}

// listUnstepped returns cases whose steps nobody has counted, in the order of their ids.
func listUnstepped(ctx context.Context, tx *db.Tx, limit int) ([]id.ID, error) {
	scan := func(row db.Scanner) (caseID id.ID, err error) { return caseID, row.Scan(&caseID) }
	return db.List(ctx, tx, scan, `SELECT case_id FROM insight_fact WHERE NOT stepped ORDER BY case_id LIMIT $1`, limit)
}

// bucket is how often a step took so long.
type bucket struct {
	step                string
	tenths              int64
	done, limited, late int64
}

// listBuckets returns how long the steps of a procedure took in a period.
func listBuckets(ctx context.Context, tx *db.Tx, at course, from, to calendar.Date) ([]bucket, error) {
	scan := func(row db.Scanner) (b bucket, err error) {
		return b, row.Scan(&b.step, &b.tenths, &b.done, &b.limited, &b.late)
	}
	return db.List(ctx, tx, scan, `SELECT step, tenths, SUM(done), SUM(limited), SUM(late) FROM insight_step
		WHERE item_code = $1 AND version = $2 AND day >= $3 AND day <= $4 GROUP BY step, tenths ORDER BY step, tenths`,
		at.Item, at.Version, int64(from), int64(to))
}

// countStanding counts the cases that stand at each step of a procedure.
func countStanding(ctx context.Context, tx *db.Tx, at course) (map[string]int64, error) {
	counts := map[string]int64{}
	_, err := db.List(ctx, tx, func(row db.Scanner) (struct{}, error) {
		var step string
		var n int64
		err := row.Scan(&step, &n)
		counts[step] = n
		return struct{}{}, err
	}, `SELECT step, COUNT(DISTINCT case_id) FROM insight_standing WHERE item_code = $1 AND version = $2 GROUP BY step`, at.Item, at.Version)
	return counts, err
}

// listVersions returns the versions that cases of an item have gone by, the newest first.
func listVersions(ctx context.Context, tx *db.Tx, item string) ([]id.ID, error) {
	scan := func(row db.Scanner) (version id.ID, err error) { return version, row.Scan(&version) }
	return db.List(ctx, tx, scan, `SELECT version FROM insight_process WHERE item_code = $1 ORDER BY version DESC`, item)
}

// listProcesses returns items whose cases have gone by a procedure, after a code.
func listProcesses(ctx context.Context, tx *db.Tx, department, after string, limit int) ([]ProcessLine, error) {
	more, args := "", []any{after, limit}
	if department != "" {
		more, args = fmt.Sprintf(" AND i.department = $%d", len(args)+1), append(args, department)
	}
	scan := func(row db.Scanner) (l ProcessLine, err error) {
		return l, row.Scan(&l.Item, &l.Name, &l.Department, &l.Versions, &l.Standing)
	}
	return db.List(ctx, tx, scan, `SELECT i.code, i.name, i.department,
			(SELECT COUNT(*) FROM insight_process p WHERE p.item_code = i.code AND p.version <> 0),
			(SELECT COUNT(DISTINCT case_id) FROM insight_standing s WHERE s.item_code = i.code)
		FROM insight_item i WHERE i.code > $1`+more+` AND EXISTS (SELECT 1 FROM insight_process p WHERE p.item_code = i.code) ORDER BY i.code LIMIT $2`, args...)
}

// findItem returns what an item is called, db.ErrNoRows if nobody applied for it.
func findItem(ctx context.Context, tx *db.Tx, code string) (i Item, err error) {
	err = tx.Row(ctx, `SELECT code, name, department, promised, statutory FROM insight_item WHERE code = $1`, code).
		Scan(&i.Code, &i.Name, &i.Department, &i.Promised, &i.Statutory)
	return i, err
}
