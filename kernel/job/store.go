package job

import (
	"context"
	"time"

	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/id"
)

func insertJob(ctx context.Context, tx *db.Tx, e Entry) error {
	return tx.Send(ctx, `INSERT INTO job_job
		(id, kind, key, payload, state, due_at, again_at, attempt, fence, error, added_at)
		VALUES ($1, $2, NULL, $3, 'ready', $4, 0, 0, 0, '', $5)`,
		e.ID, e.Kind, e.Payload, clock.Millis(e.DueAt), clock.Millis(e.AddedAt))
}

func insertKeyedJob(ctx context.Context, tx *db.Tx, e Entry) error {
	return tx.Send(ctx, `INSERT INTO job_job
		(id, kind, key, payload, state, due_at, again_at, attempt, fence, error, added_at)
		VALUES ($1, $2, $3, $4, 'ready', $5, 0, 0, 0, '', $6)
		ON CONFLICT (kind, key) WHERE key IS NOT NULL DO UPDATE SET
			payload  = excluded.payload,
			again_at = CASE job_job.state WHEN 'running' THEN excluded.due_at ELSE 0 END,
			attempt  = CASE job_job.state WHEN 'dead' THEN 0 ELSE job_job.attempt END,
			due_at   = CASE WHEN job_job.state = 'running' OR job_job.state = 'ready' AND job_job.due_at < excluded.due_at
				THEN job_job.due_at ELSE excluded.due_at END,
			state    = CASE job_job.state WHEN 'dead' THEN 'ready' ELSE job_job.state END`,
		e.ID, e.Kind, e.Key, e.Payload, clock.Millis(e.DueAt), clock.Millis(e.AddedAt))
}

const entryColumns = `id, kind, key, payload, state, due_at, attempt, error, added_at`

func scanEntry(row db.Scanner) (e Entry, err error) {
	var key *string
	var due, added int64
	err = row.Scan(&e.ID, &e.Kind, &key, &e.Payload, &e.State, &due, &e.Attempt, &e.Error, &added)
	if key != nil {
		e.Key = *key
	}
	e.DueAt, e.AddedAt = clock.FromMillis(due), clock.FromMillis(added)
	return e, err
}

// listJobs returns the jobs of a state added before the one with id before, the
// newest first.
func listJobs(ctx context.Context, tx *db.Tx, state State, before id.ID, limit int) ([]Entry, error) {
	return db.List(ctx, tx, scanEntry, `SELECT `+entryColumns+` FROM job_job
		WHERE state = $1 AND id < $2 ORDER BY id DESC LIMIT $3`, state, before, limit)
}

// reviveJob makes a dead job ready and reports whether there was one.
func reviveJob(ctx context.Context, tx *db.Tx, job id.ID, now time.Time) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE job_job SET state = 'ready', attempt = 0, due_at = $1
		WHERE id = $2 AND state = 'dead'`, clock.Millis(now), job)
	return n == 1, err
}

// deleteDeadJob deletes a dead job and reports whether there was one.
func deleteDeadJob(ctx context.Context, tx *db.Tx, job id.ID) (bool, error) {
	n, err := tx.Exec(ctx, `DELETE FROM job_job WHERE id = $1 AND state = 'dead'`, job)
	return n == 1, err
}

// claim is a job taken by a runner.
type claim struct {
	Entry
	Fence int64
}

func scanClaim(row db.Scanner) (c claim, err error) {
	err = row.Scan(&c.ID, &c.Kind, &c.Payload, &c.Attempt, &c.Error, &c.Fence)
	return c, err
}

// nextDue returns when the next job of p is due; ok is false if
// there is none.
func (p *pool) nextDue(ctx context.Context, tx *db.Tx) (due time.Time, ok bool, err error) {
	var ms *int64
	err = tx.Row(ctx, `SELECT MIN(due_at) FROM job_job WHERE state <> 'dead' AND kind IN (`+p.kindList+`)`,
		p.kinds...).Scan(&ms)
	if err != nil || ms == nil {
		return time.Time{}, false, err
	}
	return clock.FromMillis(*ms), true, nil
}

// claimJobs takes up to limit due jobs of p until the lease ends. Runners of other
// nodes are passed by, not waited for.
func (r *Runner) claimJobs(ctx context.Context, tx *db.Tx, p *pool, now, until time.Time, limit int) ([]claim, error) {
	locking := ""
	if r.d.Engine() == db.Postgres {
		locking = "FOR UPDATE SKIP LOCKED"
	}
	n := len(p.kinds)
	args := append(append([]any{}, p.kinds...), clock.Millis(now), limit, clock.Millis(until))
	return db.List(ctx, tx, scanClaim, `WITH due AS MATERIALIZED (
			SELECT id FROM job_job
			WHERE state <> 'dead' AND due_at <= `+placeholder(n+1)+` AND kind IN (`+p.kindList+`)
			ORDER BY due_at LIMIT `+placeholder(n+2)+` `+locking+`)
		UPDATE job_job
		SET state = 'running', attempt = attempt + 1, fence = fence + 1, due_at = `+placeholder(n+3)+`
		WHERE id IN (SELECT id FROM due)
		RETURNING id, kind, payload, attempt, error, fence`, args...)
}

// renewJob extends the lease of a job and reports whether it is still ours.
func renewJob(ctx context.Context, tx *db.Tx, job id.ID, fence int64, until time.Time) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE job_job SET due_at = $1 WHERE id = $2 AND fence = $3 AND state = 'running'`,
		clock.Millis(until), job, fence)
	return n == 1, err
}

