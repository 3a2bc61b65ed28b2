package identity

import "time"

// pace allows burst attempts at once and one more every so often after that.
type pace struct {
	every time.Duration
	burst int
}

// attempts is the pace of signing in from one address: enough for a hall full of
// people behind one address, too slow to guess.
var attempts = pace{every: 500 * time.Millisecond, burst: 200}

// next decides on an attempt at now. due is the time at which everything taken so
// far would have been paid off; next returns the due time after this attempt, or
// how long to wait if it comes too early. (Generic cell rate algorithm.)
func (p pace) next(due, now time.Time) (time.Time, time.Duration) {
	if due.Before(now) {
		due = now
	}
	due = due.Add(p.every)
	if wait := due.Sub(now) - time.Duration(p.burst)*p.every; wait > 0 {
		return time.Time{}, wait
	}
	return due, 0
}
