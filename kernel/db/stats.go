package db

import (
	"context"
	"log/slog"
	"sync/atomic"

	"tongban/kernel/clock"
	"tongban/kernel/metric"
)

// Stats says what the database has done since it was opened.
type Stats struct {
	Reads   int64 // snapshots read
	Units   int64 // units asked for
	Commits int64 // transactions committed: on SQLite many units share one
	Failed  int64 // units that were not stored
	Again   int64 // units run again: a neighbour or another node got in the way
	Long    int64 // units longer than 50 ms
	Waiting int64 // units and reads that wait just now: for the batch they are in, or for a connection
}

type counters struct {
	reads, units, commits, failed, again, long atomic.Int64

	waiting atomic.Int64     // for the writer, a lane or a connection
	took    metric.Durations // from Write to its answer

	warned atomic.Int64 // when a long unit was last logged, in milliseconds
}

// Stats returns the counts so far.
func (d *DB) Stats() Stats {
	c := d.stats
	return Stats{
		Reads: c.reads.Load(), Units: c.units.Load(), Commits: c.commits.Load(),
		Failed: c.failed.Load(), Again: c.again.Load(), Long: c.long.Load(), Waiting: c.waiting.Load(),
	}
}

// Took tells how long units have taken, from the call to the durable answer.
func (d *DB) Took() *metric.Durations { return &d.stats.took }

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
