package db

import (
	"context"
	"log/slog"
	"sync/atomic"
	"time"
)

// Stats says what the database has done since it was opened.
type Stats struct {
	Reads   int64 // snapshots read
	Units   int64 // units asked for
	Commits int64 // transactions committed: on SQLite many units share one
	Failed  int64 // units undone
	Again   int64 // units run again: a neighbour or another node got in the way
	Long    int64 // units longer than 50 ms
}

type counters struct {
	reads, units, commits, failed, again, long atomic.Int64
}

// Stats returns the counts so far.
func (d *DB) Stats() Stats {
	c := d.stats
	return Stats{
		Reads: c.reads.Load(), Units: c.units.Load(), Commits: c.commits.Load(),
		Failed: c.failed.Load(), Again: c.again.Load(), Long: c.long.Load(),
	}
}

// ran counts a unit that began at start.
func (c *counters) ran(ctx context.Context, lane string, start time.Time, err error) {
	if err != nil {
		c.failed.Add(1)
	}
	if took := time.Since(start); took > longUnit {
		c.long.Add(1)
		slog.WarnContext(ctx, "long unit", "lane", lane, "took", took)
	}
}
