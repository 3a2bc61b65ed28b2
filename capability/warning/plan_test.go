package warning

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"tongban/capability/casework"
	"tongban/capability/casework/caseworktest"
	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/id"
)

// many is how many rows there are of everything.
const many = 10_000

// Among ten thousand traces, prints and warnings every statement follows an index.
func TestALookFollowsIndexes(t *testing.T) {
	each(t, func(b bench) {
		who := someone()
		f := b.hands(who, at("梧桐路12号"), b.with(who, encoded(resized(photo(0), 2), 90)), func(a *casework.Arrival) {
			a.Agent = casework.Person{ID: id.New().String(), Name: "代办"}
		})
		b.crowded()
		x, err := b.examine(b.system(), standingOf(b.file(f)), b.file(f))
		b.must(err)
		if len(x.pictures) == 0 || len(x.traces) == 0 || x.c.agent == 0 {
			b.Fatalf("nothing to look at: %+v", x)
		}
		w := &Warning{Kind: Address, Evidence: Evidence{Others: []id.ID{f.Case.ID, id.New()}}}
		for name, read := range map[string]func(context.Context) error{
			"shared": func(ctx context.Context) error { _, err := b.shared(ctx, x); return err },
			"agents": func(ctx context.Context) error { _, err := b.agents(ctx, x); return err },
			"pictures": func(ctx context.Context) error {
				_, err := b.met(ctx, x, x.pictures[0], x.settings[Picture])
				return err
			},
			"standing":     func(ctx context.Context) error { _, _, err := b.standing(ctx, f.Case.ID); return err },
			"open":         func(ctx context.Context) error { _, err := b.Open(ctx, f.Case.ID); return err },
			"list":         func(ctx context.Context) error { _, err := b.List(actor.With(ctx, reviewer), 0, perPage); return err },
			"list of all":  func(ctx context.Context) error { _, err := b.List(actor.With(ctx, overseer), 0, perPage); return err },
			"kinds":        func(ctx context.Context) error { _, err := b.Manage(actor.With(ctx, admin)); return err },
			"other cases":  func(ctx context.Context) error { _, err := b.Others(actor.With(ctx, reviewer), w); return err },
			"of this case": func(ctx context.Context) error { _, _, err := b.OfCase(actor.With(ctx, reviewer), f.Case); return err },
			"of a stranger": func(ctx context.Context) error {
				_, _, err := b.OfCase(actor.With(ctx, caseworktest.Window), f.Case)
				return err
			},
		} {
			b.follows(name, read)
		}
	})
}

// system is the context of work by itself.
func (b bench) system() context.Context { return actor.With(b.Context(), actor.AsSystem("warning")) }

// crowded fills the tables.
func (b bench) crowded() {
	b.Helper()
	sealed, err := b.sealEvidence(Evidence{})
	b.must(err)
	b.Write(func(ctx context.Context, tx *db.Tx) error {
		for n := range many {
			c := standing{Case: Case{ID: id.New(), No: fmt.Sprint(n), Item: "x", Department: "TRANS"}, owner: id.ID(n + 1), agent: id.ID(n%100 + 1), handedAt: b.World.Clock.Now()}
			if n%2 == 0 {
				c.endedAt = b.World.Clock.Now()
			}
			if err := keepStanding(ctx, tx, c); err != nil {
				return err
			}
			if err := tx.Send(ctx, `INSERT INTO warning_trace (kind, value, case_id, owner, item, element, at, ended, withdrawn) VALUES ($1, $2, $3, $4, 'x', 'x', 1, $5, $5)`,
				Kinds[n%3], fmt.Append(nil, n), c.ID, c.owner, false); err != nil {
				return err
			}
			if err := tx.Send(ctx, `INSERT INTO warning_print (id, case_id, owner, file, material, page, at, withdrawn, band0, band1, band2, band3)
				VALUES ($1, $2, $3, $1, 'x', 1, 1, $4, $5, $6, $7, $8)`, id.New(), c.ID, c.owner, false, n*7%65536, n*11%65536, n*13%65536, n*17%65536); err != nil {
				return err
			}
			r := &row{Warning: Warning{ID: id.New(), Case: c.Case, Kind: Kinds[n%len(Kinds)], State: Open, FoundAt: b.World.Clock.Now(), value: fmt.Append(nil, n)}, evidence: sealed}
			if n%10 > 0 {
				r.State = Cleared
			}
			if _, err := insertWarning(ctx, tx, r); err != nil {
				return err
			}
		}
		return nil
	})
	b.Exec(`ANALYZE`)
}

// follows does a read and looks at the plans of what it asks, as the engine has them with so
// many rows.
func (b bench) follows(name string, read func(context.Context) error) {
	b.Helper()
	var asked []db.Statement
	b.must(read(db.WatchReads(b.system(), func(unit []db.Statement) { asked = append(asked, unit...) })))
	for _, s := range asked {
		for _, line := range b.plan(s) {
			line = strings.TrimLeft(line, " ->")
			for _, table := range []string{"warning_case", "warning_trace", "warning_print", "warning_warning"} {
				if strings.HasPrefix(line, "SCAN "+table) || strings.HasPrefix(line, "Seq Scan on "+table) {
					b.Errorf("%s goes through the table: %s\n%s", name, line, s.SQL)
				}
			}
		}
	}
}

// plan asks the engine how it would run a statement.
func (b bench) plan(s db.Statement) (lines []string) {
	b.Helper()
	b.must(b.World.DB.Read(b.Context(), func(ctx context.Context, tx *db.Tx) (err error) {
		if b.World.DB.Engine() == db.SQLite {
			lines, err = db.List(ctx, tx, func(row db.Scanner) (line string, err error) {
				var n [3]int64
				return line, row.Scan(&n[0], &n[1], &n[2], &line)
			}, "EXPLAIN QUERY PLAN "+s.SQL, s.Args...)
			return err
		}
		lines, err = db.List(ctx, tx, func(row db.Scanner) (line string, err error) { return line, row.Scan(&line) }, "EXPLAIN (COSTS OFF) "+s.SQL, s.Args...)
		return err
	}))
	return lines
}
