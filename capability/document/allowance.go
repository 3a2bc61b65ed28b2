package document

import (
	"context"
	"sync"
	"time"

	"tongban/kernel/actor"
	"tongban/kernel/clock"
	"tongban/kernel/fault"
)

// perDay is how many bytes one citizen may bring to this node in a day: as much as fifty
// drafts of the largest file. What is thrown away keeps its place on the disk for a day.
const perDay = 50 * MaxBytes

// allowance counts what citizens bring. It protects the disk and lives in memory.
type allowance struct {
	most int64
	now  clock.Clock

	mu      sync.Mutex
	until   time.Time        // when counting begins anew
	brought map[string]int64 // by account
}

// spend counts n bytes of the actor's, TooMany if that is more than a day's.
func (a *allowance) spend(ctx context.Context, n int64) error {
	by := actor.From(ctx)
	if by.Kind != actor.Citizen {
		return nil
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if now := a.now.Now(); !now.Before(a.until) {
		a.until, a.brought = now.Add(24*time.Hour), map[string]int64{}
	}
	if a.brought[by.ID]+n > a.most {
		return fault.New(fault.TooMany, "document.upload.day", sizeText(a.most))
	}
	a.brought[by.ID] += n
	return nil
}
