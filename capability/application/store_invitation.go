package application

import (
	"context"
	"errors"
	"time"

	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/id"
)

// invitationRow is an invitation as stored: its token sealed.
type invitationRow struct {
	Invitation
	sealed []byte
}

const invitationColumns = `id, application_id, party, sealed, invited_by, created_at, expires_at, claimed_by, claimed_name, claimed_at, done_at, revoked_at`

func scanInvitation(row db.Scanner) (i invitationRow, err error) {
	var created, expires int64
	var claimedBy, claimed, done, revoked *int64
	err = row.Scan(&i.ID, &i.Application, &i.Party, &i.sealed, &i.InvitedBy, &created, &expires, &claimedBy, &i.ClaimedName, &claimed, &done, &revoked)
	i.CreatedAt, i.ExpiresAt = clock.FromMillis(created), clock.FromMillis(expires)
	if claimedBy != nil {
		i.ClaimedBy = id.ID(*claimedBy)
	}
	i.ClaimedAt, i.DoneAt, i.RevokedAt = instant(claimed), instant(done), instant(revoked)
	return i, err
}

// instant reads a nullable column.
func instant(ms *int64) time.Time {
	if ms == nil {
		return time.Time{}
	}
	return clock.FromMillis(*ms)
}

func insertInvitation(ctx context.Context, tx *db.Tx, i *Invitation, token, sealed []byte) error {
	return tx.Send(ctx, `INSERT INTO application_invitation (id, application_id, party, token, sealed, invited_by, created_at, expires_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		i.ID, i.Application, i.Party, token, sealed, i.InvitedBy, clock.Millis(i.CreatedAt), clock.Millis(i.ExpiresAt))
}

func findInvitation(ctx context.Context, tx *db.Tx, token []byte) (invitationRow, error) {
	i, err := scanInvitation(tx.Row(ctx, `SELECT `+invitationColumns+` FROM application_invitation WHERE token = $1`, token))
	if errors.Is(err, db.ErrNoRows) {
		return i, errInvitation
	}
	return i, err
}

// listInvitations returns the links of an application that were not revoked.
func listInvitations(ctx context.Context, tx *db.Tx, applicationID id.ID) ([]invitationRow, error) {
	return db.List(ctx, tx, scanInvitation, `SELECT `+invitationColumns+` FROM application_invitation
		WHERE application_id = $1 AND revoked_at IS NULL ORDER BY id`, applicationID)
}

// revokeInvitations ends the links of a party.
func revokeInvitations(ctx context.Context, tx *db.Tx, applicationID id.ID, party string, now time.Time) error {
	return tx.Send(ctx, `UPDATE application_invitation SET revoked_at = $1
		WHERE application_id = $2 AND party = $3 AND revoked_at IS NULL`, clock.Millis(now), applicationID, party)
}

// revokeInvitation ends one link of an application.
func revokeInvitation(ctx context.Context, tx *db.Tx, applicationID, invitation id.ID, now time.Time) error {
	n, err := tx.Exec(ctx, `UPDATE application_invitation SET revoked_at = $1
		WHERE id = $2 AND application_id = $3 AND revoked_at IS NULL`, clock.Millis(now), invitation, applicationID)
	if err == nil && n == 0 {
		return errInvitation
	}
	return err
}

// claimInvitation ties a link to the first person who takes it on.
func claimInvitation(ctx context.Context, tx *db.Tx, invitation, person id.ID, name string, now time.Time) error {
	n, err := tx.Exec(ctx, `UPDATE application_invitation SET claimed_by = $1, claimed_name = $2, claimed_at = $3
		WHERE id = $4 AND revoked_at IS NULL AND (claimed_by IS NULL OR claimed_by = $1)`, person, name, clock.Millis(now), invitation)
	if err == nil && n == 0 {
		return errInvitation
	}
	return err
}

// finishInvitation notes when the part was complete and reports whether that is news.
func finishInvitation(ctx context.Context, tx *db.Tx, invitation id.ID, now time.Time) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE application_invitation SET done_at = $1
		WHERE id = $2 AND revoked_at IS NULL AND done_at IS NULL`, clock.Millis(now), invitation)
	return n > 0, err
}

// deleteInvitations removes what belongs to a draft that is deleted.
func deleteInvitations(ctx context.Context, tx *db.Tx, applicationID id.ID) error {
	return tx.Send(ctx, `DELETE FROM application_invitation WHERE application_id = $1`, applicationID)
}
