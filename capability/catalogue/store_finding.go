package catalogue

import (
	"context"
	"encoding/json"

	"tongban/kernel/db"
	"tongban/kernel/id"
)

// insertFindings stores the findings of a new version and counts them on its row.
func insertFindings(ctx context.Context, tx *db.Tx, version id.ID, findings []Finding) error {
	var errors, warnings int
	for at, f := range findings {
		switch f.Severity {
		case Error:
			errors++
		case Warning:
			warnings++
		}
		if f.Args == nil {
			f.Args = []any{}
		}
		args, err := json.Marshal(f.Args)
		if err != nil {
			return err
		}
		err = tx.Send(ctx, `
			INSERT INTO catalogue_finding (version_id, position, rule, severity, element, args)
			VALUES ($1, $2, $3, $4, $5, $6)`,
			version, at, f.Rule, f.Severity, f.Element, string(args))
		if err != nil {
			return err
		}
	}
	return tx.Send(ctx, `UPDATE catalogue_version SET errors = $1, warnings = $2 WHERE id = $3`, errors, warnings, version)
}

// listFindings returns the findings of a version in their order.
func listFindings(ctx context.Context, tx *db.Tx, version id.ID) ([]Finding, error) {
	return db.List(ctx, tx, func(row db.Scanner) (f Finding, err error) {
		var args []byte
		if err := row.Scan(&f.Rule, &f.Severity, &f.Element, &args); err != nil {
			return f, err
		}
		return f, json.Unmarshal(args, &f.Args)
	}, `SELECT rule, severity, element, args FROM catalogue_finding WHERE version_id = $1 ORDER BY position`, version)
}

// deleteFindings forgets what was found in a version: it is superseded, or looked at
// anew. What remains says what there is to mend in the catalogue of today.
func deleteFindings(ctx context.Context, tx *db.Tx, version id.ID) error {
	return tx.Send(ctx, `DELETE FROM catalogue_finding WHERE version_id = $1`, version)
}
