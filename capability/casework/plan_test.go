package casework

import (
	"context"
	"slices"
	"strings"
	"testing"

	"tongban/kernel/actor"
	"tongban/kernel/db"
)

// mostStatements is how many statements a page of a list may take: two for every term of
// the reader's part of the access matrix and every role they have.
const mostStatements = 12

// Whatever a list is narrowed to and whoever reads it, every statement follows an index in
// its order: it neither goes through a table nor sorts more than a look brings.
func TestListsAndSearchesFollowIndexes(t *testing.T) {
	each(t, func(b bench) {
		f := b.in(Reviewing)
		key := PageKey{Due: f.Case.DueAt.UnixMilli(), ID: f.Case.ID}
		due := b.clock.Now()
		pages := map[string]func(ctx context.Context) error{
			"tally":   func(ctx context.Context) error { _, err := b.Tally(ctx); return err },
			"name":    func(ctx context.Context) error { _, err := b.Find(ctx, "林晓华", 0, 20); return err },
			"number":  func(ctx context.Context) error { _, err := b.Find(ctx, meiNumber, f.Case.ID, 20); return err },
			"nobody":  func(ctx context.Context) error { _, err := b.Find(ctx, "990103199006150120", 0, 20); return err },
			"earlier": func(ctx context.Context) error { _, err := b.Earlier(ctx, f.Case, 20); return err },
		}
		for name, filter := range map[string]TaskFilter{
			"tasks": {}, "tasks of a state": {Status: Reviewing}, "tasks of an item": {Item: "道路"}, "late tasks": {DueBy: due},
			"mine": {Mine: true}, "mine and late": {Mine: true, DueBy: due}, "mine of a state": {Mine: true, Status: Suspended},
		} {
			pages[name] = func(ctx context.Context) error { _, err := b.Worklist(ctx, filter, key, 20); return err }
		}
		for name, filter := range map[string]CaseFilter{
			"cases": {}, "cases of a state": {Status: Suspended}, "cases of an item": {Item: "道路"}, "late cases": {DueBy: due},
		} {
			pages[name] = func(ctx context.Context) error { _, err := b.Cases(ctx, filter, key, 20); return err }
		}
		for name, page := range pages {
			for _, who := range readers() {
				if who.Kind == actor.Staff {
					b.follows(name, who, page)
				}
			}
		}
	})
}

// follows has who ask for a page and looks at the plans of what that takes.
func (b bench) follows(name string, who actor.Actor, page func(context.Context) error) {
	b.Helper()
	var asked []db.Statement
	ctx := db.WatchReads(b.as(who), func(unit []db.Statement) { asked = append(asked, unit...) })
	if err := page(ctx); err != nil {
		b.Fatalf("%s of %v: %v", name, who.Roles, err)
	}
	if len(asked) > mostStatements {
		b.Errorf("%s of %v takes %d statements", name, who.Roles, len(asked))
	}
	for _, s := range asked {
		if amiss := b.amiss(s); amiss != "" {
			b.Errorf("%s of %v: %s\n%s", name, who.Roles, amiss, s.SQL)
		}
	}
}

// amiss returns the plan of a statement that goes through a table or sorts what a look
// has not bounded. PostgreSQL says what it would do if it could help going through tables
// and sorting; what it does with very many rows is measured by tongban bench worklist.
func (b bench) amiss(s db.Statement) string {
	b.Helper()
	if b.DB.Engine() == db.SQLite {
		return amissInSQLite(b.plan("EXPLAIN QUERY PLAN "+s.SQL, s.Args))
	}
	return amissInPostgres(b.plan("EXPLAIN (COSTS OFF) "+s.SQL, s.Args))
}

func amissInSQLite(plan []string) string {
	bounded := false // within the part that brings at most so many rows
	for _, line := range plan {
		switch {
		case strings.HasPrefix(line, "CO-ROUTINE"), strings.HasPrefix(line, "MATERIALIZE"):
			bounded = true
		case line == "SCAN k", line == "SCAN few", line == "SCAN CONSTANT ROW":
			bounded = false
		case strings.HasPrefix(line, "SCAN"), bounded && strings.Contains(line, "TEMP B-TREE"):
			return strings.Join(plan, "\n")
		}
	}
	return ""
}

func amissInPostgres(plan []string) string {
	whole := strings.Join(plan, "\n")
	switch {
	case strings.Contains(whole, "One-Time Filter: false"): // reads nothing
		return ""
	case strings.Contains(whole, "Seq Scan"):
		return whole
	}
	for i, line := range plan {
		if !strings.HasPrefix(strings.TrimLeft(line, " ->"), "Sort") || strings.Contains(line, "Sort Key") {
			continue
		}
		if !slices.ContainsFunc(plan[i:], func(below string) bool { return strings.HasPrefix(strings.TrimLeft(below, " ->"), "Limit") }) {
			return whole
		}
	}
	return ""
}

// plan asks the engine how it would run a statement.
func (b bench) plan(sql string, args []any) (plan []string) {
	b.Helper()
	err := b.DB.Read(b.Context(), func(ctx context.Context, tx *db.Tx) (err error) {
		if b.DB.Engine() == db.Postgres {
			for _, way := range []string{"enable_seqscan", "enable_bitmapscan", "enable_sort"} {
				var off string
				if err := tx.Row(ctx, `SELECT set_config($1, 'off', true)`, way).Scan(&off); err != nil {
					return err
				}
			}
		}
		plan, err = db.List(ctx, tx, func(row db.Scanner) (line string, err error) {
			if b.DB.Engine() == db.Postgres {
				return line, row.Scan(&line)
			}
			var n [3]int64
			return line, row.Scan(&n[0], &n[1], &n[2], &line)
		}, sql, args...)
		return err
	})
	if err != nil {
		b.Fatalf("%s: %v", sql, err)
	}
	return plan
}
