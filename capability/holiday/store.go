package holiday

import (
	"context"
	"encoding/json"
	"time"

	"tongban/kernel/calendar"
	"tongban/kernel/clock"
	"tongban/kernel/db"
)

// Entry is a notice with who entered it and when.
type Entry struct {
	Notice calendar.Notice
	At     time.Time
	By     string
}

func insertNotice(ctx context.Context, tx *db.Tx, e Entry) error {
	body, err := json.Marshal(e.Notice)
	if err != nil {
		return err
	}
	return tx.Send(ctx, `INSERT INTO holiday_notice (number, body, entered_at, entered_by) VALUES ($1, $2, $3, $4)`,
		e.Notice.Number, string(body), clock.Millis(e.At), e.By)
}

// listNotices returns what was entered, newest first: a few a year.
func listNotices(ctx context.Context, tx *db.Tx) ([]Entry, error) {
	scan := func(row db.Scanner) (e Entry, err error) {
		var body string
		var at int64
		if err := row.Scan(&body, &at, &e.By); err != nil {
			return e, err
		}
		e.At = clock.FromMillis(at)
		return e, json.Unmarshal([]byte(body), &e.Notice)
	}
	return db.List(ctx, tx, scan, `SELECT body, entered_at, entered_by FROM holiday_notice ORDER BY entered_at DESC, number DESC LIMIT 1000`)
}
