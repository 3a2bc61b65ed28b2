package application

import (
	"context"
	"errors"
	"time"

	"tongban/capability/casework"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/shorthand"
)

// applicationRow is an application as stored: JSON, sensitive values sealed.
type applicationRow struct {
	Application
	answers, body, lost string
	sources             string // of the answers, see service_prefill.go
	share               bool   // of what was handed in for several items as one
}

const applicationColumns = `id, owner, item_code, version_id, answers, body, note, version, created_at, updated_at, expires_at, lost, case_id`

const readColumns = applicationColumns + `, EXISTS (SELECT 1 FROM application_share s WHERE s.application_id = casework_application.id)`

func scanApplication(row db.Scanner) (a applicationRow, err error) {
	var created, updated, expires int64
	var caseID *int64
	var note []byte
	err = row.Scan(&a.ID, &a.Owner, &a.ItemCode, &a.VersionID, &a.answers, &a.body, &note, &a.Version, &created, &updated, &expires, &a.lost, &caseID, &a.share)
	if err != nil {
		return a, err
	}
	a.CreatedAt, a.UpdatedAt, a.ExpiresAt = clock.FromMillis(created), clock.FromMillis(updated), clock.FromMillis(expires)
	if caseID != nil {
		a.CaseID = id.ID(*caseID)
	}
	a.body, err = shorthand.Open(note, a.body)
	return a, err
}

func findApplication(ctx context.Context, tx *db.Tx, applicationID id.ID) (applicationRow, error) {
	a, err := scanApplication(tx.Row(ctx, `SELECT `+readColumns+` FROM casework_application WHERE id = $1`, applicationID))
	if errors.Is(err, db.ErrNoRows) {
		return a, fault.New(fault.NotFound, "application.unknown-application")
	}
	if err != nil {
		return a, err
	}
	a.Materials, err = listMaterials(ctx, tx, applicationID)
	return a, err
}

// listDrafts returns an applicant's open drafts, newest first.
func listDrafts(ctx context.Context, tx *db.Tx, owner id.ID, limit int) ([]applicationRow, error) {
	return db.List(ctx, tx, scanApplication, `SELECT `+readColumns+` FROM casework_application
		WHERE owner = $1 AND case_id IS NULL ORDER BY id DESC LIMIT $2`, owner, limit)
}

func insertApplication(ctx context.Context, tx *db.Tx, a applicationRow) error {
	return tx.Send(ctx, `INSERT INTO casework_application (`+applicationColumns+`)
		VALUES ($1, $2, $3, $4, $5, '', $6, $7, $8, $9, $10, $11, NULL)`,
		a.ID, a.Owner, a.ItemCode, a.VersionID, a.answers, shorthand.Write(a.body), a.Version,
		clock.Millis(a.CreatedAt), clock.Millis(a.UpdatedAt), clock.Millis(a.ExpiresAt), a.lost)
}

// updateApplication writes values if a still has the version it was read with.
func updateApplication(ctx context.Context, tx *db.Tx, a applicationRow, now time.Time) error {
	n, err := tx.Exec(ctx, `UPDATE casework_application SET answers = $1, body = '', note = $2, lost = $3, version_id = $4,
		version = version + 1, updated_at = $5, expires_at = $6 WHERE id = $7 AND version = $8`,
		a.answers, shorthand.Write(a.body), a.lost, a.VersionID, clock.Millis(now), clock.Millis(now.Add(draftLife)), a.ID, a.Version)
	return changed(n, err)
}

// touchApplication makes a change of materials visible to whoever submits.
func touchApplication(ctx context.Context, tx *db.Tx, a applicationRow, now time.Time) error {
	n, err := tx.Exec(ctx, `UPDATE casework_application SET version = version + 1, updated_at = $1
		WHERE id = $2 AND version = $3`, clock.Millis(now), a.ID, a.Version)
	return changed(n, err)
}

// submitApplication ties the draft to its case, once.
func submitApplication(ctx context.Context, tx *db.Tx, a applicationRow, caseID id.ID) error {
	n, err := tx.Exec(ctx, `UPDATE casework_application SET case_id = $1, version = version + 1
		WHERE id = $2 AND version = $3 AND case_id IS NULL`, caseID, a.ID, a.Version)
	return changed(n, err)
}

func changed(n int64, err error) error {
	if err == nil && n == 0 {
		return fault.New(fault.Conflict, "application.application-changed")
	}
	return err
}

// deleteDraft removes a draft nobody has touched since it was read.
func deleteDraft(ctx context.Context, tx *db.Tx, a applicationRow) error {
	if err := deleteInvitations(ctx, tx, a.ID); err != nil {
		return err
	}
	if err := deleteCosigners(ctx, tx, a.ID); err != nil {
		return err
	}
	if err := deleteShare(ctx, tx, a.ID); err != nil {
		return err
	}
	if err := tx.Send(ctx, `DELETE FROM casework_material WHERE application_id = $1`, a.ID); err != nil {
		return err
	}
	return changed(tx.Exec(ctx, `DELETE FROM casework_application
		WHERE id = $1 AND version = $2 AND case_id IS NULL`, a.ID, a.Version))
}

func listExpiredDrafts(ctx context.Context, tx *db.Tx, now time.Time, limit int) ([]id.ID, error) {
	scan := func(row db.Scanner) (v id.ID, err error) { return v, row.Scan(&v) }
	return db.List(ctx, tx, scan, `SELECT id FROM casework_application
		WHERE case_id IS NULL AND expires_at <= $1 ORDER BY expires_at, id LIMIT $2`, clock.Millis(now), limit)
}

const materialColumns = `id, code, source, reference, name, size, added_at`

func listMaterials(ctx context.Context, tx *db.Tx, applicationID id.ID) ([]casework.Material, error) {
	scan := func(row db.Scanner) (m casework.Material, err error) {
		var added int64
		err = row.Scan(&m.ID, &m.Code, &m.Source, &m.Reference, &m.Name, &m.Size, &added)
		m.AddedAt = clock.FromMillis(added)
		return m, err
	}
	return db.List(ctx, tx, scan, `SELECT `+materialColumns+` FROM casework_material
		WHERE application_id = $1 AND removed_at IS NULL ORDER BY id`, applicationID)
}

func insertMaterial(ctx context.Context, tx *db.Tx, applicationID id.ID, m casework.Material) error {
	return tx.Send(ctx, `INSERT INTO casework_material (application_id, `+materialColumns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		applicationID, m.ID, m.Code, m.Source, m.Reference, m.Name, m.Size, clock.Millis(m.AddedAt))
}

// removeMaterials takes a material out of the working copy. What was submitted
// keeps it: submissions list their materials themselves.
func removeMaterials(ctx context.Context, tx *db.Tx, applicationID id.ID, code string, now time.Time) (int64, error) {
	return tx.Exec(ctx, `UPDATE casework_material SET removed_at = $1
		WHERE application_id = $2 AND code = $3 AND removed_at IS NULL`, clock.Millis(now), applicationID, code)
}
