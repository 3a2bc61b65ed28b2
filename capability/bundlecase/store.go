package bundlecase

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"time"

	"tongban/capability/access"
	"tongban/kernel/calendar"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

var errUnknown = fault.New(fault.NotFound, "bundlecase.unknown")

const runColumns = `id, no, query_code, application_id, code, name, edition, department, lead, region, outlet, owner, firm, agent,
	applicant_name, stopping, stand, received_at, due_on, finished_at, version`

func scanRun(r db.Scanner) (*Run, error) {
	run := &Run{}
	var received, finished int64
	var due int32
	err := r.Scan(&run.ID, &run.No, &run.QueryCode, &run.Application, &run.Code, &run.Name, &run.Edition, &run.Department, &run.Lead, &run.Region,
		&run.Outlet, &run.Owner, &run.Firm, &run.Agent, &run.ApplicantName, &run.Stopping, &run.Stand, &received, &due, &finished, &run.Version)
	if errors.Is(err, db.ErrNoRows) {
		return nil, errUnknown
	}
	run.ReceivedAt, run.DueOn, run.FinishedAt = clock.FromMillis(received), calendar.Date(due), instant(finished)
	return run, err
}

// instant reads a time that may be none.
func instant(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return clock.FromMillis(ms)
}

// insertRun stores r, and reports false where another has its number, or the same matter runs.
func insertRun(ctx context.Context, tx *db.Tx, r *Run, matter []byte) (bool, error) {
	var same any // NULL: nothing tells it from another
	if matter != nil {
		same = matter
	}
	n, err := tx.Exec(ctx, `INSERT INTO bundlecase_run (`+runColumns+`, matter, open)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, FALSE, $16, $17, $18, 0, 1, $19, TRUE) ON CONFLICT DO NOTHING`,
		r.ID, r.No, r.QueryCode, r.Application, r.Code, r.Name, r.Edition, r.Department, r.Lead, r.Region, r.Outlet, r.Owner, r.Firm, r.Agent,
		r.ApplicantName, r.Stand, clock.Millis(r.ReceivedAt), r.DueOn, same)
	return n == 1, err
}

// lockRun makes others who change the run wait, and returns it.
func lockRun(ctx context.Context, tx *db.Tx, key id.ID) (*Run, error) {
	r, err := scanRun(tx.Row(ctx, `UPDATE bundlecase_run SET version = version + 1 WHERE id = $1 RETURNING `+runColumns, key))
	if err != nil {
		return nil, err
	}
	r.Parts, err = listParts(ctx, tx, r.ID)
	return r, err
}

// moveRun stores how r stands. It is locked.
func moveRun(ctx context.Context, tx *db.Tx, r *Run) error {
	var finished int64
	if !r.FinishedAt.IsZero() {
		finished = clock.Millis(r.FinishedAt)
	}
	return tx.Send(ctx, `UPDATE bundlecase_run SET stand = $1, open = $2, finished_at = $3 WHERE id = $4`, r.Stand, r.Stand.IsOpen(), finished, r.ID)
}

// stopRun notes that nothing of a run begins any more.
func stopRun(ctx context.Context, tx *db.Tx, key id.ID) error {
	return tx.Send(ctx, `UPDATE bundlecase_run SET stopping = TRUE WHERE id = $1`, key)
}

func findRun(ctx context.Context, tx *db.Tx, no string) (*Run, error) {
	return withParts(ctx, tx)(scanRun(tx.Row(ctx, `SELECT `+runColumns+` FROM bundlecase_run WHERE no = $1`, no)))
}

func findRunByID(ctx context.Context, tx *db.Tx, key id.ID) (*Run, error) {
	return withParts(ctx, tx)(scanRun(tx.Row(ctx, `SELECT `+runColumns+` FROM bundlecase_run WHERE id = $1`, key)))
}

func findRunOf(ctx context.Context, tx *db.Tx, application id.ID) (*Run, error) {
	return withParts(ctx, tx)(scanRun(tx.Row(ctx, `SELECT `+runColumns+` FROM bundlecase_run WHERE application_id = $1`, application)))
}

// findSame returns the run of a matter that has not ended.
func findSame(ctx context.Context, tx *db.Tx, matter []byte) (*Run, error) {
	return scanRun(tx.Row(ctx, `SELECT `+runColumns+` FROM bundlecase_run WHERE matter = $1 AND open AND matter IS NOT NULL`, matter))
}

// withParts adds the parts to a run.
func withParts(ctx context.Context, tx *db.Tx) func(*Run, error) (*Run, error) {
	return func(r *Run, err error) (*Run, error) {
		if err == nil {
			r.Parts, err = listParts(ctx, tx, r.ID)
		}
		if err != nil {
			return nil, err
		}
		return r, nil
	}
}

// listRuns reads runs with their parts.
func listRuns(ctx context.Context, tx *db.Tx, where string, args ...any) ([]*Run, error) {
	list, err := db.List(ctx, tx, scanRun, `SELECT `+runColumns+` FROM bundlecase_run WHERE `+where, args...)
	if err != nil || len(list) == 0 {
		return list, err
	}
	keys, byID := make([]id.ID, len(list)), map[id.ID]*Run{}
	for i, r := range list {
		keys[i], byID[r.ID] = r.ID, r
	}
	places, args := db.Places(keys)
	parts, err := db.List(ctx, tx, scanPart, `SELECT `+partColumns+` FROM bundlecase_part
		WHERE run_id IN (`+places+`) ORDER BY run_id, seq`, args...)
	for _, p := range parts {
		byID[p.Run].Parts = append(byID[p.Run].Parts, p)
	}
	return list, err
}

