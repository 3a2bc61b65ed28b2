package insight

import (
	"context"
	"fmt"
	"time"

	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/id"
)

// Ended returns what is counted of the cases of an item that have ended since, the latest first,
// at most limit. It is for who publishes figures, never the cases.
func (s *Service) Ended(ctx context.Context, item string, since time.Time, limit int) (list []Fact, err error) {
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		list, err = listEndedOf(ctx, tx, item, since, limit)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("ended cases of %s: %w", item, err)
	}
	return list, nil
}

// atOnce is how many cases a statement asks for by their ids.
const atOnce = 400

// Facts returns what is counted of cases, in no order.
func (s *Service) Facts(ctx context.Context, cases []id.ID) (list []Fact, err error) {
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		list = nil
		for at := 0; at < len(cases); at += atOnce {
			some, err := listFacts(ctx, tx, cases[at:min(at+atOnce, len(cases))])
			if err != nil {
				return err
			}
			list = append(list, some...)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("what is counted of %d cases: %w", len(cases), err)
	}
	return list, nil
}

func scanFact(row db.Scanner) (Fact, error) { return scanLine(row) }

func listEndedOf(ctx context.Context, tx *db.Tx, item string, since time.Time, limit int) ([]Fact, error) {
	return db.List(ctx, tx, scanFact, `SELECT `+columns+` FROM insight_fact WHERE item_code = $1 AND finished_at >= $2 AND finished_at > 0
		ORDER BY finished_at DESC, case_id DESC LIMIT $3`, item, clock.Millis(since), limit)
}

func listFacts(ctx context.Context, tx *db.Tx, cases []id.ID) ([]Fact, error) {
	places, args := db.Places(cases)
	return db.List(ctx, tx, scanFact, `SELECT `+columns+` FROM insight_fact WHERE case_id IN (`+places+`)`, args...)
}
