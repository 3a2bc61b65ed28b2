package casework

import (
	"context"
	"encoding/json"
	"errors"

	"tongban/kernel/actor"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// running are the cases of a version that have not come out of its process: those that were
// handed in under it, and those that stand in it.
const running = `procedure_id = $1 AND procedure_id <> 0 AND finished_at IS NULL AND (process <> '' OR status IN ('SUBMITTED', 'PRE_REVIEW', 'CORRECTION'))`

func countRunning(ctx context.Context, tx *db.Tx, version id.ID, most int) (n int, err error) {
	err = tx.Row(ctx, `SELECT COUNT(*) FROM (SELECT 1 FROM casework_case WHERE `+running+` LIMIT $2) open_cases`, version, most).Scan(&n)
	return n, err
}

// listRunning lists the cases that run on a version, in the order of their ids.
func listRunning(version id.ID) func(context.Context, *db.Tx, id.ID, int) ([]*Case, error) {
	return func(ctx context.Context, tx *db.Tx, last id.ID, limit int) ([]*Case, error) {
		return db.List(ctx, tx, scanCase, `SELECT `+caseColumns+` FROM casework_case WHERE `+running+` AND id > $2 ORDER BY id LIMIT $3`, version, last, limit)
	}
}

const relocationColumns = `id, from_procedure, to_procedure, by_staff, by_name, by_department, reason, at, last_case, moved, kept, skipped, finished_at`

func scanRelocation(row db.Scanner) (r Relocation, err error) {
	var at int64
	var finished *int64
	err = row.Scan(&r.ID, &r.From, &r.To, &r.By.ID, &r.By.Name, &r.By.Department, &r.Reason, &at, &r.Last, &r.Moved, &r.Kept, &r.Skipped, &finished)
	r.By.Kind, r.At, r.Finished = actor.Staff, clock.FromMillis(at), instant(finished)
	return r, err
}

func insertRelocation(ctx context.Context, tx *db.Tx, r Relocation) error {
	return tx.Send(ctx, `INSERT INTO casework_relocation (`+relocationColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, 0, 0, 0, NULL)`,
		r.ID, r.From, r.To, r.By.ID, r.By.Name, r.By.Department, r.Reason, clock.Millis(r.At))
}

func findRelocation(ctx context.Context, tx *db.Tx, key id.ID) (Relocation, error) {
	r, err := scanRelocation(tx.Row(ctx, `SELECT `+relocationColumns+` FROM casework_relocation WHERE id = $1`, key))
	if errors.Is(err, db.ErrNoRows) {
		return r, fault.New(fault.NotFound, "casework.unknown-relocation")
	}
	return r, err
}

// listRelocations returns the latest orders for a version, newest first.
func listRelocations(ctx context.Context, tx *db.Tx, from id.ID, limit int) ([]Relocation, error) {
	return db.List(ctx, tx, scanRelocation, `SELECT `+relocationColumns+` FROM casework_relocation WHERE from_procedure = $1 ORDER BY id DESC LIMIT $2`, from, limit)
}

// moveRelocation keeps how far an order has been carried out.
func moveRelocation(ctx context.Context, tx *db.Tx, r Relocation) error {
	return tx.Send(ctx, `UPDATE casework_relocation SET last_case = $1, finished_at = $2 WHERE id = $3`, r.Last, nullable(r.Finished), r.ID)
}

// noteRelocated notes what became of a case, once.
func noteRelocated(ctx context.Context, tx *db.Tx, relocation id.ID, r Relocated) error {
	n, err := tx.Exec(ctx, `INSERT INTO casework_relocated (relocation_id, case_id, outcome, node, cause, args) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (relocation_id, case_id) DO NOTHING`, relocation, r.CaseID, r.Outcome, r.Node, r.Cause, keptArgs(r.Args))
	if err != nil || n == 0 {
		return err
	}
	column := map[RelocationOutcome]string{RelocatedCase: "moved", KeptCase: "kept", SkippedCase: "skipped"}[r.Outcome]
	return tx.Send(ctx, `UPDATE casework_relocation SET `+column+` = `+column+` + 1 WHERE id = $1`, relocation)
}

func listRelocated(ctx context.Context, tx *db.Tx, relocation, last id.ID, limit int) ([]Relocated, error) {
	scan := func(row db.Scanner) (r Relocated, err error) {
		var args string
		var at int64
		if err = row.Scan(&r.CaseID, &r.ShortNo, &r.ItemName, &at, &r.Outcome, &r.Node, &r.Cause, &args); err != nil {
			return r, err
		}
		r.UpdatedAt = clock.FromMillis(at)
		return r, json.Unmarshal([]byte(args), &r.Args)
	}
	return db.List(ctx, tx, scan, `SELECT r.case_id, c.short_no, c.item_name, c.updated_at, r.outcome, r.node, r.cause, r.args FROM casework_relocated r
		JOIN casework_case c ON c.id = r.case_id WHERE r.relocation_id = $1 AND r.case_id > $2 ORDER BY r.case_id LIMIT $3`, relocation, last, limit)
}

// updateProcedure pins a case to another version of its procedure.
func updateProcedure(ctx context.Context, tx *db.Tx, caseID, version id.ID) error {
	return tx.Send(ctx, `UPDATE casework_case SET procedure_id = $1 WHERE id = $2`, version, caseID)
}

// updateStage writes what stage an open task is in records and statistics.
func updateStage(ctx context.Context, tx *db.Tx, t *Task) error {
	return tx.Send(ctx, `UPDATE casework_task SET stage = $1 WHERE id = $2 AND closed_at IS NULL`, t.Stage, t.ID)
}
