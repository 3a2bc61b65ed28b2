package instant

import (
	"context"
	"errors"
	"math"
	"time"

	"tongban/kernel/calendar"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

var errUnknown = fault.New(fault.NotFound, "instant.unknown")

func insertWish(ctx context.Context, tx *db.Tx, caseID id.ID, seq int64, at time.Time) error {
	return tx.Send(ctx, `INSERT INTO instant_wish (case_id, seq, at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`, caseID, seq, clock.Millis(at))
}

// isWished reports whether the applicant of a case wants a person: for this submission, or for
// an earlier one.
func isWished(ctx context.Context, tx *db.Tx, caseID id.ID, seq int64) (wished bool, err error) {
	err = tx.Row(ctx, `SELECT EXISTS (SELECT 1 FROM instant_wish WHERE case_id = $1 AND seq <= $2)`, caseID, seq).Scan(&wished)
	return wished, err
}

// insertDecision keeps what became of a submission, false if that is kept already.
func insertDecision(ctx context.Context, tx *db.Tx, d *Decision, account []byte) (bool, error) {
	x := d.Subject
	n, err := tx.Exec(ctx, `INSERT INTO instant_decision (id, case_id, seq, case_no, short_no, item, item_name, department, region, owner,
		version_id, number, outcome, reason, day, at, took, account)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18) ON CONFLICT (case_id, seq) DO NOTHING`,
		d.ID, x.CaseID, d.Seq, x.CaseNo, x.ShortNo, x.Item, x.ItemName, x.Department, x.Region, x.Owner,
		d.Version, d.Number, d.Outcome, d.Reason, calendar.DateOf(d.At), clock.Millis(d.At), d.Took.Microseconds(), account)
	return n == 1, err
}

const decisionColumns = `id, case_id, seq, case_no, short_no, item, item_name, department, region, owner, version_id, number, outcome, reason, at, took, account`

// decisionRow is a decision whose account is sealed.
type decisionRow struct {
	Decision
	account []byte
}

func scanDecision(row db.Scanner) (*decisionRow, error) {
	r := &decisionRow{}
	var at, took int64
	x := &r.Subject
	err := row.Scan(&r.ID, &x.CaseID, &r.Seq, &x.CaseNo, &x.ShortNo, &x.Item, &x.ItemName, &x.Department, &x.Region, &x.Owner,
		&r.Version, &r.Number, &r.Outcome, &r.Reason, &at, &took, &r.account)
	if errors.Is(err, db.ErrNoRows) {
		return nil, errUnknown
	}
	r.At, r.Took = clock.FromMillis(at), time.Duration(took)*time.Microsecond
	return r, err
}

// listOfCase returns what became of the submissions of a case, oldest first.
func listOfCase(ctx context.Context, tx *db.Tx, caseID id.ID) ([]*decisionRow, error) {
	return db.List(ctx, tx, scanDecision, `SELECT `+decisionColumns+` FROM instant_decision WHERE case_id = $1 ORDER BY seq`, caseID)
}

func findDecision(ctx context.Context, tx *db.Tx, key id.ID) (*decisionRow, error) {
	return scanDecision(tx.Row(ctx, `SELECT `+decisionColumns+` FROM instant_decision WHERE id = $1`, key))
}

// Counted is how often something became of the cases of an item on one day.
type Counted struct {
	Item    string
	Outcome Outcome
	Reason  Reason
	Count   int
}

// countDay counts what was decided on a day.
func countDay(ctx context.Context, tx *db.Tx, day calendar.Date) ([]Counted, error) {
	return db.List(ctx, tx, func(row db.Scanner) (c Counted, err error) {
		err = row.Scan(&c.Item, &c.Outcome, &c.Reason, &c.Count)
		return c, err
	}, `SELECT item, outcome, reason, COUNT(*) FROM instant_decision WHERE day = $1 GROUP BY item, outcome, reason ORDER BY item, outcome, reason`, day)
}

// useOne counts one more approval of an item on a day, false if it is stopped or there have
// been enough: limit of the rulebook, 0 for none, or of the item.
func useOne(ctx context.Context, tx *db.Tx, item string, day calendar.Date, limit int) (bool, error) {
	most := int64(math.MaxInt64)
	if limit > 0 {
		most = int64(limit)
	}
	n, err := tx.Exec(ctx, `INSERT INTO instant_item (item, stopped, day_limit, day, used) VALUES ($1, $4, 0, $2, 1)
		ON CONFLICT (item) DO UPDATE SET used = CASE WHEN instant_item.day = $2 THEN instant_item.used + 1 ELSE 1 END, day = $2
		WHERE NOT instant_item.stopped AND (instant_item.day <> $2
			OR instant_item.used < $3 AND (instant_item.day_limit = 0 OR instant_item.used < instant_item.day_limit))`,
		item, day, most, false)
	return n == 1, err
}

func scanItem(row db.Scanner) (i Item, err error) {
	var day int32
	err = row.Scan(&i.Code, &i.Stopped, &i.Limit, &day, &i.Used)
	i.Day = calendar.Date(day)
	return i, err
}

// findItem returns how an item stands; one that nobody has touched is free.
func findItem(ctx context.Context, tx *db.Tx, code string) (Item, error) {
	i, err := scanItem(tx.Row(ctx, `SELECT item, stopped, day_limit, day, used FROM instant_item WHERE item = $1`, code))
	if errors.Is(err, db.ErrNoRows) {
		return Item{Code: code}, nil
	}
	return i, err
}

func listItems(ctx context.Context, tx *db.Tx) ([]Item, error) {
	return db.List(ctx, tx, scanItem, `SELECT item, stopped, day_limit, day, used FROM instant_item ORDER BY item`)
}

// putItem stores the switch and the limit of an item.
func putItem(ctx context.Context, tx *db.Tx, x Switching) error {
	if err := tx.Send(ctx, `INSERT INTO instant_item (item, stopped, day_limit, day, used) VALUES ($1, $2, $3, 0, 0)
		ON CONFLICT (item) DO UPDATE SET stopped = $2, day_limit = $3`, x.Item, x.Stopped, x.Limit); err != nil {
		return err
	}
	return tx.Send(ctx, `INSERT INTO instant_switching (id, item, stopped, day_limit, why, by_id, by_name, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		x.ID, x.Item, x.Stopped, x.Limit, x.Why, x.By, x.ByName, clock.Millis(x.At))
}

// listSwitchings returns the last changes of an item's switch, newest first.
func listSwitchings(ctx context.Context, tx *db.Tx, item string, limit int) ([]Switching, error) {
	return db.List(ctx, tx, func(row db.Scanner) (x Switching, err error) {
		var at int64
		err = row.Scan(&x.ID, &x.Item, &x.Stopped, &x.Limit, &x.Why, &x.By, &x.ByName, &at)
		x.At = clock.FromMillis(at)
		return x, err
	}, `SELECT id, item, stopped, day_limit, why, by_id, by_name, at FROM instant_switching WHERE item = $1 ORDER BY id DESC LIMIT $2`, item, limit)
}

// listCame returns what became of the last submissions of an item, newest first.
func listCame(ctx context.Context, tx *db.Tx, item string, limit int) ([]Came, error) {
	return db.List(ctx, tx, func(row db.Scanner) (c Came, err error) { return c, row.Scan(&c.Outcome, &c.Reason) },
		`SELECT outcome, reason FROM instant_decision WHERE item = $1 ORDER BY id DESC LIMIT $2`, item, limit)
}
