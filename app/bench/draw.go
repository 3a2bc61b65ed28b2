package bench

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"tongban/app"
	"tongban/app/sim"
	"tongban/capability/insight"
	"tongban/kernel/db"
)

// Cases that are copied take from the simulated city who wants what and when: so many
// applications it draws for the days in which open cases came, and as many for the years in
// which finished ones did. The copies take them in turn.
const (
	drawings     = 20_000
	openDays     = 15
	finishedDays = 3 * 365
)

// draw has the simulation draw the applications, and says of what they are.
func draw(ctx context.Context, a *app.App, say func(string)) (all []sim.Drawn, err error) {
	for _, days := range []int{openDays, finishedDays} {
		drawn, err := sim.Draw(ctx, a, sim.Options{Days: days, Seed: sim.UsualSeed, Until: a.Clock.Now(), Cases: drawings})
		if err != nil {
			return nil, err
		}
		say(told(drawn, days))
		all = append(all, drawn...)
	}
	return all, nil
}

// told says what was drawn.
func told(drawn []sim.Drawn, days int) string {
	byItem := map[string]int{}
	people := map[string]bool{}
	counter := 0
	for _, d := range drawn {
		byItem[d.Item.Code]++
		people[d.Name] = true
		if d.Counter {
			counter++
		}
	}
	var codes []string
	for code := range byItem {
		codes = append(codes, code)
	}
	slices.SortFunc(codes, func(a, b string) int { return byItem[b] - byItem[a] })
	var most []string
	for _, code := range codes[:min(5, len(codes))] {
		most = append(most, fmt.Sprintf("%s %d", code, byItem[code]))
	}
	return fmt.Sprintf("drawn by the simulation (seed %d): %d applications of %d days, %d of them at a counter, under %d names, for %d items, most for %s",
		sim.UsualSeed, len(drawn), days, counter, len(people), len(byItem), strings.Join(most, ", "))
}

// keepDraws writes what was drawn beside the tables, for this connection.
func keepDraws(ctx context.Context, e engine, raw *sql.DB, all []sim.Drawn, now time.Time) error {
	_, err := raw.ExecContext(ctx, `CREATE TEMPORARY TABLE bench_draw (drawn_number BIGINT PRIMARY KEY, drawn_ago BIGINT NOT NULL, drawn_month INTEGER NOT NULL,
		drawn_code TEXT NOT NULL, drawn_item TEXT NOT NULL, drawn_department TEXT NOT NULL, drawn_name TEXT NOT NULL, drawn_officer TEXT NOT NULL)`)
	if err != nil {
		return err
	}
	tx, err := raw.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	text := `INSERT INTO bench_draw VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`
	if e.name() == string(db.SQLite) {
		text = placeholder.ReplaceAllString(text, "?$1")
	}
	insert, err := tx.PrepareContext(ctx, text)
	if err != nil {
		return err
	}
	defer insert.Close()
	for n, d := range all {
		_, err := insert.ExecContext(ctx, n, max(0, now.Sub(d.At).Milliseconds()), int64(insight.MonthOf(d.At)), d.Item.Code, d.Item.Name, d.Item.Department.Code, d.Name, d.Officer)
		if err != nil {
			return err
		}
	}
	return tx.Commit()
}

// drawnItem is the item of the n-th copy: a city has more than the demo, so each is there
// twenty times.
const drawnItem = "drawn_code || (n % 20)"

// drawnFor is the draw of the n-th copy of m.
func drawnFor(m model) string {
	if m.share == 0 {
		return fmt.Sprintf("n %% %d + %[1]d", drawings)
	}
	return fmt.Sprintf("n %% %d", drawings)
}
