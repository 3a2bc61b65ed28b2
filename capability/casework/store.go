package casework

import (
	"context"
	"errors"
	"fmt"
	"time"

	"tongban/capability/access"
	"tongban/kernel/actor"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/message"
	"tongban/kernel/shorthand"
)

const caseColumns = `id, no, short_no, query_code, application_id, region, outlet, department,
	item_code, item_name, version_id, calendar, owner, for_firm, agent, agent_name, applicant_name, status, stage, basis,
	accepted_by, corrected, version, received_at, updated_at, updated_by, finished_at, due_at, sweep_at,
	one_clerk, remind_at, e_delivery, procedure_id, process`

func scanCase(row db.Scanner) (*Case, error) {
	var c Case
	var received, updated int64
	var finished, due, sweep, remind *int64
	err := row.Scan(&c.ID, &c.No, &c.ShortNo, &c.QueryCode, &c.ApplicationID, &c.Region, &c.Outlet, &c.Department,
		&c.ItemCode, &c.ItemName, &c.VersionID, &c.Calendar, &c.Owner, &c.Firm, &c.Agent, &c.AgentName, &c.ApplicantName, &c.Status, &c.Stage, &c.Basis,
		&c.AcceptedBy, &c.Corrected, &c.Version, &received, &updated, &c.UpdatedBy, &finished, &due, &sweep,
		&c.OneClerk, &remind, &c.EDelivery, &c.ProcedureID, &c.Process)
	if err != nil {
		return nil, err
	}
	c.ReceivedAt, c.UpdatedAt = clock.FromMillis(received), clock.FromMillis(updated)
	c.FinishedAt, c.DueAt, c.SweepAt, c.RemindAt = instant(finished), instant(due), instant(sweep), instant(remind)
	return &c, nil
}

// instant reads a nullable column.
func instant(ms *int64) time.Time {
	if ms == nil {
		return time.Time{}
	}
	return clock.FromMillis(*ms)
}

// nullable writes the zero time as NULL.
func nullable(t time.Time) *int64 {
	if t.IsZero() {
		return nil
	}
	ms := clock.Millis(t)
	return &ms
}

// which names one case by an expression that gives its id.
type which struct {
	id  string
	arg any
}

func byID(caseID id.ID) which { return which{"$1", caseID} }

// byNumber takes either of a case's numbers.
func byNumber(no string) which {
	if len(no) < 31 {
		return which{"(SELECT id FROM casework_case WHERE short_no = $1)", no}
	}
	return which{"(SELECT id FROM casework_case WHERE no = $1)", no}
}

func byTask(taskID id.ID) which {
	return which{"(SELECT case_id FROM casework_task WHERE id = $1)", taskID}
}

func byNotice(noticeID id.ID) which {
	return which{"(SELECT case_id FROM casework_notice WHERE id = $1)", noticeID}
}

func askCase(ctx context.Context, tx *db.Tx, w which) func() ([]*Case, error) {
	return db.Ask(ctx, tx, scanCase, `SELECT `+caseColumns+` FROM casework_case WHERE id = `+w.id, w.arg)
}

// askedRows are the rows of a case that every File has.
type askedRows struct {
	records func() ([]Record, error)
	tasks   func() ([]Task, error)
}

func askRows(ctx context.Context, tx *db.Tx, w which) askedRows {
	return askedRows{askRecords(ctx, tx, w), askTasks(ctx, tx, w)}
}

// only returns the case that was asked for, or that there is none.
func only(list []*Case, err error) (*Case, error) {
	if err == nil && len(list) == 0 {
		err = fault.New(fault.NotFound, "casework.unknown")
	}
	if err != nil {
		return nil, err
	}
	return list[0], nil
}

// findCase returns a case alone, without what has happened to it.
func findCase(ctx context.Context, tx *db.Tx, w which) (*Case, error) {
	return only(askCase(ctx, tx, w)())
}

// findNumber returns the number of the case an application has become.
func findNumber(ctx context.Context, tx *db.Tx, application id.ID) (no string, err error) {
	err = tx.Row(ctx, `SELECT no FROM casework_case WHERE application_id = $1`, application).Scan(&no)
	return notFound(no, err)
}

