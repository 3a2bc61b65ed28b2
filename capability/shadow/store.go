package shadow

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/id"
)

const columns = `id, item, item_name, department, version_id, number, digest, wanted, state, by_id, by_name, started_at, ended_at,
	both_yes, only_people, only_rules, neither, unasked, last_case, looked`

func scanRun(row db.Scanner) (*Run, error) {
	r := &Run{}
	var started, ended int64
	err := row.Scan(&r.ID, &r.Item, &r.ItemName, &r.Department, &r.Version, &r.Number, &r.Digest, &r.Wanted, &r.State, &r.By, &r.ByName, &started, &ended,
		&r.Both, &r.OnlyPeople, &r.OnlyRules, &r.Neither, &r.Unasked, &r.last, &r.looked)
	if errors.Is(err, db.ErrNoRows) {
		return nil, errUnknown
	}
	r.StartedAt = clock.FromMillis(started)
	if ended > 0 {
		r.EndedAt = clock.FromMillis(ended)
	}
	return r, err
}

func insertRun(ctx context.Context, tx *db.Tx, r *Run) error {
	_, err := tx.Exec(ctx, `INSERT INTO shadow_run (`+columns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0, 0, 0, 0, 0, 0, 0, 0)`,
		r.ID, r.Item, r.ItemName, r.Department, r.Version, r.Number, r.Digest, r.Wanted, r.State, r.By, r.ByName, clock.Millis(r.StartedAt))
	return err
}

func findRun(ctx context.Context, tx *db.Tx, key id.ID) (*Run, error) {
	return scanRun(tx.Row(ctx, `SELECT `+columns+` FROM shadow_run WHERE id = $1`, key))
}

// listRuns returns the runs of an item below before, newest first.
func listRuns(ctx context.Context, tx *db.Tx, item string, before id.ID, limit int) ([]*Run, error) {
	return db.List(ctx, tx, scanRun, `SELECT `+columns+` FROM shadow_run WHERE item = $1 AND id < $2 ORDER BY id DESC LIMIT $3`, item, before, limit)
}

// findProof returns the newest run of a content that has ended since, errUnknown if there is none.
func findProof(ctx context.Context, tx *db.Tx, digest string, since time.Time) (*Run, error) {
	return scanRun(tx.Row(ctx, `SELECT `+columns+` FROM shadow_run WHERE digest = $1 AND state = 'ended' AND ended_at >= $2 ORDER BY id DESC LIMIT 1`,
		digest, clock.Millis(since)))
}

// moveRun stores how far r has come, unless somebody else has brought it further than from.
func moveRun(ctx context.Context, tx *db.Tx, r *Run, from id.ID) (moved bool, err error) {
	var ended int64
	if !r.EndedAt.IsZero() {
		ended = clock.Millis(r.EndedAt)
	}
	n, err := tx.Exec(ctx, `UPDATE shadow_run SET state = $1, ended_at = $2, both_yes = $3, only_people = $4, only_rules = $5, neither = $6, unasked = $7,
		last_case = $8, looked = $9 WHERE id = $10 AND last_case = $11 AND state = 'running'`,
		r.State, ended, r.Both, r.OnlyPeople, r.OnlyRules, r.Neither, r.Unasked, r.last, r.looked, r.ID, from)
	return n > 0, err
}

// The kinds of cases of a run, in the order they are shown.
const (
	kindOnlyRules = iota
	kindOnlyPeople
	kindAgreed
)

func (c Compared) kind() int {
	switch {
	case c.agrees():
		return kindAgreed
	case c.Approves:
		return kindOnlyRules
	}
	return kindOnlyPeople
}

func insertCompared(ctx context.Context, tx *db.Tx, run id.ID, c Compared) error {
	conditions, err := json.Marshal(append([]string{}, c.Conditions...))
	if err != nil {
		return err
	}
	return tx.Send(ctx, `INSERT INTO shadow_case (run_id, case_id, short_no, ruling, approves, reason, conditions, kind) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		run, c.CaseID, c.ShortNo, c.Ruling, c.Approves, c.Reason, string(conditions), c.kind())
}

// listCompared returns cases of a run after a place: those that differ first.
func listCompared(ctx context.Context, tx *db.Tx, run id.ID, after Cursor, upTo, limit int) ([]Compared, error) {
	return db.List(ctx, tx, func(row db.Scanner) (c Compared, err error) {
		var conditions string
		if err = row.Scan(&c.CaseID, &c.ShortNo, &c.Ruling, &c.Approves, &c.Reason, &conditions); err == nil {
			err = json.Unmarshal([]byte(conditions), &c.Conditions)
		}
		return c, err
	}, `SELECT case_id, short_no, ruling, approves, reason, conditions FROM shadow_case
		WHERE run_id = $1 AND (kind, case_id) > ($2, $3) AND kind <= $4 ORDER BY kind, case_id LIMIT $5`, run, after.kind, after.last, upTo, limit)
}
