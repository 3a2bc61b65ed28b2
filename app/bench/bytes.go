package bench

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"tongban/app"
	"tongban/capability/casework"
	"tongban/capability/identity"
	"tongban/kernel/actor"
)

// caseBytes is the budget of a finished case of ten steps.
const caseBytes = 6 * 1024

// The steps a case is taken through by the services: beginning, uploading, handing in,
// accepting, claiming, proposing, granting, delivering, and what the background work does
// of it: licence and messages.
const (
	casesWeighed = 200
	warmUp       = 10 // so that every table has its first pages
)

// bytesOf measures what a finished case adds to the database, its indexes and its entries
// of the log included. Its files lie elsewhere and are not in it.
func bytesOf(ctx context.Context, _ Options) ([]Result, error) {
	dir, err := os.MkdirTemp("", "tongban-bench-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	before, err := sqliteEngine{filepath.Join(dir, "few")}.weigh(ctx, warmUp)
	if err != nil {
		return nil, err
	}
	after, err := sqliteEngine{filepath.Join(dir, "many")}.weigh(ctx, warmUp+casesWeighed)
	if err != nil {
		return nil, err
	}
	total := 0.0
	type part struct {
		name  string
		bytes float64
	}
	var parts []part
	for name, n := range after {
		each := float64(n-before[name]) / casesWeighed
		total += each
		parts = append(parts, part{name, each})
	}
	slices.SortFunc(parts, func(a, b part) int { return int(b.bytes - a.bytes) })
	var most []string
	for _, p := range parts[:min(len(parts), 12)] {
		most = append(most, fmt.Sprintf("%s %.0f", p.name, p.bytes))
	}
	ours := rounded(total)
	return []Result{{
		Name: "bytes", Ours: ours, Limit: caseBytes, Ratio: rounded(ours / caseBytes), Unit: "bytes",
		Notes: fmt.Sprintf("of a case taken from its draft to delivery by the services, with indexes, log, messages and licence, mean of %d on SQLite; most: %s; less is better", casesWeighed, strings.Join(most, ", ")),
	}}, nil
}

// weigh has so many cases finished in a fresh city and returns the bytes of every table
// with its indexes.
func (e sqliteEngine) weigh(ctx context.Context, cases int) (map[string]int64, error) {
	a, err := open(ctx, e)
	if err != nil {
		return nil, err
	}
	staff := map[string]identity.Pass{}
	for range cases {
		if err := finishOne(ctx, a, staff); err != nil {
			return nil, errors.Join(err, a.Close())
		}
	}
	if err := errors.Join(a.RunDue(ctx), a.Close()); err != nil {
		return nil, err
	}
	raw, err := e.raw()
	if err != nil {
		return nil, err
	}
	defer raw.Close()
	if _, err := raw.ExecContext(ctx, "DELETE FROM once_answer; DELETE FROM identity_session; VACUUM"); err != nil { // gone after days by themselves
		return nil, err
	}
	return tableBytes(ctx, raw)
}

// tableBytes asks SQLite how many bytes each table takes with its indexes.
func tableBytes(ctx context.Context, raw *sql.DB) (map[string]int64, error) {
	rows, err := raw.QueryContext(ctx, `SELECT m.tbl_name, SUM(s.pgsize) FROM dbstat s JOIN sqlite_master m ON m.name = s.name GROUP BY m.tbl_name`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	bytes := map[string]int64{}
	for rows.Next() {
		var name string
		var n int64
		if err := rows.Scan(&name, &n); err != nil {
			return nil, err
		}
		bytes[name] = n
	}
	return bytes, rows.Err()
}

// finishOne takes a case from its draft to delivery. Staff sign in for the first.
func finishOne(ctx context.Context, a *app.App, staff map[string]identity.Pass) error {
	c, err := submitOne(ctx, a)
	if err != nil {
		return err
	}
	words := casework.Input{Opinion: opinion, Reason: opinion, LegalGround: opinion, Method: "counter", Receiver: "1"}
	for _, s := range []struct {
		account string
		event   casework.Event
	}{
		{"clerk", casework.Accept}, {"trans-reviewer", ""}, {"trans-reviewer", casework.ProposeDecision},
		{"trans-approver", casework.Grant}, {"clerk", casework.Deliver},
	} {
		if _, here := staff[s.account]; !here {
			if staff[s.account], err = a.Identity.SignInAs(ctx, s.account, identity.Visitor{}); err != nil {
				return err
			}
		}
		by := actor.With(ctx, staff[s.account].Actor)
		switch s.event {
		case "":
			err = claim(by, a, c)
		case casework.Accept:
			_, err = a.Casework.Step(by, c.no, s.event, casework.Input{})
		default:
			_, err = a.Casework.Step(by, c.no, s.event, words)
		}
		if err != nil {
			return fmt.Errorf("%s by %s: %w", s.event, s.account, err)
		}
	}
	return nil
}
