package intake

import (
	"context"
	"encoding/json"
	"math"

	"tongban/capability/catalogue"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/id"
)

// listImports returns up to limit imports before the cursor, newest first; 0 begins.
func listImports(ctx context.Context, tx *db.Tx, cursor id.ID, limit int) ([]ImportRun, error) {
	if cursor == 0 {
		cursor = math.MaxInt64
	}
	return db.List(ctx, tx, func(row db.Scanner) (r ImportRun, err error) {
		var findings []byte
		var added, changed, unchanged, refused int
		var started int64
		var ended *int64
		err = row.Scan(&r.ID, &r.Format, &r.Name, &r.Policy, &r.State, &r.Author, &r.File.Encoding, &r.File.Bytes, &r.File.Digest,
			&added, &changed, &unchanged, &refused, &findings, &started, &ended)
		if err != nil {
			return r, err
		}
		r.Count = map[catalogue.Outcome]int{catalogue.Added: added, catalogue.Changed: changed, catalogue.Unchanged: unchanged, catalogue.Refused: refused}
		r.Started = clock.FromMillis(started)
		if ended != nil {
			r.Ended = clock.FromMillis(*ended)
		}
		return r, json.Unmarshal(findings, &r.Findings)
	}, `SELECT id, format, file, policy, state, author, encoding, bytes, digest,
			added, changed, unchanged, refused, findings, started_at, ended_at
		FROM intake_import WHERE id < $1 ORDER BY id DESC LIMIT $2`, cursor, limit)
}

// listImportRows returns up to limit rows of an import after a number; an empty
// outcome is any.
func listImportRows(ctx context.Context, tx *db.Tx, run id.ID, outcome catalogue.Outcome, after, limit int) ([]ImportRow, error) {
	return db.List(ctx, tx, func(row db.Scanner) (r ImportRow, err error) {
		var faults []byte
		if err := row.Scan(&r.Number, &r.Code, &r.Name, &r.Outcome, &faults, &r.Findings); err != nil {
			return r, err
		}
		return r, json.Unmarshal(faults, &r.Faults)
	}, `SELECT number, code, name, outcome, faults, findings FROM intake_row
		WHERE import_id = $1 AND number > $2 AND ($3 = '' OR outcome = $3) ORDER BY number LIMIT $4`, run, after, outcome, limit)
}

// findTaken reports whether a file of this digest was imported with nothing refused.
func findTaken(ctx context.Context, tx *db.Tx, digest []byte) (taken bool, err error) {
	err = tx.Row(ctx, `
		SELECT EXISTS (SELECT 1 FROM intake_import WHERE digest = $1 AND state = $2 AND refused = 0 AND ended_at IS NOT NULL)`,
		digest, ImportApplied).Scan(&taken)
	return taken, err
}
