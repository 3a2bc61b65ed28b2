package identity

import (
	"math"
	"sync"
	"time"

	"tongban/kernel/fault"
)

// gate keeps attempts to sign in at a pace, address by address. Each node counts
// for itself.
type gate struct {
	pace pace
	mu   sync.Mutex
	due  map[string]time.Time
}

// crowd is how many addresses a gate remembers before it forgets those that owe
// nothing.
const crowd = 10_000

func newGate(p pace) *gate { return &gate{pace: p, due: map[string]time.Time{}} }

// pass lets an attempt from address through or says how long to wait.
func (g *gate) pass(address string, now time.Time) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	due, wait := g.pace.next(g.due[address], now)
	if wait > 0 {
		return fault.New(fault.TooMany, "identity.too-many", int(math.Ceil(wait.Seconds())))
	}
	if len(g.due) >= crowd {
		for a, d := range g.due {
			if d.Before(now) {
				delete(g.due, a)
			}
		}
	}
	g.due[address] = due
	return nil
}
