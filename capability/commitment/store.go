package commitment

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
	"tongban/kernel/id"
)

const columns = `id, case_id, case_no, short_no, application_id, item_code, item_name, department, region, owner, words, digest, mark,
	signer, signature, signed_at, state, granted_at, verify_by, due_on, finder, answered, version`

// open are the states in which somebody has to do something about the check.
const open = `state IN ('waiting', 'correcting', 'hearing')`

// row is a commitment as it is stored.
type row struct {
	Commitment
	words     string
	mark      []byte
	signature []byte
}

func scanCommitment(r db.Scanner) (*row, error) {
	c := &row{}
	var signed, granted int64
	var verify, due int32
	err := r.Scan(&c.ID, &c.Case.ID, &c.Case.No, &c.Case.ShortNo, &c.Case.Application, &c.Case.ItemCode, &c.Case.ItemName, &c.Case.Department,
		&c.Case.Region, &c.Case.Owner, &c.words, &c.Digest, &c.mark, &c.Signature.By, &c.signature, &signed, &c.State, &granted, &verify, &due,
		&c.Finder, &c.Answered, &c.Version)
	if errors.Is(err, db.ErrNoRows) {
		return nil, errUnknown
	}
	c.Signature.At, c.GrantedAt, c.VerifyBy, c.DueOn = clock.FromMillis(signed), instant(granted), calendar.Date(verify), calendar.Date(due)
	if err == nil {
		err = json.Unmarshal([]byte(c.words), &c.Text)
	}
	return c, err
}

// instant reads a time that may be none.
func instant(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return clock.FromMillis(ms)
}

// millis writes a time that may be none.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return clock.Millis(t)
}

func insertCommitment(ctx context.Context, tx *db.Tx, c *row) error {
	return tx.Send(ctx, `INSERT INTO commitment_commitment (`+columns+`, urged_on)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, 0, 0, 0, '', FALSE, 1, 0)`,
		c.ID, c.Case.ID, c.Case.No, c.Case.ShortNo, c.Case.Application, c.Case.ItemCode, c.Case.ItemName, c.Case.Department, c.Case.Region, c.Case.Owner,
		c.words, c.Digest, c.mark, c.Signature.By, c.signature, clock.Millis(c.Signature.At), c.State)
}

// nameCase writes which case a commitment turned out to belong to.
func nameCase(ctx context.Context, tx *db.Tx, key id.ID, m Matter) error {
	_, err := tx.Exec(ctx, `UPDATE commitment_commitment SET case_no = $1, short_no = $2, department = $3, region = $4 WHERE id = $5`,
		m.No, m.ShortNo, m.Department, m.Region, key)
	return err
}

func findCommitment(ctx context.Context, tx *db.Tx, key id.ID) (*row, error) {
	return scanCommitment(tx.Row(ctx, `SELECT `+columns+` FROM commitment_commitment WHERE id = $1`, key))
}

func findOfCase(ctx context.Context, tx *db.Tx, caseID id.ID) (*row, error) {
	return scanCommitment(tx.Row(ctx, `SELECT `+columns+` FROM commitment_commitment WHERE case_id = $1`, caseID))
}

// moveCommitment stores what c has become, unless it was changed since it was read.
func moveCommitment(ctx context.Context, tx *db.Tx, c *Commitment) error {
	n, err := tx.Exec(ctx, `UPDATE commitment_commitment SET state = $1, granted_at = $2, verify_by = $3, due_on = $4, finder = $5, answered = $6,
		urged_on = 0, version = version + 1 WHERE id = $7 AND version = $8`,
		c.State, millis(c.GrantedAt), c.VerifyBy, c.DueOn, c.Finder, c.Answered, c.ID, c.Version)
	if err == nil && n == 0 {
		return errChanged
	}
	c.Version++
	return err
}

func insertStep(ctx context.Context, tx *db.Tx, of id.ID, s Step, said []byte) error {
	return tx.Send(ctx, `INSERT INTO commitment_step (id, commitment_id, event, at, actor, paper, paper_no, said) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		s.ID, of, s.Event, clock.Millis(s.At), s.By, s.Paper, s.PaperNo, said)
}

// storedStep is a step with what it says still sealed.
type storedStep struct {
	Step
	said []byte
}

func listSteps(ctx context.Context, tx *db.Tx, of id.ID) ([]storedStep, error) {
	return db.List(ctx, tx, func(r db.Scanner) (s storedStep, err error) {
		var at int64
		err = r.Scan(&s.ID, &s.Event, &at, &s.By, &s.Paper, &s.PaperNo, &s.said)
		s.At = clock.FromMillis(at)
		return s, err
	}, `SELECT id, event, at, actor, paper, paper_no, said FROM commitment_step WHERE commitment_id = $1 ORDER BY id`, of)
}

// findByPaper returns of which commitment a paper is.
func findByPaper(ctx context.Context, tx *db.Tx, paper id.ID) (of id.ID, err error) {
	err = tx.Row(ctx, `SELECT commitment_id FROM commitment_step WHERE paper = $1`, paper).Scan(&of)
	if errors.Is(err, db.ErrNoRows) {
		return 0, errUnknown
	}
	return of, err
}

// reachable are the columns that the access matrix looks at.
var reachable = access.Columns{Owner: "owner", Item: "item_code", Department: "department", Region: "region", State: "state"}

// listOpen returns what waits for somebody within scope by its last day, after a cursor; with
// before, what is due before that day only.
func listOpen(ctx context.Context, tx *db.Tx, scope access.Filter, before calendar.Date, after Cursor, limit int) ([]*row, error) {
	if before == 0 {
		before = math.MaxInt32
	}
	where, args := scope.Where(reachable, []any{after.Due, after.ID, before})
	args = append(args, limit)
	return db.List(ctx, tx, scanCommitment, `SELECT `+columns+` FROM commitment_commitment WHERE `+open+` AND due_on < $3
		AND (due_on > $1 OR due_on = $1 AND id > $2) AND `+where+fmt.Sprintf(` ORDER BY due_on, id LIMIT $%d`, len(args)), args...)
}

// listDone returns what is over within scope, newest first.
func listDone(ctx context.Context, tx *db.Tx, scope access.Filter, before id.ID, limit int) ([]*row, error) {
	if before == 0 {
		before = math.MaxInt64
	}
	where, args := scope.Where(reachable, []any{before})
	args = append(args, limit)
	return db.List(ctx, tx, scanCommitment, `SELECT `+columns+` FROM commitment_commitment WHERE state IN ('met', 'revoked') AND id < $1
		AND `+where+fmt.Sprintf(` ORDER BY id DESC LIMIT $%d`, len(args)), args...)
}

// listUnurged returns what is due before a day and was not urged on today yet.
func listUnurged(ctx context.Context, tx *db.Tx, before, today calendar.Date, limit int) ([]*row, error) {
	return db.List(ctx, tx, scanCommitment, `SELECT `+columns+` FROM commitment_commitment WHERE `+open+` AND due_on < $1 AND urged_on < $2
		ORDER BY due_on, id LIMIT $3`, before, today, limit)
}

// markUrged notes that a commitment was urged on a day, false if it was, or is open no more.
func markUrged(ctx context.Context, tx *db.Tx, key id.ID, day calendar.Date) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE commitment_commitment SET urged_on = $1 WHERE id = $2 AND urged_on < $1 AND `+open, day, key)
	return n == 1, err
}
