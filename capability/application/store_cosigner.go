package application

import (
	"context"

	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/id"
)

// cosignerRow is a cosigner as stored.
type cosignerRow struct {
	Cosigner
	index, digest, sealed []byte
	part                  cosignedPart
}

// putCosignature keeps how somebody signed; the latest counts.
func putCosignature(ctx context.Context, tx *db.Tx, applicationID id.ID, c cosignerRow) error {
	return tx.Send(ctx, `INSERT INTO application_cosigner
		(application_id, party, number_index, wanted, method, digest, signed_at, witness, sealed) VALUES ($1, $2, $3, FALSE, $4, $5, $6, $7, $8)
		ON CONFLICT (application_id, party, number_index) DO UPDATE
		SET method = $4, digest = $5, signed_at = $6, witness = $7, sealed = $8`,
		applicationID, c.Party, c.index, string(c.Method), c.digest, clock.Millis(c.SignedAt), c.Witness, c.sealed)
}

// wantCosigners says who has to sign what has just been handed in. Whoever signed the part
// as it is has done so.
func wantCosigners(ctx context.Context, tx *db.Tx, applicationID id.ID, wanted []cosignerRow) error {
	err := tx.Send(ctx, `UPDATE application_cosigner SET wanted = FALSE WHERE application_id = $1`, applicationID)
	for _, c := range wanted {
		if err == nil {
			err = tx.Send(ctx, `INSERT INTO application_cosigner
				(application_id, party, number_index, wanted, method, digest, signed_at, witness, sealed) VALUES ($1, $2, $3, TRUE, '', $4, 0, '', $5)
				ON CONFLICT (application_id, party, number_index) DO UPDATE SET wanted = TRUE,
				signed_at = CASE WHEN application_cosigner.digest = $4 THEN application_cosigner.signed_at ELSE 0 END`,
				applicationID, c.Party, c.index, c.digest, c.sealed)
		}
	}
	return err
}

func listCosigners(ctx context.Context, tx *db.Tx, applicationID id.ID) ([]cosignerRow, error) {
	scan := func(row db.Scanner) (c cosignerRow, err error) {
		var at int64
		err = row.Scan(&c.Party, &c.index, &c.Method, &c.digest, &at, &c.Witness, &c.sealed)
		if at != 0 {
			c.SignedAt = clock.FromMillis(at)
		}
		return c, err
	}
	return db.List(ctx, tx, scan, `SELECT party, number_index, method, digest, signed_at, witness, sealed FROM application_cosigner
		WHERE application_id = $1 ORDER BY party, number_index`, applicationID)
}

// hasUnsigned reports whether somebody has not yet signed what was handed in.
func hasUnsigned(ctx context.Context, tx *db.Tx, applicationID id.ID) (open bool, err error) {
	err = tx.Row(ctx, `SELECT EXISTS (SELECT 1 FROM application_cosigner WHERE application_id = $1 AND wanted AND signed_at = 0)`, applicationID).Scan(&open)
	return open, err
}

func deleteCosigners(ctx context.Context, tx *db.Tx, applicationID id.ID) error {
	return tx.Send(ctx, `DELETE FROM application_cosigner WHERE application_id = $1`, applicationID)
}
