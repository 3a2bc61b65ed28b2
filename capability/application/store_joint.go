package application

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/id"
)

// jointRow is what was handed in for several items as one, as stored.
type jointRow struct {
	Application id.ID
	ID          id.ID // of what it became
	VersionID   id.ID
	HandedAt    time.Time
	sealed      []byte
}

func insertJoint(ctx context.Context, tx *db.Tx, j jointRow) error {
	return tx.Send(ctx, `INSERT INTO application_joint (application_id, joint_id, version_id, handed_at, sealed) VALUES ($1, $2, $3, $4, $5)`,
		j.Application, j.ID, j.VersionID, clock.Millis(j.HandedAt), j.sealed)
}

// findJoint returns what was handed in with an application for several items, false if it is
// none or was not handed in.
func findJoint(ctx context.Context, tx *db.Tx, applicationID id.ID) (j jointRow, is bool, err error) {
	var at int64
	err = tx.Row(ctx, `SELECT application_id, joint_id, version_id, handed_at, sealed FROM application_joint WHERE application_id = $1`, applicationID).
		Scan(&j.Application, &j.ID, &j.VersionID, &at, &j.sealed)
	if errors.Is(err, db.ErrNoRows) {
		return j, false, nil
	}
	j.HandedAt = clock.FromMillis(at)
	return j, err == nil, err
}

func insertShare(ctx context.Context, tx *db.Tx, applicationID, joint id.ID, materials map[string]string) error {
	text, err := marshal(materials)
	if err != nil {
		return err
	}
	return tx.Send(ctx, `INSERT INTO application_share (application_id, joint, materials) VALUES ($1, $2, $3)`, applicationID, joint, text)
}

// findShare returns the application that another is a share of, zero if it is none, and by the
// code of each of its materials the code it has there.
func findShare(ctx context.Context, tx *db.Tx, applicationID id.ID) (joint id.ID, materials map[string]string, err error) {
	var text string
	err = tx.Row(ctx, `SELECT joint, materials FROM application_share WHERE application_id = $1`, applicationID).Scan(&joint, &text)
	if errors.Is(err, db.ErrNoRows) {
		return 0, nil, nil
	}
	if err != nil {
		return 0, nil, err
	}
	return joint, materials, json.Unmarshal([]byte(text), &materials)
}

// deleteShare removes what belongs to a draft that is deleted.
func deleteShare(ctx context.Context, tx *db.Tx, applicationID id.ID) error {
	return tx.Send(ctx, `DELETE FROM application_share WHERE application_id = $1`, applicationID)
}