func notFound[T any](v T, err error) (T, error) {
	if errors.Is(err, db.ErrNoRows) {
		return v, fault.New(fault.NotFound, "casework.unknown")
	}
	return v, err
}

// listCasesOf returns an applicant's cases within scope, newest first, below before.
func listCasesOf(ctx context.Context, tx *db.Tx, scope access.Filter, owner, before id.ID, limit int) ([]*Case, error) {
	within, args := scope.Where(scopeColumns, []any{owner, before, limit})
	return db.List(ctx, tx, scanCase, `SELECT `+prefixed("c", caseColumns)+` FROM casework_case c
		WHERE c.owner = $1 AND c.id < $2 AND `+within+` ORDER BY c.id DESC LIMIT $3`, args...)
}

// countOpen counts the open cases by department from an index that has both columns.
func countOpen(ctx context.Context, tx *db.Tx, now time.Time) ([]OpenCount, error) {
	scan := func(row db.Scanner) (c OpenCount, err error) {
		err = row.Scan(&c.Department, &c.Open, &c.Overdue)
		return c, err
	}
	return db.List(ctx, tx, scan, `SELECT department, COUNT(*), SUM(CASE WHEN due_at < $1 THEN 1 ELSE 0 END) FROM casework_case
		WHERE finished_at IS NULL GROUP BY department ORDER BY department`, clock.Millis(now))
}

// listCasesToSweep returns cases for which something falls due by itself. What falls due at
// one instant, as most does at midnight, is in the order in which it came: it is given its
// numbers in that order.
func listCasesToSweep(ctx context.Context, tx *db.Tx, now time.Time, limit int) ([]string, error) {
	scan := func(row db.Scanner) (no string, err error) { return no, row.Scan(&no) }
	return db.List(ctx, tx, scan, `SELECT no FROM casework_case
		WHERE sweep_at IS NOT NULL AND sweep_at <= $1 ORDER BY sweep_at, id LIMIT $2`, clock.Millis(now), limit)
}

func insertCase(ctx context.Context, tx *db.Tx, c *Case, applicantIndex []byte) error {
	return tx.Send(ctx, `INSERT INTO casework_case (`+caseColumns+`, applicant_index)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35)`,
		c.ID, c.No, c.ShortNo, c.QueryCode, c.ApplicationID, c.Region, c.Outlet, c.Department,
		c.ItemCode, c.ItemName, c.VersionID, c.Calendar, c.Owner, c.Firm, c.Agent, c.AgentName, c.ApplicantName, c.Status, c.Stage, c.Basis,
		c.AcceptedBy, c.Corrected, c.Version, clock.Millis(c.ReceivedAt), clock.Millis(c.UpdatedAt), c.UpdatedBy,
		nullable(c.FinishedAt), nullable(c.DueAt), nullable(c.SweepAt), c.OneClerk, nullable(c.RemindAt), c.EDelivery, c.ProcedureID, c.Process, applicantIndex)
}

// moveCase writes what a move changes, if the case still has the version it was
// read with. A lost race is a Conflict that says who was faster and when.
func moveCase(ctx context.Context, tx *db.Tx, c *Case, read int64) error {
	n, err := tx.Exec(ctx, `UPDATE casework_case SET status = $1, stage = $2, basis = $3, accepted_by = $4, corrected = $5,
		version = $6, updated_at = $7, updated_by = $8, finished_at = $9, due_at = $10, sweep_at = $11,
		one_clerk = $12, remind_at = $13, process = $14 WHERE id = $15 AND version = $16`,
		c.Status, c.Stage, c.Basis, c.AcceptedBy, c.Corrected,
		c.Version, clock.Millis(c.UpdatedAt), c.UpdatedBy, nullable(c.FinishedAt), nullable(c.DueAt), nullable(c.SweepAt),
		c.OneClerk, nullable(c.RemindAt), c.Process, c.ID, read)
	if err != nil {
		return err
	}
	if n == 0 {
		return staleCase(ctx, tx, c.ID)
	}
	return nil
}

func staleCase(ctx context.Context, tx *db.Tx, caseID id.ID) error {
	var by string
	var at int64
	err := tx.Row(ctx, `SELECT updated_by, updated_at FROM casework_case WHERE id = $1`, caseID).Scan(&by, &at)
	if err != nil {
		return err
	}
	return stale(ctx, by, clock.FromMillis(at))
}

