package warning

import (
	"context"
	"errors"
	"time"

	"tongban/kernel/clock"
	"tongban/kernel/db"
)

// listSettings returns the settings that were changed.
func listSettings(ctx context.Context, tx *db.Tx) ([]Setting, error) {
	return db.List(ctx, tx, func(s db.Scanner) (one Setting, err error) {
		return one, s.Scan(&one.Kind, &one.On, &one.Least, &one.Days, &one.Share, &one.Likeness, &one.Version)
	}, `SELECT kind, is_on, least, days, share, likeness, version FROM warning_kind`)
}

// storeSetting writes a setting as the version after the one it was read with.
func storeSetting(ctx context.Context, tx *db.Tx, s Setting, by string, at time.Time) error {
	n, err := tx.Exec(ctx, `INSERT INTO warning_kind (kind, is_on, least, days, share, likeness, version, changed_by, changed_at)
		SELECT $1, $2, $3, $4, $5, $6, 1, $7, $8 WHERE $9 = 0 OR EXISTS (SELECT 1 FROM warning_kind WHERE kind = $1)
		ON CONFLICT (kind) DO UPDATE SET is_on = $2, least = $3, days = $4, share = $5, likeness = $6, version = warning_kind.version + 1,
			changed_by = $7, changed_at = $8 WHERE warning_kind.version = $9`,
		s.Kind, s.On, s.Least, s.Days, s.Share, s.Likeness, by, clock.Millis(at), s.Version)
	if err == nil && n == 0 {
		return errChanged
	}
	return err
}

const ruleColumns = `name, item, holds, says, says_en, is_on, version`

func scanRule(s db.Scanner) (r Rule, err error) {
	return r, s.Scan(&r.Name, &r.Item, &r.Holds, &r.Says, &r.SaysEn, &r.On, &r.Version)
}

// listRules returns the rules that are stored.
func listRules(ctx context.Context, tx *db.Tx, limit int) ([]Rule, error) {
	return db.List(ctx, tx, scanRule, `SELECT `+ruleColumns+` FROM warning_rule ORDER BY name LIMIT $1`, limit)
}

// findRule returns a stored rule; ok is false if there is none.
func findRule(ctx context.Context, tx *db.Tx, name string) (r Rule, ok bool, err error) {
	r, err = scanRule(tx.Row(ctx, `SELECT `+ruleColumns+` FROM warning_rule WHERE name = $1`, name))
	if errors.Is(err, db.ErrNoRows) {
		return r, false, nil
	}
	return r, err == nil, err
}

// storeRule writes a rule as the version after the one it was read with.
func storeRule(ctx context.Context, tx *db.Tx, r Rule, by string, at time.Time) error {
	n, err := tx.Exec(ctx, `INSERT INTO warning_rule (name, item, holds, says, says_en, is_on, version, changed_by, changed_at)
		SELECT $1, $2, $3, $4, $5, $6, 1, $7, $8 WHERE $9 = 0 OR EXISTS (SELECT 1 FROM warning_rule WHERE name = $1)
		ON CONFLICT (name) DO UPDATE SET item = $2, holds = $3, says = $4, says_en = $5, is_on = $6, version = warning_rule.version + 1,
			changed_by = $7, changed_at = $8 WHERE warning_rule.version = $9`,
		r.Name, r.Item, r.Holds, r.Says, r.SaysEn, r.On, by, clock.Millis(at), r.Version)
	if err == nil && n == 0 {
		return errChanged
	}
	return err
}

// deleteRule deletes a rule, false if it has changed since.
func deleteRule(ctx context.Context, tx *db.Tx, r Rule) (bool, error) {
	n, err := tx.Exec(ctx, `DELETE FROM warning_rule WHERE name = $1 AND version = $2`, r.Name, r.Version)
	return n == 1, err
}
