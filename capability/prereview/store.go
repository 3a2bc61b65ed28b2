package prereview

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"tongban/capability/access"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

var errUnknown = fault.New(fault.NotFound, "prereview.unknown")

const columns = `id, number, application_id, draft_version, print, owner, applicant_name, for_firm, item_code, item_name,
	department, outlet, region, state, elsewhere, version, asked_at, due_at, assignee, assignee_name,
	answered_at, answered_by, opinion, gaps, handed_at, list_no, result, result_no, result_note, result_at`

func scan(row db.Scanner) (*Request, error) {
	r := &Request{}
	var asked, due, answered, handed, settled int64
	var gaps []byte
	err := row.Scan(&r.ID, &r.Number, &r.Application, &r.DraftVersion, &r.Print, &r.Owner, &r.ApplicantName, &r.Firm, &r.ItemCode, &r.ItemName,
		&r.Department, &r.Outlet, &r.Region, &r.State, &r.Elsewhere, &r.Version, &asked, &due, &r.Assignee, &r.AssigneeName,
		&answered, &r.AnsweredBy, &r.Opinion, &gaps, &handed, &r.ListNo, &r.Result, &r.ResultNo, &r.ResultNote, &settled)
	if errors.Is(err, db.ErrNoRows) {
		return nil, errUnknown
	}
	if err != nil {
		return nil, err
	}
	r.AskedAt, r.DueAt = clock.FromMillis(asked), clock.FromMillis(due)
	r.AnsweredAt, r.HandedAt, r.ResultAt = instant(answered), instant(handed), instant(settled)
	return r, json.Unmarshal(gaps, &r.Gaps)
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

func insertRequest(ctx context.Context, tx *db.Tx, r *Request) error {
	_, err := tx.Exec(ctx, `INSERT INTO prereview_request (`+columns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30)`,
		r.ID, r.Number, r.Application, r.DraftVersion, r.Print, r.Owner, r.ApplicantName, r.Firm, r.ItemCode, r.ItemName,
		r.Department, r.Outlet, r.Region, r.State, r.Elsewhere, r.Version, clock.Millis(r.AskedAt), clock.Millis(r.DueAt), r.Assignee, r.AssigneeName,
		0, r.AnsweredBy, r.Opinion, "[]", 0, r.ListNo, r.Result, r.ResultNo, r.ResultNote, 0)
	if db.IsUnique(err) {
		return fault.New(fault.Conflict, "prereview.waits")
	}
	return err
}

// updateRequest stores r if it still has the version it was read with.
func updateRequest(ctx context.Context, tx *db.Tx, r *Request) error {
	gaps, err := json.Marshal(append(r.Gaps[:0:0], r.Gaps...))
	if err != nil {
		return err
	}
	if len(r.Gaps) == 0 {
		gaps = []byte("[]")
	}
	n, err := tx.Exec(ctx, `UPDATE prereview_request SET state = $1, version = version + 1, draft_version = $2, print = $3,
			assignee = $4, assignee_name = $5, answered_at = $6, answered_by = $7, opinion = $8, gaps = $9,
			handed_at = $10, list_no = $11, result = $12, result_no = $13, result_note = $14, result_at = $15
		WHERE id = $16 AND version = $17`,
		r.State, r.DraftVersion, r.Print, r.Assignee, r.AssigneeName, millis(r.AnsweredAt), r.AnsweredBy, r.Opinion, string(gaps),
		millis(r.HandedAt), r.ListNo, r.Result, r.ResultNo, r.ResultNote, millis(r.ResultAt), r.ID, r.Version)
	if err == nil && n == 0 {
		return fault.New(fault.Conflict, "prereview.stale")
	}
	return err
}

func findRequest(ctx context.Context, tx *db.Tx, request id.ID) (*Request, error) {
	return scan(tx.Row(ctx, `SELECT `+columns+` FROM prereview_request WHERE id = $1`, request))
}

// latestOf finds the last request about an application.
func latestOf(ctx context.Context, tx *db.Tx, application id.ID) (*Request, error) {
	return scan(tx.Row(ctx, `SELECT `+columns+` FROM prereview_request WHERE application_id = $1 ORDER BY id DESC LIMIT 1`, application))
}

func countOf(ctx context.Context, tx *db.Tx, application id.ID) (n int, err error) {
	err = tx.Row(ctx, `SELECT COUNT(*) FROM prereview_request WHERE application_id = $1`, application).Scan(&n)
	return n, err
}

// place is where a page of a list begins: after this time and request.
type place struct {
	Time int64
	ID   id.ID
}

var reach = access.Columns{Department: "department", Outlet: "outlet", Region: "region", Owner: "owner", State: "state"}

// listWaiting returns the requests within scope that wait, by due date.
func listWaiting(ctx context.Context, tx *db.Tx, scope access.Filter, after place, limit int) ([]*Request, error) {
	within, args := scope.Where(reach, []any{after.Time, after.ID, limit})
	return db.List(ctx, tx, scan, `SELECT `+columns+` FROM prereview_request
		WHERE state = 'waiting' AND (due_at > $1 OR (due_at = $1 AND id > $2)) AND `+within+`
		ORDER BY due_at, id LIMIT $3`, args...)
}

// listElsewhere returns the requests within scope in one state that another platform
// decides, oldest answer first.
func listElsewhere(ctx context.Context, tx *db.Tx, scope access.Filter, s State, limit int) ([]*Request, error) {
	within, args := scope.Where(reach, []any{s, limit})
	return db.List(ctx, tx, scan, `SELECT `+columns+` FROM prereview_request
		WHERE elsewhere <> '' AND state = $1 AND `+within+` ORDER BY answered_at, id LIMIT $2`, args...)
}
