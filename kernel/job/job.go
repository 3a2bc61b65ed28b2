// Package job does work that is not part of the answer: what talks to the world,
// what takes long, what is due later. A job is a row inserted by the unit that
// wants the work, so it exists exactly when that unit is durable.
package job

import (
	"context"
	"encoding/json"
	"time"
)

// Job is work to be done.
type Job struct {
	Kind    string    // "licence.render"
	Key     string    // if set, a job of this kind and key exists once
	Payload any       // becomes JSON
	RunAt   time.Time // real time; the zero time is at once
}

// Handler does the jobs of one kind. Run may be called again for a job whose
// worker died, so doing it twice must change nothing.
type Handler struct {
	Kind string
	Run  func(ctx context.Context, payload json.RawMessage) error
}

// Sweep is work found by looking, e.g. dates that have come. One node at a time
// does it. Sweeping twice changes nothing.
type Sweep struct {
	Name  string
	Every time.Duration
	Run   func(ctx context.Context) error
}
