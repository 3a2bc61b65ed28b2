package bundlecase

import (
	"context"
	"encoding/json"
	"time"

	"tongban/kernel/id"
)

// kindAdvance is the job that starts and cancels what can be started and has to be cancelled.
const kindAdvance = "bundlecase.advance"

// due is what the job knows.
type due struct {
	Run id.ID `json:"run"`
}

// headStart is how long the job leaves a run to the page that hands it in and waits for it.
// What follows from a move at the desk begins at once.
const headStart = 3 * time.Second

func (s *Service) headStart(ctx context.Context) time.Duration {
	if ctx.Value(freshKey{}) != nil {
		return headStart
	}
	return 0
}

// freshKey marks the unit that hands a run in.
type freshKey struct{}

// work does the job.
func (s *Service) work(ctx context.Context, payload json.RawMessage) error {
	var d due
	if err := json.Unmarshal(payload, &d); err != nil {
		return err
	}
	return s.advance(ctx, d.Run)
}
