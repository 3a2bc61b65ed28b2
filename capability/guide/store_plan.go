package guide

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/fault"
)

// findPlan returns the answers kept under code, as they were stored.
func findPlan(ctx context.Context, tx *db.Tx, code string) (*KeptPlan, error) {
	k := &KeptPlan{Code: code}
	var answers []byte
	var at int64
	err := tx.Row(ctx, `SELECT version_id, answers, outcome, kept_at FROM guide_plan WHERE code = $1`, code).
		Scan(&k.version, &answers, &k.outcome, &at)
	if errors.Is(err, db.ErrNoRows) {
		return nil, fault.New(fault.NotFound, "guide.plan.unknown")
	}
	if err != nil {
		return nil, err
	}
	k.KeptAt = clock.FromMillis(at)
	return k, json.Unmarshal(answers, &k.answers)
}

// keepPlan stores k, or notes that it is wanted again.
func keepPlan(ctx context.Context, tx *db.Tx, k *KeptPlan, answers []byte) error {
	return tx.Send(ctx, `
		INSERT INTO guide_plan (code, version_id, answers, outcome, kept_at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (code) DO UPDATE SET outcome = excluded.outcome, kept_at = excluded.kept_at`,
		k.Code, k.version, string(answers), k.outcome, clock.Millis(k.KeptAt))
}

// deletePlans forgets up to limit plans nobody has asked to keep since before and
// returns how many there were.
func deletePlans(ctx context.Context, tx *db.Tx, before time.Time, limit int) (int64, error) {
	return tx.Exec(ctx, `
		DELETE FROM guide_plan WHERE code IN (
			SELECT code FROM guide_plan WHERE kept_at < $1 ORDER BY kept_at LIMIT $2)`,
		clock.Millis(before), limit)
}
