package entitlement

import (
	"context"
	"errors"
	"time"

	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/id"
)

// invitationRow is an invitation as stored.
type invitationRow struct {
	Invitation
	facts []byte
}

const invitationColumns = `id, code, item, item_name, department, account, matter, state, mark, facts, invited_at, expires_at, application, case_no, ended_at`

func scanInvitation(row db.Scanner) (i invitationRow, err error) {
	var invited, expires, ended int64
	err = row.Scan(&i.ID, &i.Code, &i.Item, &i.ItemName, &i.Department, &i.Account, &i.Matter, &i.State, &i.Mark, &i.facts,
		&invited, &expires, &i.Application, &i.CaseNo, &ended)
	if errors.Is(err, db.ErrNoRows) {
		return i, errUnknown
	}
	i.InvitedAt, i.ExpiresAt, i.EndedAt = clock.FromMillis(invited), clock.FromMillis(expires), moment(ended)
	return i, err
}

// moment reads a time that may be none.
func moment(ms int64) time.Time {
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

func findInvitation(ctx context.Context, tx *db.Tx, key id.ID) (invitationRow, error) {
	return scanInvitation(tx.Row(ctx, `SELECT `+invitationColumns+` FROM entitlement_invitation WHERE id = $1`, key))
}

// findLast returns the newest invitation of somebody to one matter, nil if there is none.
func findLast(ctx context.Context, tx *db.Tx, code string, account id.ID, matter string) (*Invitation, error) {
	row, err := scanInvitation(tx.Row(ctx, `SELECT `+invitationColumns+` FROM entitlement_invitation
		WHERE account = $1 AND code = $2 AND matter = $3 ORDER BY id DESC LIMIT 1`, account, code, matter))
	if err == errUnknown {
		return nil, nil
	}
	return &row.Invitation, err
}

func listOf(ctx context.Context, tx *db.Tx, account id.ID, limit int) ([]invitationRow, error) {
	return db.List(ctx, tx, scanInvitation, `SELECT `+invitationColumns+` FROM entitlement_invitation WHERE account = $1 ORDER BY id DESC LIMIT $2`, account, limit)
}

func listOpenOf(ctx context.Context, tx *db.Tx, account id.ID) ([]invitationRow, error) {
	return db.List(ctx, tx, scanInvitation, `SELECT `+invitationColumns+` FROM entitlement_invitation WHERE account = $1 AND state = 'open' ORDER BY id`, account)
}

// listExpired returns open invitations whose time is over.
func listExpired(ctx context.Context, tx *db.Tx, now time.Time, limit int) ([]invitationRow, error) {
	return db.List(ctx, tx, scanInvitation, `SELECT `+invitationColumns+` FROM entitlement_invitation
		WHERE state = 'open' AND expires_at <= $1 ORDER BY expires_at, id LIMIT $2`, clock.Millis(now), limit)
}

// listOpenUnder returns open invitations of a programme.
func listOpenUnder(ctx context.Context, tx *db.Tx, code string, limit int) ([]invitationRow, error) {
	return db.List(ctx, tx, scanInvitation, `SELECT `+invitationColumns+` FROM entitlement_invitation WHERE code = $1 AND state = 'open' ORDER BY id LIMIT $2`, code, limit)
}

// insertInvitation stores an open invitation, unless there is one.
func insertInvitation(ctx context.Context, tx *db.Tx, i *Invitation, sealed []byte) (first bool, err error) {
	n, err := tx.Exec(ctx, `INSERT INTO entitlement_invitation (`+invitationColumns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, 'open', $8, $9, $10, $11, 0, '', 0) ON CONFLICT (code, account, matter) WHERE state = 'open' DO NOTHING`,
		i.ID, i.Code, i.Item, i.ItemName, i.Department, i.Account, i.Matter, i.Mark, sealed, clock.Millis(i.InvitedAt), clock.Millis(i.ExpiresAt))
	return n > 0, err
}

// endInvitation moves an open invitation and forgets its facts, false if it is not open.
func endInvitation(ctx context.Context, tx *db.Tx, key id.ID, to State, now time.Time) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE entitlement_invitation SET state = $1, ended_at = $2, facts = $3 WHERE id = $4 AND state = 'open'`,
		to, clock.Millis(now), []byte{}, key)
	return n > 0, err
}

