package casework

import (
	"context"
	"time"

	"tongban/capability/access"
	"tongban/kernel/actor"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// moveTask gives an open task to whom h says, if it is still with whom it was.
func moveTask(ctx context.Context, tx *db.Tx, h handing) error {
	n, err := tx.Exec(ctx, `UPDATE casework_task SET assignee = $1, claimed_at = $2
		WHERE id = $3 AND closed_at IS NULL AND COALESCE(assignee, '') = $4`,
		text(h.to), nullable(h.claimedAt()), h.task.ID, h.task.Assignee)
	if err == nil && n == 0 {
		return fault.New(fault.Conflict, "casework.claimed-by-other")
	}
	return err
}

func insertHandover(ctx context.Context, tx *db.Tx, key id.ID, h handing) error {
	return tx.Send(ctx, `INSERT INTO casework_handover (id, task_id, case_id, at, from_staff, to_staff, by_staff, reason)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		key, h.task.ID, h.task.CaseID, clock.Millis(h.at), h.task.Assignee, h.to, h.by.ID, h.reason)
}

// assigned is a claimed task with what the access matrix knows of its case.
type assigned struct {
	task   Task
	caseNo string
	object access.Object
}

// listAssigned returns the open tasks somebody has claimed, after last.
func listAssigned(ctx context.Context, tx *db.Tx, staff string, last id.ID, limit int) ([]assigned, error) {
	scan := func(row db.Scanner) (a assigned, err error) {
		var null taskTimes
		var owner, by id.ID
		dests := append(taskDests(&a.task, &null), &a.caseNo, &owner, &a.object.Item, &a.object.State, &by)
		if err = row.Scan(dests...); err != nil {
			return a, err
		}
		a.task.fill(null)
		a.object.Owner, a.object.By, a.object.Stages = owner.String(), by.String(), []actor.Role{actor.Role(a.task.Role)}
		a.object.Department, a.object.Outlet, a.object.Region = a.task.Department, a.task.Outlet, a.task.Region
		return a, nil
	}
	return db.List(ctx, tx, scan, `SELECT `+taskColumns+`, c.no, c.owner, c.item_code, c.status, c.accepted_by
		FROM casework_task t JOIN casework_case c ON c.id = t.case_id
		WHERE t.assignee = $1 AND t.closed_at IS NULL AND t.id > $2 ORDER BY t.id LIMIT $3`, staff, last, limit)
}

// cutAbsences ends what was set for the time of a.
func cutAbsences(ctx context.Context, tx *db.Tx, a Absence) error {
	from, until := clock.Millis(a.From), clock.Millis(a.Until)
	return tx.Send(ctx, `UPDATE casework_absence SET until_at = $1 WHERE staff = $2 AND from_at < $3 AND until_at > $1`, from, a.Staff, until)
}

func insertAbsence(ctx context.Context, tx *db.Tx, a Absence, by string, now time.Time) error {
	return tx.Send(ctx, `INSERT INTO casework_absence (id, staff, deputy, from_at, until_at, set_by, set_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		a.ID, a.Staff, a.Deputy, clock.Millis(a.From), clock.Millis(a.Until), by, clock.Millis(now))
}

// listAbsences returns the absences of a member of staff, and those they stand in for.
func listAbsences(ctx context.Context, tx *db.Tx, staff string, now time.Time) ([]Absence, error) {
	scan := func(row db.Scanner) (a Absence, err error) {
		var from, until int64
		err = row.Scan(&a.ID, &a.Staff, &a.Deputy, &from, &until)
		a.From, a.Until = clock.FromMillis(from), clock.FromMillis(until)
		return a, err
	}
	return db.List(ctx, tx, scan, `SELECT id, staff, deputy, from_at, until_at FROM casework_absence
		WHERE (staff = $1 OR deputy = $1) AND until_at > $2 AND until_at > from_at ORDER BY from_at, id LIMIT 100`, staff, clock.Millis(now))
}

// findDeputy reports whether deputy stands in for staff at now.
func findDeputy(ctx context.Context, tx *db.Tx, deputy, staff string, now time.Time) (ok bool, err error) {
	err = tx.Row(ctx, `SELECT EXISTS (SELECT 1 FROM casework_absence
		WHERE staff = $1 AND deputy = $2 AND from_at <= $3 AND until_at > $3)`, staff, deputy, clock.Millis(now)).Scan(&ok)
	return ok, err
}

// isAway reports whether staff is away at some time between from and until.
func isAway(ctx context.Context, tx *db.Tx, staff string, from, until time.Time) (away bool, err error) {
	err = tx.Row(ctx, `SELECT EXISTS (SELECT 1 FROM casework_absence
		WHERE staff = $1 AND from_at < $2 AND until_at > $3 AND until_at > from_at)`, staff, clock.Millis(until), clock.Millis(from)).Scan(&away)
	return away, err
}

// listRelying returns for whom the one who is away in a stands in at that time.
func listRelying(ctx context.Context, tx *db.Tx, a Absence) ([]string, error) {
	return db.List(ctx, tx, func(row db.Scanner) (staff string, err error) { return staff, row.Scan(&staff) },
		`SELECT DISTINCT staff FROM casework_absence WHERE deputy = $1 AND from_at < $2 AND until_at > $3 AND until_at > from_at
		ORDER BY staff LIMIT 100`, a.Staff, clock.Millis(a.Until), clock.Millis(a.From))
}
