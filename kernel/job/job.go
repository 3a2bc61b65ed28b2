// Package job does work that is not part of the answer: what talks to the world,
// what takes long, what is due later. A job is a row inserted by the unit that
// wants the work, so it exists exactly when that unit is durable.
//
// A Runner on every node takes due jobs under a lease, which it renews. A node
// that dies loses its leases and another does its jobs again. Every taking raises
// the job's fence; who holds an older one cannot finish the job any more. A job
// that fails is tried again later, each time later than before; after MaxAttempts
// it is dead and waits for a person to retry or drop it.
//
// Sweeps run on one node at a time under a lease of the same kind.
//
// Times are real, not business time: leases and pauses must not jump.
package job

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/id"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Migrations makes the tables of this package.
var Migrations = db.Source{Name: "job", FS: migrations}

// Messages holds the texts of the faults of this package.
//
//go:embed messages.*.toml
var Messages embed.FS

// MaxAttempts is how often a job is tried before it is dead. With the growing
// pauses this takes about three hours.
const MaxAttempts = 12

// Job is work to be done.
type Job struct {
	Kind    string    // "licence.render"
	Key     string    // if set, a job of this kind and key exists once
	Payload any       // becomes JSON; ids rather than people's data, it is shown to administrators
	RunAt   time.Time // real time; the zero time is at once
}

// Handler does the jobs of one kind. Run may be called again for a job whose
// worker died, so doing it twice must change nothing. Its ctx ends when the lease
// is lost or the node stops.
type Handler struct {
	Kind string
	Run  func(ctx context.Context, payload json.RawMessage) error
	Slow bool // takes seconds: waits for its own kind of workers, so that quick jobs never wait behind it
}

// Sweep is work found by looking, e.g. dates that have come. One node at a time
// does it. Sweeping twice changes nothing.
type Sweep struct {
	Name  string
	Every time.Duration
	Run   func(ctx context.Context) error
}

// State is where a job stands.
type State string

// The states. A job that is done is gone.
const (
	Ready   State = "ready"
	Running State = "running"
	Dead    State = "dead"
)

// Entry is a job as administrators see it.
type Entry struct {
	ID      id.ID
	Kind    string
	Key     string
	Payload json.RawMessage
	State   State
	DueAt   time.Time // ready: when it is tried; running: when its lease ends
	Attempt int
	Error   string // of the last attempt
	AddedAt time.Time
}

// bell is rung when a job has been added.
const bell = "job"

type sparedKey struct{}

// Sparing returns ctx in whose units no jobs of kinds are added. It is for who makes a past:
// its texts are not sent any more, its papers are drawn when somebody asks for them.
func Sparing(ctx context.Context, kinds ...string) context.Context {
	return context.WithValue(ctx, sparedKey{}, kinds)
}

// Spares reports whether jobs of a kind are not added in units of ctx.
func Spares(ctx context.Context, kind string) bool {
	kinds, _ := ctx.Value(sparedKey{}).([]string)
	return slices.Contains(kinds, kind)
}

// Enqueue adds a job to the unit. Where one of its kind and key waits already,
// that one is kept, with the new payload and the earlier of the two times; one that
// is running is done once more afterwards; a dead one lives again.
func Enqueue(ctx context.Context, tx *db.Tx, j Job) error {
	if Spares(ctx, j.Kind) {
		return nil
	}
	payload, err := json.Marshal(j.Payload)
	if err != nil {
		return fmt.Errorf("enqueue %s: %w", j.Kind, err)
	}
	now := clock.Real.Now()
	e := Entry{ID: id.New(), Kind: j.Kind, Key: j.Key, Payload: payload, State: Ready, DueAt: now, AddedAt: now}
	if j.RunAt.After(now) {
		e.DueAt = j.RunAt
	}
	tx.Ring(bell)
	if j.Key == "" {
		return insertJob(ctx, tx, e)
	}
	return insertKeyedJob(ctx, tx, e)
}