// bindInvitation notes the application that confirming began in the place of one before, false
// if the invitation is not open or another was first.
func bindInvitation(ctx context.Context, tx *db.Tx, key, before, application id.ID) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE entitlement_invitation SET application = $1 WHERE id = $2 AND state = 'open' AND application = $3`, application, key, before)
	return n > 0, err
}

// confirmInvitation moves the open invitation to which an application belongs, with the facts it
// rests on now; false if there is none.
func confirmInvitation(ctx context.Context, tx *db.Tx, application id.ID, caseNo string, now time.Time) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE entitlement_invitation SET state = 'confirmed', case_no = $1, ended_at = $2 WHERE application = $3 AND state = 'open'`,
		caseNo, clock.Millis(now), application)
	return n > 0, err
}

// findByApplication returns the invitation whose confirming began an application, nil if none has.
func findByApplication(ctx context.Context, tx *db.Tx, application id.ID) (*invitationRow, error) {
	row, err := scanInvitation(tx.Row(ctx, `SELECT `+invitationColumns+` FROM entitlement_invitation WHERE application = $1 AND application <> 0 ORDER BY id DESC LIMIT 1`, application))
	if err == errUnknown {
		return nil, nil
	}
	return &row, err
}

// updateFacts keeps what an open invitation rests on at confirmation.
func updateFacts(ctx context.Context, tx *db.Tx, key id.ID, mark, sealed []byte) error {
	_, err := tx.Exec(ctx, `UPDATE entitlement_invitation SET mark = $1, facts = $2 WHERE id = $3 AND state = 'open'`, mark, sealed, key)
	return err
}

// enter locks the row of a person and returns since when they object.
func enter(ctx context.Context, tx *db.Tx, account id.ID) (time.Time, error) {
	var objected int64
	err := tx.Row(ctx, `INSERT INTO entitlement_person (account, objected_at, seq) VALUES ($1, 0, 1)
		ON CONFLICT (account) DO UPDATE SET seq = entitlement_person.seq + 1 RETURNING objected_at`, account).Scan(&objected)
	return moment(objected), err
}

func findObjection(ctx context.Context, tx *db.Tx, account id.ID) (time.Time, error) {
	var objected int64
	err := tx.Row(ctx, `SELECT objected_at FROM entitlement_person WHERE account = $1`, account).Scan(&objected)
	if errors.Is(err, db.ErrNoRows) {
		err = nil
	}
	return moment(objected), err
}

// setObjection begins or, with no time, ends an objection; false if it is so already.
func setObjection(ctx context.Context, tx *db.Tx, account id.ID, at time.Time) (changed bool, err error) {
	before, err := enter(ctx, tx, account)
	if err != nil || before.IsZero() == at.IsZero() {
		return false, err
	}
	_, err = tx.Exec(ctx, `UPDATE entitlement_person SET objected_at = $1 WHERE account = $2`, millis(at), account)
	return true, err
}

// noteLook stores what was looked at, false if that is what was noted before.
func noteLook(ctx context.Context, tx *db.Tx, code string, account id.ID, matter string, mark []byte, now time.Time) (bool, error) {
	n, err := tx.Exec(ctx, `INSERT INTO entitlement_look (code, account, matter, mark, at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (code, account, matter) DO UPDATE SET mark = excluded.mark, at = excluded.at WHERE entitlement_look.mark <> excluded.mark`,
		code, account, matter, mark, clock.Millis(now))
	return n > 0, err
}

func forgetLooks(ctx context.Context, tx *db.Tx, account id.ID) error {
	_, err := tx.Exec(ctx, `DELETE FROM entitlement_look WHERE account = $1`, account)
	return err
}

func insertDue(ctx context.Context, tx *db.Tx, account id.ID, at time.Time) error {
	_, err := tx.Exec(ctx, `INSERT INTO entitlement_due (account, at) VALUES ($1, $2) ON CONFLICT (account) DO UPDATE SET at = excluded.at`, account, clock.Millis(at))
	return err
}

// dueAt is an account to look at, and since when.
type dueAt struct {
	account id.ID
	at      int64
}

func listDue(ctx context.Context, tx *db.Tx, limit int) ([]dueAt, error) {
	return db.List(ctx, tx, func(row db.Scanner) (d dueAt, err error) { return d, row.Scan(&d.account, &d.at) },
		`SELECT account, at FROM entitlement_due ORDER BY account LIMIT $1`, limit)
}

// deleteDue takes an account off, unless something happened to it meanwhile.
func deleteDue(ctx context.Context, tx *db.Tx, d dueAt) error {
	_, err := tx.Exec(ctx, `DELETE FROM entitlement_due WHERE account = $1 AND at = $2`, d.account, d.at)
	return err
}
