package casework

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"tongban/kernel/calendar"
	"tongban/kernel/db"
)

// History is how long the latest completed cases of an item took, from the day they
// were received to the day they were finished, in working days.
type History struct {
	Cases  int
	Median int // half took no longer
	Most   int // nine of ten took no longer
}

// How many completed cases a history looks back on, and how few are too few to say
// anything: with less, one case could be told from another.
const (
	mostPast  = 200
	leastPast = 5
)

// historyLife is how long a history is good. The page it stands on is asked for far
// more often than cases are completed.
const historyLife = 10 * time.Minute

// histories are what was counted lately, by item.
type histories struct {
	mu  sync.Mutex
	all map[string]counted
}

type counted struct {
	history History
	at      time.Time
}

// History returns how long past cases of an item took, false if there are too few.
// The time the law leaves out is not taken out: this is how long people waited.
func (s *Service) History(ctx context.Context, itemCode string) (History, bool, error) {
	now := s.Clock.Now()
	s.past.mu.Lock()
	known, ok := s.past.all[itemCode]
	s.past.mu.Unlock()
	if age := now.Sub(known.at); !ok || age < 0 || age > historyLife {
		h, err := s.count(ctx, itemCode)
		if err != nil {
			return History{}, false, fmt.Errorf("history of %s: %w", itemCode, err)
		}
		known = counted{h, now}
		s.past.mu.Lock()
		if s.past.all == nil {
			s.past.all = map[string]counted{}
		}
		s.past.all[itemCode] = known
		s.past.mu.Unlock()
	}
	return known.history, known.history.Cases >= leastPast, nil
}

// count reads the latest completed cases of an item.
func (s *Service) count(ctx context.Context, itemCode string) (History, error) {
	var spans []span
	err := s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		spans, err = listCompleted(ctx, tx, itemCode, mostPast)
		return err
	})
	days := make([]int, len(spans))
	for i, one := range spans {
		days[i] = s.Calendar().WorkdaysBetween(calendar.DateOf(one.from), calendar.DateOf(one.to))
	}
	return historyOf(days), err
}

// span is from the receipt of a case to its end.
type span struct{ from, to time.Time }

// historyOf counts working days. The value of a share is the smallest that so many
// did not exceed.
func historyOf(days []int) History {
	if len(days) == 0 {
		return History{}
	}
	slices.Sort(days)
	share := func(tenths int) int { return days[(len(days)*tenths+9)/10-1] }
	return History{Cases: len(days), Median: share(5), Most: share(9)}
}
