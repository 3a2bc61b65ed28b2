package credit

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"

	"tongban/capability/access"
	"tongban/kernel/calendar"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/id"
)

const repairColumns = `id, fact, kind, grade, recorder, case_no, short_no, item_name, owner, department, region, told, asker, why, file, file_name,
	asked_at, due_on, late, state, decider, decision, decided_at`

// repairRow is a repair whose texts are sealed.
type repairRow struct {
	Repair
	why, decision []byte
}

func scanRepair(scanner db.Scanner) (*repairRow, error) {
	r := &repairRow{}
	var told string
	var due int32
	var asked, decided int64
	m := &r.Matter
	err := scanner.Scan(&r.ID, &r.Fact, &r.Kind, &r.Grade, &r.Recorder, &m.CaseNo, &m.ShortNo, &m.ItemName, &m.Owner, &m.Department, &m.Region, &told,
		&r.Asker, &r.why, &r.File, &r.FileName, &asked, &due, &r.Late, &r.State, &r.Decider, &r.decision, &decided)
	if errors.Is(err, db.ErrNoRows) {
		return nil, errUnknown
	}
	if err == nil {
		err = json.Unmarshal([]byte(told), &m.Told)
	}
	r.AskedAt, r.DueOn, r.DecidedAt = clock.FromMillis(asked), calendar.Date(due), instant(decided)
	return r, err
}

func insertRepair(ctx context.Context, tx *db.Tx, r *repairRow) error {
	m := &r.Matter
	told, err := toldOf(m)
	if err != nil {
		return err
	}
	return tx.Send(ctx, `INSERT INTO credit_repair (`+repairColumns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, FALSE, $19, '', $20, 0)`,
		r.ID, r.Fact, r.Kind, r.Grade, r.Recorder, m.CaseNo, m.ShortNo, m.ItemName, m.Owner, m.Department, m.Region, told,
		r.Asker, r.why, r.File, r.FileName, clock.Millis(r.AskedAt), r.DueOn, r.State, []byte{})
}

func findRepair(ctx context.Context, tx *db.Tx, key id.ID) (*repairRow, error) {
	return scanRepair(tx.Row(ctx, `SELECT `+repairColumns+` FROM credit_repair WHERE id = $1`, key))
}

// findLastRepair returns the repair of a fact that was asked for last, nil if there is none.
func findLastRepair(ctx context.Context, tx *db.Tx, fact id.ID) (*Repair, error) {
	found, err := db.List(ctx, tx, scanRepair, `SELECT `+repairColumns+` FROM credit_repair WHERE fact = $1 ORDER BY id DESC LIMIT 1`, fact)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return &found[0].Repair, nil
}

// moveRepair stores how r ended, false if it has ended before.
func moveRepair(ctx context.Context, tx *db.Tx, r *repairRow) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE credit_repair SET state = $1, decider = $2, decision = $3, decided_at = $4 WHERE id = $5 AND state = 'asked'`,
		r.State, r.Decider, r.decision, millis(r.DecidedAt), r.ID)
	return n == 1, err
}

// markLate notes that who asked was told of the late answer, false if they were before.
func markLate(ctx context.Context, tx *db.Tx, repair id.ID) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE credit_repair SET late = TRUE WHERE id = $1 AND state = 'asked' AND NOT late`, repair)
	return n == 1, err
}

// listRepairs returns repairs within scope, newest first; open, those to decide on only.
func listRepairs(ctx context.Context, tx *db.Tx, scope access.Filter, open bool, before id.ID, limit int) ([]*repairRow, error) {
	where := ``
	if open {
		where = ` AND state = 'asked'`
	}
	if before == 0 {
		before = math.MaxInt64
	}
	within, args := scope.Where(access.Columns{Owner: "owner", Department: "department", Region: "region", State: "state"}, []any{before})
	args = append(args, limit)
	return db.List(ctx, tx, scanRepair, `SELECT `+repairColumns+` FROM credit_repair WHERE id < $1`+where+` AND `+within+fmt.Sprintf(` ORDER BY id DESC LIMIT $%d`, len(args)), args...)
}

// listLate returns repairs whose answer is late and of which who asked has not been told.
func listLate(ctx context.Context, tx *db.Tx, today calendar.Date, limit int) ([]*repairRow, error) {
	return db.List(ctx, tx, scanRepair, `SELECT `+repairColumns+` FROM credit_repair WHERE state = 'asked' AND NOT late AND due_on < $1 ORDER BY due_on, id LIMIT $2`, today, limit)
}

// listLapsed returns facts whose time has run out and that have not ended.
func listLapsed(ctx context.Context, tx *db.Tx, today calendar.Date, limit int) ([]*row, error) {
	return db.List(ctx, tx, scanFact, `SELECT `+columns+` FROM credit_fact WHERE state IN ('recorded', 'upheld') AND until_on < $1 ORDER BY until_on, id LIMIT $2`, today, limit)
}