// deleteJob deletes a job that is done and not wanted again.
func deleteJob(ctx context.Context, tx *db.Tx, job id.ID, fence int64) (bool, error) {
	n, err := tx.Exec(ctx, `DELETE FROM job_job WHERE id = $1 AND fence = $2 AND again_at = 0`, job, fence)
	return n == 1, err
}

// repeatJob makes a job ready that is done but was wanted again meanwhile.
func repeatJob(ctx context.Context, tx *db.Tx, job id.ID, fence int64) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE job_job
		SET state = 'ready', due_at = again_at, again_at = 0, attempt = 0, error = ''
		WHERE id = $1 AND fence = $2 AND again_at > 0`, job, fence)
	return n == 1, err
}

// postponeJob puts a failed job back with its error, ready at due or dead.
func postponeJob(ctx context.Context, tx *db.Tx, c claim, state State, due time.Time, message string) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE job_job SET state = $1, due_at = $2, again_at = 0, error = $3
		WHERE id = $4 AND fence = $5`, state, clock.Millis(due), message, c.ID, c.Fence)
	return n == 1, err
}

// takeLease takes the lease name for holder, if it is free or its own, and returns
// the fence. ok is false while another has it, until the time returned.
func takeLease(ctx context.Context, tx *db.Tx, name string, holder int64, now, until time.Time) (fence int64, free time.Time, ok bool, err error) {
	if _, err := tx.Exec(ctx, `INSERT INTO job_lease (name, holder, fence, until) VALUES ($1, $2, 1, $3)
		ON CONFLICT (name) DO UPDATE SET
			fence  = CASE WHEN job_lease.holder = excluded.holder THEN job_lease.fence ELSE job_lease.fence + 1 END,
			holder = excluded.holder,
			until  = excluded.until
		WHERE job_lease.holder = excluded.holder OR job_lease.until <= $4`,
		name, holder, clock.Millis(until), clock.Millis(now)); err != nil {
		return 0, time.Time{}, false, err
	}
	var has, ends int64
	err = tx.Row(ctx, `SELECT holder, fence, until FROM job_lease WHERE name = $1`, name).Scan(&has, &fence, &ends)
	return fence, clock.FromMillis(ends), has == holder, err
}

// freeLease gives a lease back before it ends.
func freeLease(ctx context.Context, tx *db.Tx, name string, fence int64) error {
	return tx.Send(ctx, `UPDATE job_lease SET until = 0 WHERE name = $1 AND fence = $2`, name, fence)
}

// confirmLease reports whether the lease is still held under fence, and keeps
// others from taking it until the unit ends.
func confirmLease(ctx context.Context, tx *db.Tx, name string, fence int64) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE job_lease SET fence = fence WHERE name = $1 AND fence = $2`, name, fence)
	return n == 1, err
}

// freeLeases makes every lease free. Whoever had one holds an older fence.
func freeLeases(ctx context.Context, tx *db.Tx) error {
	return tx.Send(ctx, `UPDATE job_lease SET until = 0`)
}
