package insight

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"tongban/kernel/db"
)

// Whatever is asked for, cases are reached by an index, and a page takes few statements:
// what it costs does not grow with the cases there are.
func TestFiguresAndListsFollowIndexes(t *testing.T) {
	each(t, func(b bench) {
		b.lived()
		key := PageKey{b.World.Clock.Now().UnixMilli(), b.file(Granted).CaseID}
		for _, f := range []Filter{{}, {Department: "TRANS"}, {Item: "road-qual"}, {Department: "TRANS", Item: "road-qual"}} {
			b.follows(fmt.Sprintf("summary of %+v", f), func(ctx context.Context) error { _, err := b.Summary(ctx, f); return err })
			for what := range known {
				b.follows(fmt.Sprintf("%s of %+v", what, f), func(ctx context.Context) error { _, err := b.Cases(ctx, f, what, key, 20); return err })
			}
		}
	})
}

// follows looks at the plans of what page asks.
func (b bench) follows(name string, page func(context.Context) error) {
	b.Helper()
	var asked []db.Statement
	ctx := db.WatchReads(b.As(supervisor), func(unit []db.Statement) { asked = append(asked, unit...) })
	if err := page(ctx); err != nil {
		b.Fatalf("%s: %v", name, err)
	}
	if len(asked) > 6 {
		b.Errorf("%s takes %d statements", name, len(asked))
	}
	for _, s := range asked {
		for _, line := range b.plan(s) {
			line = strings.TrimLeft(line, " ->")
			if strings.HasPrefix(line, "SCAN insight_fact") && !strings.Contains(line, "insight_fact_open") || strings.HasPrefix(line, "Seq Scan on insight_fact") {
				b.Errorf("%s goes through all cases: %s\n%s", name, line, s.SQL)
			}
		}
	}
}

// plan asks the engine how it would run a statement. PostgreSQL is kept from going through
// tables where it can help it, which it prefers while they are small.
func (b bench) plan(s db.Statement) (lines []string) {
	b.Helper()
	err := b.World.DB.Read(b.Context(), func(ctx context.Context, tx *db.Tx) (err error) {
		if b.World.DB.Engine() == db.SQLite {
			lines, err = db.List(ctx, tx, func(row db.Scanner) (line string, err error) {
				var n [3]int64
				return line, row.Scan(&n[0], &n[1], &n[2], &line)
			}, "EXPLAIN QUERY PLAN "+s.SQL, s.Args...)
			return err
		}
		var off string
		if err := tx.Row(ctx, `SELECT set_config('enable_seqscan', 'off', true)`).Scan(&off); err != nil {
			return err
		}
		lines, err = db.List(ctx, tx, func(row db.Scanner) (line string, err error) { return line, row.Scan(&line) }, "EXPLAIN (COSTS OFF) "+s.SQL, s.Args...)
		return err
	})
	if err != nil {
		b.Fatalf("%s: %v", s.SQL, err)
	}
	return lines
}
