package identity

import (
	"context"
	"encoding/json"

	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/id"
)

// findAccount returns the member with this account, and what is kept of the password.
func findAccount(ctx context.Context, tx *db.Tx, account string) (m Member, hash string, err error) {
	m, err = scanMember(tx.Row(ctx, `SELECT `+staffColumns+` FROM identity_staff WHERE account = $1`, account))
	if err != nil {
		return m, "", known(err)
	}
	err = tx.Row(ctx, `SELECT password FROM identity_staff WHERE id = $1`, m.ID).Scan(&hash)
	return m, hash, err
}

func listStaff(ctx context.Context, tx *db.Tx) ([]Member, error) {
	return db.List(ctx, tx, scanMember, `SELECT `+staffColumns+` FROM identity_staff ORDER BY account`)
}

func listStaffAfter(ctx context.Context, tx *db.Tx, account string, limit int) ([]Member, error) {
	return db.List(ctx, tx, scanMember, `SELECT `+staffColumns+` FROM identity_staff WHERE account > $1 ORDER BY account LIMIT $2`, account, limit)
}

func updatePassword(ctx context.Context, tx *db.Tx, member id.ID, hash string, mustChange bool) error {
	return tx.Send(ctx, `UPDATE identity_staff SET password = $1, must_change = $2 WHERE id = $3`, hash, mustChange, member)
}

func updateMember(ctx context.Context, tx *db.Tx, m Member) error {
	roles, err := json.Marshal(m.Roles)
	if err != nil {
		return err
	}
	return tx.Send(ctx, `UPDATE identity_staff SET roles = $1, active = $2, department = $3, outlet = $4 WHERE id = $5`,
		string(roles), m.Active, m.Department, m.Outlet, m.ID)
}

// deleteOthers ends every session of a subject but one.
func deleteOthers(ctx context.Context, tx *db.Tx, kind actor.Kind, subject, kept id.ID) error {
	return tx.Send(ctx, `DELETE FROM identity_session WHERE kind = $1 AND subject = $2 AND id <> $3`, string(kind), subject, kept)
}
