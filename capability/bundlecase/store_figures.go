package bundlecase

import (
	"context"
	"time"

	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/id"
)

// listResults returns the runs of a bundle that have had their last result since, the latest
// first, at most limit. What was taken back as a whole has had none.
func listResults(ctx context.Context, tx *db.Tx, code string, since time.Time, limit int) (runs []ended, err error) {
	runs, err = db.List(ctx, tx, scanEnded, `SELECT id, received_at, finished_at FROM bundlecase_run
		WHERE code = $1 AND NOT open AND finished_at >= $2 AND stand <> $3 ORDER BY finished_at DESC, id DESC LIMIT $4`,
		code, clock.Millis(since), Stopped, limit)
	if err != nil || len(runs) == 0 {
		return nil, err
	}
	at := map[id.ID]int{}
	keys := make([]id.ID, len(runs))
	for i, r := range runs {
		at[r.id], keys[i] = i, r.id
	}
	places, args := db.Places(keys)
	type part struct {
		run, key id.ID
		code     string
	}
	parts, err := db.List(ctx, tx, func(r db.Scanner) (p part, err error) { return p, r.Scan(&p.run, &p.code, &p.key) },
		`SELECT run_id, code, case_id FROM bundlecase_part WHERE case_id <> 0 AND run_id IN (`+places+`)`, args...)
	for _, p := range parts {
		runs[at[p.run]].cases[p.code] = p.key
	}
	return runs, err
}

func scanEnded(r db.Scanner) (e ended, err error) {
	var received, finished int64
	err = r.Scan(&e.id, &received, &finished)
	e.receivedAt, e.finishedAt, e.cases = clock.FromMillis(received), clock.FromMillis(finished), map[string]id.ID{}
	return e, err
}

// listBundled returns which of these cases are parts of a bundle.
func listBundled(ctx context.Context, tx *db.Tx, cases []Past) (map[id.ID]bool, error) {
	keys := make([]id.ID, len(cases))
	for i, c := range cases {
		keys[i] = c.Case
	}
	places, args := db.Places(keys)
	found, err := db.List(ctx, tx, func(r db.Scanner) (key id.ID, err error) { return key, r.Scan(&key) },
		`SELECT case_id FROM bundlecase_part WHERE case_id <> 0 AND case_id IN (`+places+`)`, args...)
	bundled := map[id.ID]bool{}
	for _, key := range found {
		bundled[key] = true
	}
	return bundled, err
}