// What stands for those who changed a case and are no colleagues: handlers are not
// told an applicant's name in full by a fault.
const (
	updatedByLaw       = "by-law"
	updatedByApplicant = "by-applicant"
)

// updater is what a case remembers of who changed it last.
func updater(by actor.Actor) string {
	switch by.Kind {
	case actor.System:
		return updatedByLaw
	case actor.Citizen:
		return updatedByApplicant
	}
	return by.Name
}

// stale is the fault of whoever acts on a case that has changed meanwhile. Staff are
// told which colleague was faster, nobody else is told a name.
func stale(ctx context.Context, by string, at time.Time) error {
	if by == updatedByLaw || by == updatedByApplicant {
		return fault.New(fault.Conflict, "casework.stale-"+by, message.Stamp(at))
	}
	if actor.From(ctx).Kind != actor.Staff {
		return fault.New(fault.Conflict, "casework.stale-other", at.Format("15:04:05"))
	}
	return fault.New(fault.Conflict, "casework.stale", by, at.Format("15:04:05"))
}

func insertRecord(ctx context.Context, tx *db.Tx, caseID id.ID, r Record) error {
	detail, err := shorthand.Marshal(r.Detail)
	if err != nil {
		return err
	}
	return tx.Send(ctx, `INSERT INTO casework_event (case_id, seq, kind, at, actor, actor_name, department, from_status, to_status, detail, note)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '', $10)`,
		caseID, r.Seq, r.Event, clock.Millis(r.At), r.Actor, r.ActorName, r.Department, r.From, r.To, detail)
}

func askRecords(ctx context.Context, tx *db.Tx, w which) func() ([]Record, error) {
	return db.Ask(ctx, tx, scanRecord, `SELECT seq, kind, at, actor, actor_name, department, from_status, to_status, detail, note
		FROM casework_event WHERE case_id = `+w.id+` ORDER BY seq`, w.arg)
}

func scanRecord(row db.Scanner) (r Record, err error) {
	var at int64
	var detail string
	var note []byte
	if err := row.Scan(&r.Seq, &r.Event, &at, &r.Actor, &r.ActorName, &r.Department, &r.From, &r.To, &detail, &note); err != nil {
		return r, err
	}
	r.At = clock.FromMillis(at)
	return r, shorthand.Unmarshal(note, detail, &r.Detail)
}

func insertSubmission(ctx context.Context, tx *db.Tx, caseID id.ID, seq int64, at time.Time, document string) error {
	return tx.Send(ctx, `INSERT INTO casework_submission (case_id, seq, at, document, note) VALUES ($1, $2, $3, '', $4)`,
		caseID, seq, clock.Millis(at), shorthand.Write(document))
}

// submissionRow is a submission as stored, its sensitive values sealed.
type submissionRow struct {
	seq      int64
	at       time.Time
	document string
}

func askSubmissions(ctx context.Context, tx *db.Tx, w which) func() ([]submissionRow, error) {
	scan := func(row db.Scanner) (s submissionRow, err error) {
		var at int64
		var note []byte
		if err := row.Scan(&s.seq, &at, &s.document, &note); err != nil {
			return s, err
		}
		s.at = clock.FromMillis(at)
		s.document, err = shorthand.Open(note, s.document)
		return s, err
	}
	return db.Ask(ctx, tx, scan, `SELECT seq, at, document, note FROM casework_submission WHERE case_id = `+w.id+` ORDER BY seq`, w.arg)
}

func insertNotice(ctx context.Context, tx *db.Tx, caseID id.ID, n Notice) error {
	body, err := shorthand.Marshal(n.Body)
	if err != nil {
		return err
	}
	return tx.Send(ctx, `INSERT INTO casework_notice (id, case_id, kind, number, at, body, note) VALUES ($1, $2, $3, $4, $5, '', $6)`,
		n.ID, caseID, n.Kind, n.Number, clock.Millis(n.At), body)
}

func askNotices(ctx context.Context, tx *db.Tx, w which) func() ([]Notice, error) {
	scan := func(row db.Scanner) (n Notice, err error) {
		var at int64
		var body string
		var note []byte
		if err := row.Scan(&n.ID, &n.Kind, &n.Number, &at, &body, &note); err != nil {
			return n, err
		}
		n.At = clock.FromMillis(at)
		return n, shorthand.Unmarshal(note, body, &n.Body)
	}
	return db.Ask(ctx, tx, scan, `SELECT id, kind, number, at, body, note FROM casework_notice WHERE case_id = `+w.id+` ORDER BY id`, w.arg)
}

