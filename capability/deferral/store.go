package deferral

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

const columns = `id, case_id, case_no, short_no, item_code, item_name, department, region, outlet, owner, agent, signer, method, signed_at,
	text_version, body, digest, papers, state, accepted_on, decision_on, calendar, reminded, extended_by, extended_why, extended_at, over_at, revision`

func scanCommitment(row db.Scanner) (*Commitment, error) {
	c := &Commitment{}
	var accepted, decision int32
	var signed, extended, over int64
	var body, papers string
	of := &c.Case
	err := row.Scan(&c.ID, &of.ID, &of.No, &of.ShortNo, &of.ItemCode, &of.ItemName, &of.Department, &of.Region, &of.Outlet, &of.Owner, &of.Agent,
		&c.Signing.Signer, &c.Signing.Method, &signed, &c.Version, &body, &c.Digest, &papers, &c.State, &accepted, &decision, &c.Calendar, &c.reminded,
		&c.Extended.By, &c.Extended.Why, &extended, &over, &c.Revision)
	if errors.Is(err, db.ErrNoRows) {
		return nil, errUnknown
	}
	if err != nil {
		return nil, err
	}
	c.AcceptedOn, c.Decision = calendar.Date(accepted), calendar.Date(decision)
	c.Signing.At, c.Extended.At, c.OverAt = clock.FromMillis(signed), instant(extended), instant(over)
	return c, errors.Join(json.Unmarshal([]byte(body), &c.Text), json.Unmarshal([]byte(papers), &c.Papers))
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

func findCommitment(ctx context.Context, tx *db.Tx, key id.ID) (*Commitment, error) {
	return scanCommitment(tx.Row(ctx, `SELECT `+columns+` FROM deferral_commitment WHERE id = $1`, key))
}

// findOfCase returns the commitment of a case, nil if there is none.
func findOfCase(ctx context.Context, tx *db.Tx, caseID id.ID) (*Commitment, error) {
	c, err := scanCommitment(tx.Row(ctx, `SELECT `+columns+` FROM deferral_commitment WHERE case_id = $1`, caseID))
	if errors.Is(err, errUnknown) {
		return nil, nil
	}
	return c, err
}

func insertCommitment(ctx context.Context, tx *db.Tx, c *Commitment) error {
	body, _ := json.Marshal(c.Text) // plain data always marshals
	papers, _ := json.Marshal(c.Papers)
	return tx.Send(ctx, `INSERT INTO deferral_commitment (`+columns+`, due_on, to_check)
		VALUES ($1, $2, '', '', '', '', '', '', '', 0, 0, $3, $4, $5, $6, $7, $8, $9, $10, 0, 0, '', $11, '', '', 0, 0, 1, 0, 0)`,
		c.ID, c.Case.ID, c.Signing.Signer, c.Signing.Method, clock.Millis(c.Signing.At), c.Version, string(body), c.Digest, string(papers), c.State, neverReminded)
}

// moveCommitment stores what c has become, unless it was changed since it was read.
func moveCommitment(ctx context.Context, tx *db.Tx, c *Commitment) error {
	papers, _ := json.Marshal(c.Papers)
	of := c.Case
	n, err := tx.Exec(ctx, `UPDATE deferral_commitment SET case_no = $1, short_no = $2, item_code = $3, item_name = $4, department = $5, region = $6,
		outlet = $7, owner = $8, agent = $9, papers = $10, state = $11, accepted_on = $12, decision_on = $13, calendar = $14, due_on = $15, to_check = $16,
		reminded = $17, extended_by = $18, extended_why = $19, extended_at = $20, over_at = $21, revision = revision + 1 WHERE id = $22 AND revision = $23`,
		of.No, of.ShortNo, of.ItemCode, of.ItemName, of.Department, of.Region, of.Outlet, of.Owner, of.Agent, string(papers), c.State, c.AcceptedOn,
		c.Decision, c.Calendar, c.DueOn(), c.ToCheck(), c.reminded, c.Extended.By, c.Extended.Why, millis(c.Extended.At), millis(c.OverAt), c.ID, c.Revision)
	if err == nil && n == 0 {
		return errChanged
	}
	c.Revision++
	return err
}

// listDue returns commitments with something owed by a day or before.
func listDue(ctx context.Context, tx *db.Tx, by calendar.Date, after id.ID, limit int) ([]*Commitment, error) {
	return db.List(ctx, tx, scanCommitment, `SELECT `+columns+` FROM deferral_commitment
		WHERE state = 'running' AND due_on > 0 AND due_on <= $1 AND id > $2 ORDER BY id LIMIT $3`, by, after, limit)
}

// scoped are the columns of the access matrix.
var scoped = access.Columns{Owner: "owner", Item: "item_code", Department: "department", Region: "region", Outlet: "outlet", State: "state"}

// Show says which commitments a list shows.
type Show string

// The lists.
const (
	ToCheck Show = "check" // something was brought
	Open    Show = "open"  // 容缺待补
	Over    Show = "over"
)

var shown = map[Show]string{
	ToCheck: `state = 'running' AND to_check > 0`,
	Open:    `state = 'running'`,
	Over:    `state IN ('cured', 'broken')`,
}

// listCommitments returns commitments within scope, newest first, below before.
func listCommitments(ctx context.Context, tx *db.Tx, scope access.Filter, show Show, before id.ID, limit int) ([]*Commitment, error) {
	if before == 0 {
		before = math.MaxInt64
	}
	within, args := scope.Where(scoped, []any{before})
	args = append(args, limit)
	return db.List(ctx, tx, scanCommitment, `SELECT `+columns+` FROM deferral_commitment WHERE id < $1 AND `+shown[show]+` AND `+within+
		fmt.Sprintf(` ORDER BY id DESC LIMIT $%d`, len(args)), args...)
}

// countCommitments counts what is within scope.
func countCommitments(ctx context.Context, tx *db.Tx, scope access.Filter) (t Tally, err error) {
	within, args := scope.Where(scoped, nil)
	rows, err := db.List(ctx, tx, func(row db.Scanner) (one struct {
		state    State
		n, check int64
	}, err error) {
		return one, row.Scan(&one.state, &one.n, &one.check)
	}, `SELECT state, COUNT(*), SUM(CASE WHEN to_check > 0 THEN 1 ELSE 0 END) FROM deferral_commitment WHERE `+within+` GROUP BY state ORDER BY state`, args...)
	for _, r := range rows {
		switch r.state {
		case Running:
			t.Open, t.ToCheck = r.n, r.check
		case Cured:
			t.Cured = r.n
		case Broken:
			t.Broken = r.n
		}
	}
	return t, err
}
