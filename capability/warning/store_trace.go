package warning

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/id"
)

// standing is a case as it is compared.
type standing struct {
	Case
	owner, agent        id.ID
	handedAt            time.Time
	lookedAt            time.Time
	seq                 int64
	endedAt             time.Time
	failed, isWithdrawn bool
}

const standingColumns = `id, no, short_no, item, item_name, department, region, outlet, owner, agent, handed_at, looked_at, seq, ended_at, failed, withdrawn`

func scanStanding(s db.Scanner) (c standing, err error) {
	var handed, looked, ended int64
	err = s.Scan(&c.ID, &c.No, &c.ShortNo, &c.Item, &c.ItemName, &c.Department, &c.Region, &c.Outlet, &c.owner, &c.agent,
		&handed, &looked, &c.seq, &ended, &c.failed, &c.isWithdrawn)
	c.handedAt, c.lookedAt, c.endedAt = instant(handed), instant(looked), instant(ended)
	return c, err
}

// findStanding returns a case that was looked at; ok is false if it was not.
func findStanding(ctx context.Context, tx *db.Tx, of id.ID) (c standing, ok bool, err error) {
	c, err = scanStanding(tx.Row(ctx, `SELECT `+standingColumns+` FROM warning_case WHERE id = $1`, of))
	if errors.Is(err, db.ErrNoRows) {
		return c, false, nil
	}
	return c, err == nil, err
}

// listStandings returns cases by their ids.
func listStandings(ctx context.Context, tx *db.Tx, of []id.ID) ([]standing, error) {
	if len(of) == 0 {
		return nil, nil
	}
	places, args := db.Places(of)
	return db.List(ctx, tx, scanStanding, `SELECT `+standingColumns+` FROM warning_case WHERE id IN (`+places+`) ORDER BY id DESC`, args...)
}

// keepStanding stores a case before it is looked at.
func keepStanding(ctx context.Context, tx *db.Tx, c standing) error {
	return tx.Send(ctx, `INSERT INTO warning_case (`+standingColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0, 0, $12, $13, $14)
		ON CONFLICT (id) DO UPDATE SET department = excluded.department, ended_at = excluded.ended_at, failed = excluded.failed, withdrawn = excluded.withdrawn`,
		c.ID, c.No, c.ShortNo, c.Item, c.ItemName, c.Department, c.Region, c.Outlet, c.owner, c.agent, clock.Millis(c.handedAt),
		millis(c.endedAt), c.failed, c.isWithdrawn)
}

// markLooked stores that what was handed in as seq has been looked at.
func markLooked(ctx context.Context, tx *db.Tx, of id.ID, seq int64, at time.Time) error {
	return tx.Send(ctx, `UPDATE warning_case SET looked_at = $1, seq = $2 WHERE id = $3`, clock.Millis(at), seq, of)
}

// endStanding stores that a case is over, with all it left.
func endStanding(ctx context.Context, tx *db.Tx, c standing) error {
	if err := tx.Send(ctx, `UPDATE warning_case SET ended_at = $1, failed = $2, withdrawn = $3 WHERE id = $4`,
		millis(c.endedAt), c.failed, c.isWithdrawn, c.ID); err != nil {
		return err
	}
	if err := tx.Send(ctx, `UPDATE warning_trace SET ended = $1, withdrawn = $2 WHERE case_id = $3`, !c.endedAt.IsZero(), c.isWithdrawn, c.ID); err != nil {
		return err
	}
	return tx.Send(ctx, `UPDATE warning_print SET withdrawn = $1 WHERE case_id = $2`, c.isWithdrawn, c.ID)
}

// left is a trace as it is stored.
type left struct {
	kind    Kind
	value   []byte
	element string
}

// replaceTraces stores what a case leaves, in place of what it left before.
func replaceTraces(ctx context.Context, tx *db.Tx, c standing, list []left) error {
	if err := tx.Send(ctx, `DELETE FROM warning_trace WHERE case_id = $1`, c.ID); err != nil {
		return err
	}
	for _, t := range list {
		err := tx.Send(ctx, `INSERT INTO warning_trace (kind, value, case_id, owner, item, element, at, ended, withdrawn) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
			ON CONFLICT (kind, value, case_id) DO NOTHING`,
			t.kind, t.value, c.ID, c.owner, c.Item, t.element, clock.Millis(c.handedAt), !c.endedAt.IsZero(), c.isWithdrawn)
		if err != nil {
			return err
		}
	}
	return nil
}

// listRelatives returns the cases that left the same trace since, newest first, without one.
func listRelatives(ctx context.Context, tx *db.Tx, t left, since time.Time, without id.ID) ([]relative, error) {
	list, err := db.List(ctx, tx, func(s db.Scanner) (r relative, err error) {
		return r, s.Scan(&r.id, &r.owner, &r.item, &r.ended, &r.withdrawn)
	}, `SELECT case_id, owner, item, ended, withdrawn FROM warning_trace WHERE kind = $1 AND value = $2 AND at >= $3
		ORDER BY at DESC, case_id DESC LIMIT $4`, t.kind, t.value, clock.Millis(since), mostRelatives+1)
	return slices.DeleteFunc(list, func(r relative) bool { return r.id == without }), err
}

// listClosed returns the cases that an agent handed in and that ended since, newest first, but
// those that were withdrawn.
func listClosed(ctx context.Context, tx *db.Tx, agent id.ID, since time.Time) ([]closed, error) {
	return db.List(ctx, tx, func(s db.Scanner) (c closed, err error) { return c, s.Scan(&c.id, &c.owner, &c.failed) },
		`SELECT id, owner, failed FROM warning_case WHERE agent = $1 AND ended_at >= $2 AND NOT withdrawn ORDER BY ended_at DESC, id DESC LIMIT $3`,
		agent, clock.Millis(since), mostRelatives)
}

// printed is a print as it is stored.
type printed struct {
	caseID, owner, file id.ID
	material            string
	page                int
	bits                uint64
	at                  time.Time
	isWithdrawn         bool
}

// replacePrints stores the prints of a case, in place of those before.
func replacePrints(ctx context.Context, tx *db.Tx, c standing, list []printed) error {
	if err := tx.Send(ctx, `DELETE FROM warning_print WHERE case_id = $1`, c.ID); err != nil {
		return err
	}
	for _, p := range list {
		band := Print{Bits: p.bits}.cut()
		err := tx.Send(ctx, `INSERT INTO warning_print (id, case_id, owner, file, material, page, at, withdrawn, band0, band1, band2, band3)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
			id.New(), c.ID, c.owner, p.file, p.material, p.page, clock.Millis(c.handedAt), c.isWithdrawn, band[0], band[1], band[2], band[3])
		if err != nil {
			return err
		}
	}
	return nil
}

