package consultation

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"time"

	"tongban/kernel/actor"
	"tongban/kernel/calendar"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/id"
)

const columns = `id, case_id, case_no, short_no, item_name, task_id, department, role, colleague, about, question, due_on, blocking,
	asked_by, asker_name, asker_department, asked_at, state, holder, holder_name, forwarded_from, forwarded_by, forwarded_why, forwarded_at,
	waived_why, waived_at, opinion, words, over_at, version`

// open are the states in which an answer is awaited.
const open = `state IN ('asked', 'taken')`

func scanConsultation(row db.Scanner) (*Consultation, error) {
	c := &Consultation{}
	var due int32
	var asked, forwarded, waived, over int64
	f := &c.Forwarding
	err := row.Scan(&c.ID, &c.Case.ID, &c.Case.No, &c.Case.ShortNo, &c.Case.ItemName, &c.Task, &c.Whom.Department, &c.Whom.Role, &c.Whom.Colleague,
		&c.About, &c.Question, &due, &c.Blocking, &c.Asker.Account, &c.Asker.Name, &c.Asker.Department, &asked, &c.State,
		&c.Holder.Account, &c.Holder.Name, &f.From, &f.By, &f.Why, &forwarded, &c.WaivedWhy, &waived, &c.Opinion, &c.Words, &over, &c.Version)
	if errors.Is(err, db.ErrNoRows) {
		return nil, errUnknown
	}
	c.DueOn, c.AskedAt, f.At, c.WaivedAt, c.OverAt = calendar.Date(due), instant(asked), instant(forwarded), instant(waived), instant(over)
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

func findConsultation(ctx context.Context, tx *db.Tx, key id.ID) (*Consultation, error) {
	return scanConsultation(tx.Row(ctx, `SELECT `+columns+` FROM consultation_question WHERE id = $1`, key))
}

func insertConsultation(ctx context.Context, tx *db.Tx, c *Consultation) error {
	return tx.Send(ctx, `INSERT INTO consultation_question (`+columns+`, urged_on)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, '', '', '', 0, '', 0, '', '', 0, $21, 0)`,
		c.ID, c.Case.ID, c.Case.No, c.Case.ShortNo, c.Case.ItemName, c.Task, c.Whom.Department, c.Whom.Role, c.Whom.Colleague, c.About, c.Question,
		c.DueOn, c.Blocking, c.Asker.Account, c.Asker.Name, c.Asker.Department, clock.Millis(c.AskedAt), c.State, c.Holder.Account, c.Holder.Name, c.Version)
}

// moveConsultation stores what c has become, unless it was changed since it was read.
func moveConsultation(ctx context.Context, tx *db.Tx, c *Consultation) error {
	f := c.Forwarding
	n, err := tx.Exec(ctx, `UPDATE consultation_question SET department = $1, role = $2, colleague = $3, state = $4, holder = $5, holder_name = $6,
		forwarded_from = $7, forwarded_by = $8, forwarded_why = $9, forwarded_at = $10, waived_why = $11, waived_at = $12, opinion = $13, words = $14,
		over_at = $15, version = version + 1 WHERE id = $16 AND version = $17 AND `+open,
		c.Whom.Department, c.Whom.Role, c.Whom.Colleague, c.State, c.Holder.Account, c.Holder.Name,
		f.From, f.By, f.Why, millis(f.At), c.WaivedWhy, millis(c.WaivedAt), c.Opinion, c.Words, millis(c.OverAt), c.ID, c.Version)
	if err == nil && n == 0 {
		return errChanged
	}
	c.Version++
	return err
}

// endAll ends what is open of a case and returns it.
func endAll(ctx context.Context, tx *db.Tx, caseID id.ID, at time.Time) ([]*Consultation, error) {
	return db.List(ctx, tx, scanConsultation, `UPDATE consultation_question SET state = 'ended', over_at = $1, version = version + 1
		WHERE case_id = $2 AND `+open+` RETURNING `+columns, clock.Millis(at), caseID)
}

// countSince counts what an account has asked since an instant, up to most.
func countSince(ctx context.Context, tx *db.Tx, account string, since time.Time, most int) (n int, err error) {
	err = tx.Row(ctx, `SELECT COUNT(*) FROM (SELECT asked_at FROM consultation_question WHERE asked_by = $1 ORDER BY id DESC LIMIT $2) newest
		WHERE asked_at >= $3`, account, most, clock.Millis(since)).Scan(&n)
	return n, err
}

// countOpen counts what is open of a case.
func countOpen(ctx context.Context, tx *db.Tx, caseID id.ID) (n int, err error) {
	err = tx.Row(ctx, `SELECT COUNT(*) FROM consultation_question WHERE case_id = $1 AND `+open, caseID).Scan(&n)
	return n, err
}

// isAskedElse reports whether a guest of a case is asked something else about it, too.
func isAskedElse(ctx context.Context, tx *db.Tx, c *Consultation, guest string) (asked bool, err error) {
	err = tx.Row(ctx, `SELECT EXISTS (SELECT 1 FROM consultation_question WHERE case_id = $1 AND id <> $2 AND `+open+`
		AND (colleague = $3 OR colleague = '' AND department = $3))`, c.Case.ID, c.ID, guest).Scan(&asked)
	return asked, err
}

// findHold returns what an open question is about that a task waits for, empty if for none.
func findHold(ctx context.Context, tx *db.Tx, task id.ID) (about string, err error) {
	err = tx.Row(ctx, `SELECT about FROM consultation_question WHERE task_id = $1 AND blocking AND waived_at = 0 AND `+open+` ORDER BY id LIMIT 1`, task).Scan(&about)
	if errors.Is(err, db.ErrNoRows) {
		return "", nil
	}
	return about, err
}

// listOfCase returns the newest questions about a case, newest first.
func listOfCase(ctx context.Context, tx *db.Tx, caseID id.ID, limit int) ([]*Consultation, error) {
	return db.List(ctx, tx, scanConsultation, `SELECT `+columns+` FROM consultation_question WHERE case_id = $1 ORDER BY id DESC LIMIT $2`, caseID, limit)
}

// listAsked returns what an account has asked, newest first, below before.
func listAsked(ctx context.Context, tx *db.Tx, account string, before id.ID, limit int) ([]*Consultation, error) {
	if before == 0 {
		before = math.MaxInt64
	}
	return db.List(ctx, tx, scanConsultation, `SELECT `+columns+` FROM consultation_question WHERE asked_by = $1 AND id < $2 ORDER BY id DESC LIMIT $3`, account, before, limit)
}

// waiting narrows the open questions to those somebody is to answer, and, if that is asked
// for, those they wait for.
type waiting struct {
	department string
	roles      []actor.Role
	account    string
	asked      bool          // those they have asked, too
	before     calendar.Date // due before; 0 is all
	after      Cursor
}

// listWaiting returns open questions by the last day: of each way to be concerned by one no
// more than limit are looked at.
func listWaiting(ctx context.Context, tx *db.Tx, w waiting, limit int) ([]*Consultation, error) {
	if w.before == 0 {
		w.before = math.MaxInt32
	}
	args := []any{w.after.Due, w.after.ID, w.before, w.account, limit}
	ways := []string{`colleague = $4 AND colleague <> ''`}
	if w.asked {
		ways = append(ways, `asked_by = $4`)
	}
	if w.department != "" && len(w.roles) > 0 {
		args = append(args, w.department)
		way := fmt.Sprintf(`department = $%d AND asked_by <> $4 AND role IN (`, len(args))
		for i, role := range w.roles {
			args = append(args, string(role))
			way += strings.Repeat(", ", min(i, 1)) + fmt.Sprintf("$%d", len(args))
		}
		ways = append(ways, way+`)`)
	}
	for i, way := range ways {
		ways[i] = `SELECT ` + columns + ` FROM (SELECT ` + columns + ` FROM consultation_question WHERE ` + open + ` AND ` + way + `
			AND due_on < $3 AND (due_on > $1 OR due_on = $1 AND id > $2) ORDER BY due_on, id LIMIT $5) way`
	}
	return db.List(ctx, tx, scanConsultation, strings.Join(ways, ` UNION `)+` ORDER BY due_on, id LIMIT $5`, args...)
}

// listUnurged returns late questions that were not urged on a day yet.
func listUnurged(ctx context.Context, tx *db.Tx, day calendar.Date, limit int) ([]*Consultation, error) {
	return db.List(ctx, tx, scanConsultation, `SELECT `+columns+` FROM consultation_question WHERE `+open+` AND due_on < $1 AND urged_on < $1
		ORDER BY due_on, id LIMIT $2`, day, limit)
}

// markUrged notes that a question was urged on a day, false if it was, or is open no more.
func markUrged(ctx context.Context, tx *db.Tx, key id.ID, day calendar.Date) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE consultation_question SET urged_on = $1 WHERE id = $2 AND urged_on < $1 AND `+open, day, key)
	return n == 1, err
}

// insertRemark adds a remark, unless there are too many.
func insertRemark(ctx context.Context, tx *db.Tx, key id.ID, n Note) (bool, error) {
	added, err := tx.Exec(ctx, `INSERT INTO consultation_remark (id, question_id, by_name, words, at) SELECT $1, $2, $3, $4, $5
		WHERE (SELECT COUNT(*) FROM consultation_remark WHERE question_id = $2) < $6`, id.New(), key, n.By, n.Words, clock.Millis(n.At), maxRemarks)
	return added == 1, err
}

func listRemarks(ctx context.Context, tx *db.Tx, key id.ID) ([]Note, error) {
	return db.List(ctx, tx, func(row db.Scanner) (n Note, err error) {
		var at int64
		err = row.Scan(&n.By, &n.Words, &at)
		n.At = clock.FromMillis(at)
		return n, err
	}, `SELECT by_name, words, at FROM consultation_remark WHERE question_id = $1 ORDER BY id`, key)
}