// reachable are the columns that the access matrix looks at.
var reachable = access.Columns{
	Owner: "owner", Item: "code", Department: "department", Region: "region", Outlet: "outlet", State: "stand",
}

// listMine returns an account's runs within scope, newest first, below before.
func listMine(ctx context.Context, tx *db.Tx, scope access.Filter, owner, before id.ID, limit int) ([]*Run, error) {
	if before == 0 {
		before = math.MaxInt64
	}
	where, args := scope.Where(reachable, []any{owner, before})
	args = append(args, limit)
	return listRuns(ctx, tx, `owner = $1 AND id < $2 AND `+where+fmt.Sprintf(` ORDER BY id DESC LIMIT $%d`, len(args)), args...)
}

// listOpen returns what runs within scope, by its promised day and then by its age, after a
// cursor.
func listOpen(ctx context.Context, tx *db.Tx, scope access.Filter, after Cursor, limit int) ([]*Run, error) {
	where, args := scope.Where(reachable, []any{after.Due, after.ID})
	args = append(args, limit)
	return listRuns(ctx, tx, `open AND (due_on > $1 OR due_on = $1 AND id > $2) AND `+where+fmt.Sprintf(` ORDER BY due_on, id LIMIT $%d`, len(args)), args...)
}

// listEnded returns what has ended within scope, newest first.
func listEnded(ctx context.Context, tx *db.Tx, scope access.Filter, before id.ID, limit int) ([]*Run, error) {
	if before == 0 {
		before = math.MaxInt64
	}
	where, args := scope.Where(reachable, []any{before})
	args = append(args, limit)
	return listRuns(ctx, tx, `NOT open AND id < $1 AND `+where+fmt.Sprintf(` ORDER BY id DESC LIMIT $%d`, len(args)), args...)
}

const partColumns = `id, run_id, seq, code, kind, name, department, office, required, version_id, needs, licence, state, usable, turn,
	application_id, case_id, case_no, short_no, reason, cause, words, since`

func scanPart(r db.Scanner) (*Part, error) {
	p := &Part{}
	var needs string
	var since int64
	err := r.Scan(&p.ID, &p.Run, &p.Seq, &p.Code, &p.Kind, &p.Name, &p.Department, &p.Office, &p.Required, &p.VersionID, &needs, &p.Licence, &p.State,
		&p.Usable, &p.Turn, &p.Application, &p.CaseID, &p.CaseNo, &p.ShortNo, &p.Reason, &p.Cause, &p.Words, &since)
	if errors.Is(err, db.ErrNoRows) {
		return nil, errUnknown
	}
	if err == nil {
		err = json.Unmarshal([]byte(needs), &p.Needs)
	}
	p.Since = clock.FromMillis(since)
	return p, err
}

func insertPart(ctx context.Context, tx *db.Tx, p *Part) error {
	needs, err := json.Marshal(p.Needs)
	if err != nil {
		return err
	}
	return tx.Send(ctx, `INSERT INTO bundlecase_part (`+partColumns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, FALSE, FALSE, 0, 0, '', '', '', '', '', $14)`,
		p.ID, p.Run, p.Seq, p.Code, p.Kind, p.Name, p.Department, p.Office, p.Required, p.VersionID, string(needs), p.Licence, p.State, clock.Millis(p.Since))
}

func listParts(ctx context.Context, tx *db.Tx, run id.ID) ([]*Part, error) {
	return db.List(ctx, tx, scanPart, `SELECT `+partColumns+` FROM bundlecase_part WHERE run_id = $1 ORDER BY seq`, run)
}

// movePart stores what p has become, and reports false if it is not in the state from any more.
func movePart(ctx context.Context, tx *db.Tx, p *Part, from State) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE bundlecase_part SET state = $1, usable = $2, turn = $3, application_id = $4, case_id = $5, case_no = $6, short_no = $7,
		reason = $8, cause = $9, words = $10, since = $11 WHERE id = $12 AND state = $13`,
		p.State, p.Usable, p.Turn, p.Application, p.CaseID, p.CaseNo, p.ShortNo, p.Reason, p.Cause, p.Words, clock.Millis(p.Since), p.ID, from)
	return n == 1, err
}

// nameCase writes which application and case a part has got.
func nameCase(ctx context.Context, tx *db.Tx, p *Part) error {
	return tx.Send(ctx, `UPDATE bundlecase_part SET application_id = $1, case_id = $2, case_no = $3, short_no = $4 WHERE id = $5`,
		p.Application, p.CaseID, p.CaseNo, p.ShortNo, p.ID)
}

// findPart returns the part that a case, or an application that is not handed in yet, belongs
// to.
func findPart(ctx context.Context, tx *db.Tx, caseID, application id.ID) (*Part, error) {
	return scanPart(tx.Row(ctx, `SELECT `+partColumns+` FROM bundlecase_part WHERE case_id = $1 AND case_id <> 0
		OR application_id = $2 AND application_id <> 0 AND case_id = 0`, caseID, application))
}
