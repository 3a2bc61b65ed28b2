package application

import (
	"context"
	"errors"

	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/id"
	"tongban/kernel/shorthand"
)

// signatureRow is a signature as stored.
type signatureRow struct {
	Signature
	sealed []byte
}

const signatureColumns = `case_id, seq, signer, method, digest, notice, signed_at, sealed`

func insertSignature(ctx context.Context, tx *db.Tx, s signatureRow) error {
	return tx.Send(ctx, `INSERT INTO application_signature (`+signatureColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		s.CaseID, s.Seq, s.Signer, string(s.Method), s.Digest, s.Version, clock.Millis(s.SignedAt), s.sealed)
}

// listSignatures returns the signatures under the submissions of a case, oldest first.
func listSignatures(ctx context.Context, tx *db.Tx, caseID id.ID) ([]signatureRow, error) {
	scan := func(row db.Scanner) (s signatureRow, err error) {
		var at int64
		err = row.Scan(&s.CaseID, &s.Seq, &s.Signer, &s.Method, &s.Digest, &s.Version, &at, &s.sealed)
		s.SignedAt = clock.FromMillis(at)
		return s, err
	}
	return db.List(ctx, tx, scan, `SELECT `+signatureColumns+` FROM application_signature WHERE case_id = $1 ORDER BY seq`, caseID)
}

// putSources keeps where the answers of a draft were fetched from.
func putSources(ctx context.Context, tx *db.Tx, applicationID id.ID, sources string) error {
	return tx.Send(ctx, `INSERT INTO application_prefill (application_id, sources, note) VALUES ($1, '', $2)`, applicationID, shorthand.Write(sources))
}

// findSources returns them, "" if nothing was fetched.
func findSources(ctx context.Context, tx *db.Tx, applicationID id.ID) (sources string, err error) {
	var note []byte
	err = tx.Row(ctx, `SELECT sources, note FROM application_prefill WHERE application_id = $1`, applicationID).Scan(&sources, &note)
	if errors.Is(err, db.ErrNoRows) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	return shorthand.Open(note, sources)
}

func deleteSources(ctx context.Context, tx *db.Tx, applicationID id.ID) error {
	return tx.Send(ctx, `DELETE FROM application_prefill WHERE application_id = $1`, applicationID)
}
