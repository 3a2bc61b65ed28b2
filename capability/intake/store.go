package intake

import (
	"context"
	"encoding/json"
	"time"

	"tongban/capability/catalogue"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

func insertImport(ctx context.Context, tx *db.Tx, run id.ID, o Options, author string, now time.Time) error {
	return tx.Send(ctx, `
		INSERT INTO intake_import (id, format, file, policy, state, author, started_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		run, o.Format, o.File, o.policy(), ImportRunning, author, clock.Millis(now))
}

// endImport stores how a run ended. One that made an edition stays open until
// nothing is left to clear up (closeImport).
func endImport(ctx context.Context, tx *db.Tx, r *Report, state ImportState, edition *int64, now time.Time) error {
	var ended *int64
	if edition == nil {
		at := clock.Millis(now)
		ended = &at
	}
	findings, err := json.Marshal(r.rules())
	if err != nil {
		return err
	}
	return tx.Send(ctx, `
		UPDATE intake_import SET state = $1, encoding = $2, bytes = $3, digest = $4, edition = $5,
			added = $6, changed = $7, unchanged = $8, refused = $9, findings = $10, ended_at = $11
		WHERE id = $12`,
		state, r.File.Encoding, r.File.Bytes, r.File.Digest, edition,
		r.Count(catalogue.Added), r.Count(catalogue.Changed), r.Count(catalogue.Unchanged), r.Count(catalogue.Refused), string(findings), ended, r.ID)
}

func insertImportRow(ctx context.Context, tx *db.Tx, run id.ID, row *Row) error {
	faults, err := json.Marshal(row.Faults)
	if err != nil {
		return err
	}
	return tx.Send(ctx, `
		INSERT INTO intake_row (import_id, number, code, name, outcome, faults, findings)
		VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (import_id, number) DO UPDATE SET outcome = excluded.outcome, faults = excluded.faults`,
		run, row.Number, row.Code, row.Name, row.Outcome, string(faults), len(row.Findings))
}

// listOpen returns the imports that have not ended, or that nobody has cleared up.
func listOpen(ctx context.Context, tx *db.Tx) ([]id.ID, error) {
	return db.List(ctx, tx, func(row db.Scanner) (run id.ID, err error) {
		return run, row.Scan(&run)
	}, `SELECT id FROM intake_import WHERE ended_at IS NULL ORDER BY id`)
}

// findImportEdition returns the edition an import has made, nil if it made none.
func findImportEdition(ctx context.Context, tx *db.Tx, run id.ID) (edition *int64, err error) {
	err = tx.Row(ctx, `SELECT edition FROM intake_import WHERE id = $1`, run).Scan(&edition)
	return edition, err
}

// holdImport makes sure that nobody has given up the import of this unit. A program
// that was killed may still have a unit under way on the server; whoever abandons its
// import waits for that unit, or keeps it from being stored.
func holdImport(ctx context.Context, tx *db.Tx, run id.ID, bytes int64) error {
	n, err := tx.Exec(ctx, `UPDATE intake_import SET bytes = $1 WHERE id = $2 AND state = $3`, bytes, run, ImportRunning)
	if err == nil && n == 0 {
		return fault.New(fault.Conflict, "intake.lost")
	}
	return err
}

// abandonImport keeps an import from storing anything more.
func abandonImport(ctx context.Context, tx *db.Tx, run id.ID) error {
	return tx.Send(ctx, `UPDATE intake_import SET state = $1 WHERE id = $2 AND state = $3`, ImportAbandoned, run, ImportRunning)
}

// closeImport notes that nothing is left to clear up after an import.
func closeImport(ctx context.Context, tx *db.Tx, run id.ID, now time.Time) error {
	return tx.Send(ctx, `UPDATE intake_import SET ended_at = $1 WHERE id = $2 AND ended_at IS NULL`, clock.Millis(now), run)
}
