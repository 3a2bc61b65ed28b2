package credit

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

const columns = `id, kind, case_no, short_no, item_name, owner, department, region, happened_on, what, evidence, recorder, recorded_at, state,
	objection, objected_at, decision, decided_at, grade, until_on, due_on, source, source_ref, told`

// row is a fact whose texts are sealed.
type row struct {
	Fact
	what, evidence, objection, decision []byte
}

func scanFact(scanner db.Scanner) (*row, error) {
	r := &row{}
	var day, until, due int32
	var told string
	var recorded, objected, decided int64
	m := &r.Matter
	err := scanner.Scan(&r.ID, &r.Kind, &m.CaseNo, &m.ShortNo, &m.ItemName, &m.Owner, &m.Department, &m.Region, &day, &r.what, &r.evidence, &r.Recorder,
		&recorded, &r.State, &r.objection, &objected, &r.decision, &decided, &r.Grade, &until, &due, &r.Source, &r.Ref, &told)
	if errors.Is(err, db.ErrNoRows) {
		return nil, errUnknown
	}
	if err == nil {
		err = json.Unmarshal([]byte(told), &m.Told)
	}
	r.Until, r.DueOn = calendar.Date(until), calendar.Date(due)
	r.HappenedOn, r.RecordedAt, r.ObjectedAt, r.DecidedAt = calendar.Date(day), clock.FromMillis(recorded), instant(objected), instant(decided)
	return r, err
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

func findFact(ctx context.Context, tx *db.Tx, key id.ID) (*row, error) {
	return scanFact(tx.Row(ctx, `SELECT `+columns+` FROM credit_fact WHERE id = $1`, key))
}

func insertFact(ctx context.Context, tx *db.Tx, r *row) error {
	m := &r.Matter
	told, err := toldOf(m)
	if err != nil {
		return err
	}
	return tx.Send(ctx, `INSERT INTO credit_fact (`+columns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 0, $15, 0, $16, $17, 0, $18, $19, $20)`,
		r.ID, r.Kind, m.CaseNo, m.ShortNo, m.ItemName, m.Owner, m.Department, m.Region, r.HappenedOn, r.what, r.evidence, r.Recorder,
		clock.Millis(r.RecordedAt), r.State, []byte{}, r.Grade, r.Until, r.Source, r.Ref, told)
}

// moveFact stores where r stands, false if it has moved since it was from.
func moveFact(ctx context.Context, tx *db.Tx, r *row, from State) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE credit_fact SET state = $1, objection = $2, objected_at = $3, decision = $4, decided_at = $5, due_on = $6 WHERE id = $7 AND state = $8`,
		r.State, r.objection, millis(r.ObjectedAt), r.decision, millis(r.DecidedAt), r.DueOn, r.ID, from)
	return n == 1, err
}

// listFacts returns facts within scope, newest first, those with an open objection only if
// that is asked for.
func listFacts(ctx context.Context, tx *db.Tx, scope access.Filter, open bool, before id.ID, limit int) ([]*row, error) {
	where := ``
	if open {
		where = ` AND state = 'objected'`
	}
	if before == 0 {
		before = math.MaxInt64
	}
	within, args := scope.Where(access.Columns{Owner: "owner", Department: "department", Region: "region", State: "state"}, []any{before})
	args = append(args, limit)
	return db.List(ctx, tx, scanFact, `SELECT `+columns+` FROM credit_fact WHERE id < $1`+where+` AND `+within+fmt.Sprintf(` ORDER BY id DESC LIMIT $%d`, len(args)), args...)
}

// findReported returns the fact that source reported as ref, zero if there is none.
func findReported(ctx context.Context, tx *db.Tx, source, ref string) (key id.ID, err error) {
	err = tx.Row(ctx, `SELECT id FROM credit_fact WHERE source = $1 AND source_ref = $2`, source, ref).Scan(&key)
	if errors.Is(err, db.ErrNoRows) {
		return 0, nil
	}
	return key, err
}

// findSame reports whether a fact of f's kind stands that happened in the same case on the same
// day.
func findSame(ctx context.Context, tx *db.Tx, f *Fact) (bool, error) {
	var n int
	err := tx.Row(ctx, `SELECT COUNT(*) FROM credit_fact WHERE owner = $1 AND case_no = $2 AND kind = $3 AND happened_on = $4
		AND state IN ('recorded', 'objected', 'upheld')`, f.Matter.Owner, f.Matter.CaseNo, f.Kind, f.HappenedOn).Scan(&n)
	return n > 0, err
}

// mostStanding is how many facts of one account are looked at.
const mostStanding = 100

// listStanding returns the facts about account whose time has not run out and that stand.
func listStanding(ctx context.Context, tx *db.Tx, account id.ID, today calendar.Date) ([]*row, error) {
	return db.List(ctx, tx, scanFact, `SELECT `+columns+` FROM credit_fact WHERE owner = $1 AND until_on >= $2 AND state IN ('recorded', 'objected', 'upheld')
		ORDER BY id DESC LIMIT $3`, account, today, mostStanding)
}

// toldOf is who is told of what happens to m, as stored.
func toldOf(m *Matter) (string, error) {
	b, err := json.Marshal(append([]id.ID{}, m.Told...))
	return string(b), err
}
