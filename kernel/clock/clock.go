// Package clock is the only place that asks the machine for the time.
//
// Business time (receipt, deadlines, licences) comes from a Clock that the
// application hands out and that the demo may set forward. Sessions, keys, leases
// and idempotency keys use the real one: Real.
package clock

import (
	"sync"
	"time"
)

// Clock tells the time.
type Clock interface{ Now() time.Time }

// Shanghai is the zone of every date the law speaks of. China has had no summer
// time since 1991, so a fixed offset serves and needs no zone files.
var Shanghai = time.FixedZone("Asia/Shanghai", 8*60*60)

// Real is the machine's clock, in Shanghai time.
var Real Clock = realClock{}

type realClock struct{}

func (realClock) Now() time.Time { return time.Now().In(Shanghai) }

// Adjustable is a clock that runs at the machine's pace from a start of its own
// and can be set forward, never back.
type Adjustable struct {
	mu     sync.Mutex
	offset time.Duration
}

// StartingAt returns a clock that shows start now and goes on from there.
func StartingAt(start time.Time) *Adjustable {
	return &Adjustable{offset: start.Sub(time.Now())}
}

// Now returns the clock's time.
func (c *Adjustable) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Add(c.offset).In(Shanghai)
}

// Advance sets the clock forward by d. A negative d is ignored.
func (c *Adjustable) Advance(d time.Duration) {
	if d < 0 {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.offset += d
}

// Fixed is a clock for tests: it stands still until it is set.
type Fixed struct {
	mu  sync.Mutex
	now time.Time
}

// At returns a clock that stands at now.
func At(now time.Time) *Fixed { return &Fixed{now: now} }

// Now returns the time the clock stands at.
func (c *Fixed) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Set moves the clock to now.
func (c *Fixed) Set(now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = now
}

// Stopwatch measures how long something takes on the machine, by its steady clock:
// setting the time does not disturb it.
type Stopwatch struct{ start time.Time }

// Start starts a stopwatch.
func Start() Stopwatch { return Stopwatch{time.Now()} }

// Elapsed returns the time since the start.
func (s Stopwatch) Elapsed() time.Duration { return time.Since(s.start) }

// Millis returns t as stored: milliseconds since 1970 UTC, 0 for the zero time.
func Millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// FromMillis is the reverse of Millis, in Shanghai time.
func FromMillis(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).In(Shanghai)
}