// mostMet is how many prints one probe of a band brings, the newest.
const mostMet = 40

// listMet returns prints that have a band in common with p, or nearly.
func listMet(ctx context.Context, tx *db.Tx, p Print) ([]printed, error) {
	var parts []string
	var args []any
	for band := range bands {
		for _, probe := range p.probes(band) {
			args = append(args, probe)
			parts = append(parts, fmt.Sprintf(`SELECT * FROM (SELECT case_id, owner, file, material, page, at, withdrawn, band0, band1, band2, band3
				FROM warning_print WHERE band%d = $%d ORDER BY id DESC LIMIT %d) AS p%d`, band, len(args), mostMet, len(args)))
		}
	}
	return db.List(ctx, tx, func(s db.Scanner) (p printed, err error) {
		var band [bands]int64
		var at int64
		err = s.Scan(&p.caseID, &p.owner, &p.file, &p.material, &p.page, &at, &p.isWithdrawn, &band[0], &band[1], &band[2], &band[3])
		p.bits, p.at = joined(band), clock.FromMillis(at)
		return p, err
	}, strings.Join(parts, " UNION ALL "), args...)
}

// deleteHandedBefore deletes what up to limit cases left, and returns how many.
func deleteHandedBefore(ctx context.Context, tx *db.Tx, before time.Time, limit int) (int, error) {
	list, err := db.List(ctx, tx, func(s db.Scanner) (key id.ID, err error) { return key, s.Scan(&key) },
		`SELECT id FROM warning_case WHERE handed_at < $1 ORDER BY handed_at, id LIMIT $2`, clock.Millis(before), limit)
	for i := 0; err == nil && i < len(list); i++ {
		for _, table := range []string{"warning_trace WHERE case_id", "warning_print WHERE case_id", "warning_case WHERE id"} {
			if err = tx.Send(ctx, `DELETE FROM `+table+` = $1`, list[i]); err != nil {
				break
			}
		}
	}
	return len(list), err
}
