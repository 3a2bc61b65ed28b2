package delivery

import (
	"context"
	"errors"
	"time"

	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// row is a parcel as stored: its receiver sealed.
type row struct {
	Parcel
	receiver []byte
}

const columns = `id, no, case_no, what, account, state, receiver, carrier, tracking_no, simulated, created_at, sent_at, ended_at`

func scan(r db.Scanner) (p row, err error) {
	var created, sent, ended int64
	err = r.Scan(&p.ID, &p.No, &p.Case, &p.What, &p.Account, &p.State, &p.receiver, &p.Carrier, &p.TrackingNo, &p.Simulated, &created, &sent, &ended)
	p.CreatedAt, p.SentAt, p.EndedAt = clock.FromMillis(created), clock.FromMillis(sent), clock.FromMillis(ended)
	return p, err
}

func insertParcel(ctx context.Context, tx *db.Tx, p row) error {
	return tx.Send(ctx, `INSERT INTO delivery_parcel (`+columns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		p.ID, p.No, p.Case, p.What, p.Account, string(p.State), p.receiver, p.Carrier, p.TrackingNo, p.Simulated,
		clock.Millis(p.CreatedAt), clock.Millis(p.SentAt), clock.Millis(p.EndedAt))
}

func findParcel(ctx context.Context, tx *db.Tx, parcel id.ID) (row, error) {
	p, err := scan(tx.Row(ctx, `SELECT `+columns+` FROM delivery_parcel WHERE id = $1`, parcel))
	if errors.Is(err, db.ErrNoRows) {
		return p, fault.New(fault.NotFound, "delivery.unknown")
	}
	return p, err
}

// listOf returns the parcels of a case, oldest first.
func listOf(ctx context.Context, tx *db.Tx, caseNo string, limit int) ([]row, error) {
	return db.List(ctx, tx, scan, `SELECT `+columns+` FROM delivery_parcel WHERE case_no = $1 ORDER BY id LIMIT $2`, caseNo, limit)
}

// listToAsk returns the parcels whose carrier is to be asked, those that wait longest first.
func listToAsk(ctx context.Context, tx *db.Tx, now time.Time, limit int) ([]row, error) {
	return db.List(ctx, tx, scan, `SELECT `+columns+` FROM delivery_parcel WHERE ask_at <= $1 ORDER BY ask_at, id LIMIT $2`, clock.Millis(now), limit)
}

// moveParcel writes where p is now, if it is still where it was, and reports whether it was.
func moveParcel(ctx context.Context, tx *db.Tx, p Parcel, from State, askAt time.Time) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE delivery_parcel SET state = $1, carrier = $2, tracking_no = $3, simulated = $4, sent_at = $5,
		ended_at = $6, ask_at = $7 WHERE id = $8 AND state = $9`,
		string(p.State), p.Carrier, p.TrackingNo, p.Simulated, clock.Millis(p.SentAt), clock.Millis(p.EndedAt), asked(askAt), p.ID, string(from))
	return n > 0, err
}

// askLater puts the next question off.
func askLater(ctx context.Context, tx *db.Tx, parcel id.ID, at time.Time) error {
	return tx.Send(ctx, `UPDATE delivery_parcel SET ask_at = $1 WHERE id = $2 AND ask_at IS NOT NULL`, clock.Millis(at), parcel)
}

func asked(at time.Time) *int64 {
	if at.IsZero() {
		return nil
	}
	ms := clock.Millis(at)
	return &ms
}