// takeNumber returns the next number of a sequence: per item and day, or per
// department, kind and year. A number of an undone unit is given out again.
func takeNumber(ctx context.Context, tx *db.Tx, name string) (n int64, err error) {
	err = tx.Row(ctx, `INSERT INTO casework_sequence (name, last) VALUES ($1, 1)
		ON CONFLICT (name) DO UPDATE SET last = casework_sequence.last + 1 RETURNING last`, name).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("number of %s: %w", name, err)
	}
	return n, nil
}

// findLockout returns until when a case is closed to /track, zero if it is open.
func findLockout(ctx context.Context, tx *db.Tx, caseID id.ID) (until time.Time, err error) {
	var ms int64
	err = tx.Row(ctx, `SELECT until FROM casework_lockout WHERE case_id = $1`, caseID).Scan(&ms)
	if errors.Is(err, db.ErrNoRows) {
		return time.Time{}, nil
	}
	return clock.FromMillis(ms), err
}

// countFailedTrack counts a wrong query code and returns how many there were since
// the last lock, and until when that lasts.
func countFailedTrack(ctx context.Context, tx *db.Tx, caseID id.ID) (failures int64, until time.Time, err error) {
	var ms int64
	err = tx.Row(ctx, `INSERT INTO casework_lockout (case_id, failures, until) VALUES ($1, 1, 0)
		ON CONFLICT (case_id) DO UPDATE SET failures = casework_lockout.failures + 1
		RETURNING failures, until`, caseID).Scan(&failures, &ms)
	return failures, clock.FromMillis(ms), err
}

// lockTrack closes a case to /track and begins to count anew.
func lockTrack(ctx context.Context, tx *db.Tx, caseID id.ID, until time.Time) error {
	return tx.Send(ctx, `UPDATE casework_lockout SET failures = 0, until = $1 WHERE case_id = $2`, clock.Millis(until), caseID)
}

// listCompleted returns when the latest completed cases of an item were received and
// finished.
func listCompleted(ctx context.Context, tx *db.Tx, itemCode string, limit int) ([]span, error) {
	return db.List(ctx, tx, func(row db.Scanner) (s span, err error) {
		var from, to int64
		err = row.Scan(&from, &to)
		s.from, s.to = clock.FromMillis(from), clock.FromMillis(to)
		return s, err
	}, `SELECT received_at, finished_at FROM casework_case
		WHERE item_code = $1 AND status = 'COMPLETED' ORDER BY finished_at DESC, received_at DESC LIMIT $2`, itemCode, limit)
}

// listCasesToRemind returns cases of whose date somebody is to be reminded.
func listCasesToRemind(ctx context.Context, tx *db.Tx, now time.Time, limit int) ([]string, error) {
	scan := func(row db.Scanner) (no string, err error) { return no, row.Scan(&no) }
	return db.List(ctx, tx, scan, `SELECT no FROM casework_case
		WHERE remind_at IS NOT NULL AND remind_at <= $1 ORDER BY remind_at, id LIMIT $2`, clock.Millis(now), limit)
}

// markReminded takes c off the list of those to be reminded of, and reports whether it is
// the first time for the date that c has. A case that has moved meanwhile is a Conflict.
func markReminded(ctx context.Context, tx *db.Tx, c *Case, now time.Time) (first bool, err error) {
	var reminded, due *int64
	err = tx.Row(ctx, `SELECT reminded_for, due_at FROM casework_case WHERE id = $1`, c.ID).Scan(&reminded, &due)
	if err != nil {
		return false, err
	}
	n, err := tx.Exec(ctx, `UPDATE casework_case SET remind_at = NULL, reminded_for = due_at
		WHERE id = $1 AND version = $2 AND remind_at <= $3`, c.ID, c.Version, clock.Millis(now))
	if err == nil && n == 0 {
		return false, fault.New(fault.Conflict, "casework.not-now")
	}
	return reminded == nil || due == nil || *reminded != *due, err
}
