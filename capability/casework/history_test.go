package casework

import (
	"context"
	"strings"
	"testing"
	"time"
	"tongban/kernel/db"
)

func TestHistoryIsSaidFromFiveCasesOn(t *testing.T) {
	each(t, func(b bench) {
		day := at("2026-02-02 10:00") // a Monday
		for i, days := range []int{1, 1, 2, 4} {
			f := b.submitted(mei)
			b.exec(`UPDATE casework_case SET status = 'COMPLETED', received_at = $1, finished_at = $2 WHERE id = $3`,
				day.UnixMilli(), day.AddDate(0, 0, days).UnixMilli()+int64(i), f.Case.ID)
		}
		if _, enough, err := b.History(b.Context(), "road-qual"); err != nil || enough {
			b.Errorf("four cases say something: %v", err)
		}
		f := b.submitted(mei)
		b.exec(`UPDATE casework_case SET status = 'COMPLETED', received_at = $1, finished_at = $2 WHERE id = $3`,
			day.UnixMilli(), day.AddDate(0, 0, 7).UnixMilli(), f.Case.ID) // a weekend between
		if _, enough, _ := b.History(b.Context(), "road-qual"); enough {
			b.Error("counted again at once")
		}
		b.clock.Set(b.clock.Now().Add(historyLife + time.Second))
		h, enough, err := b.History(b.Context(), "road-qual")
		if err != nil || !enough || h != (History{Cases: 5, Median: 2, Most: 5}) {
			b.Errorf("got %+v, %v", h, err)
		}
		if _, enough, err := b.History(b.Context(), "food-license"); err != nil || enough {
			b.Errorf("another item: %v", err)
		}
	})
}

func TestHistoryReadsAnIndexInItsOrder(t *testing.T) {
	each(t, func(b bench) {
		plan := b.explained(`SELECT received_at, finished_at FROM casework_case
			WHERE item_code = 'road-qual' AND status = 'COMPLETED' ORDER BY finished_at DESC LIMIT 200`)
		if !strings.Contains(plan, "casework_case_completed") || strings.Contains(plan, "Sort") || strings.Contains(plan, "TEMP B-TREE") {
			b.Error(plan)
		}
	})
}

func (b bench) explained(query string) string {
	b.Helper()
	var plan []string
	err := b.DB.Read(b.Context(), func(ctx context.Context, tx *db.Tx) (err error) {
		if b.DB.Engine() == db.SQLite {
			plan, err = db.List(ctx, tx, func(row db.Scanner) (line string, err error) {
				var n [3]int64
				return line, row.Scan(&n[0], &n[1], &n[2], &line)
			}, "EXPLAIN QUERY PLAN "+query)
			return err
		}
		var off string
		if err := tx.Row(ctx, `SELECT set_config('enable_seqscan', 'off', true)`).Scan(&off); err != nil {
			return err
		}
		plan, err = db.List(ctx, tx, func(row db.Scanner) (line string, err error) { return line, row.Scan(&line) }, "EXPLAIN "+query)
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	return strings.Join(plan, "\n")
}
