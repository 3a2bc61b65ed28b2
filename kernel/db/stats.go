package db

import (
	"context"
	"log/slog"
	"sync/atomic"

	"tongban/kernel/clock"
)

// Stats says what the database has done since it was opened.
type Stats struct {
	Reads   int64 // snapshots read
	Units   int64 // units asked for
	Commits int64 // transactions committed: on SQLite many units share one
	Failed  int64 // units that were not stored
	Again   int64 // units run again: a neighbour or another node got in the way
	Long    int64 // units longer than 50 ms
}

type counters struct {
	reads, units, commits, failed, again, long atomic.Int64

	warned atomic.Int64 // when a long unit was last logged, in milliseconds
}

// Stats returns the counts so far.
func (d *DB) Stats() Stats {
	c := d.stats
	return Stats{
		Reads: c.reads.Load(), Units: c.units.Load(), Commits: c.commits.Load(),
		Failed: c.failed.Load(), Again: c.again.Load(), Long: c.long.Load(),
	}
}

// ran counts a unit that began with watch. Of long ones at most one a second is
// logged: when the machine is overloaded, all are long.
func (c *counters) ran(ctx context.Context, lane string, watch clock.Stopwatch) {
	took := watch.Elapsed()
	if took <= longUnit {
		return
	}
	n := c.long.Add(1)
	now, last := clock.Real.Now().UnixMilli(), c.warned.Load()
	if now-last > 1000 && c.warned.CompareAndSwap(last, now) {
		slog.WarnContext(ctx, "long unit", "lane", lane, "took", took, "so far", n)
	}
}
