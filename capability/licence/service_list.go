package licence

import (
	"context"
	"fmt"
	"sync"
	"time"

	"tongban/capability/licence/verify"
	"tongban/kernel/clock"
	"tongban/kernel/db"
)

// A status list is good for a week: who checks offline fetches a new one as often.
const listValidity = 7 * 24 * time.Hour

// listAge is how long a list is handed out again while nothing changed, in real time.
const listAge = time.Minute

// listCache is the last list made.
type listCache struct {
	sync.Mutex
	list    verify.SignedList
	changed time.Time // the newest change in it
	until   time.Time // real time
	day     verify.Date
}

// StatusList returns the signed list of every licence and its status, for checks
// without the server. A change shows at once.
func (s *Service) StatusList(ctx context.Context) (verify.SignedList, error) {
	c := &s.lists
	c.Lock()
	defer c.Unlock()
	changed, err := s.lastChange(ctx)
	if err != nil {
		return verify.SignedList{}, fmt.Errorf("status list: %w", err)
	}
	today := verify.DateOf(s.now.Now())
	if clock.Real.Now().Before(c.until) && changed.Equal(c.changed) && today == c.day {
		return c.list, nil
	}
	list, err := s.makeList(ctx)
	if err != nil {
		return verify.SignedList{}, fmt.Errorf("status list: %w", err)
	}
	c.list, c.changed, c.day = list, changed, today
	c.until = clock.Real.Now().Add(listAge)
	return list, nil
}

func (s *Service) lastChange(ctx context.Context) (changed time.Time, err error) {
	err = s.db.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		changed, err = lastChange(ctx, tx)
		return err
	})
	return changed, err
}

// makeList reads every licence's status and signs the list.
func (s *Service) makeList(ctx context.Context) (verify.SignedList, error) {
	var rows []listed
	now := s.now.Now().Truncate(time.Second)
	err := s.db.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		rows, err = listStatuses(ctx, tx)
		return err
	})
	if err != nil {
		return verify.SignedList{}, err
	}
	list := verify.StatusList{
		Issuer: s.address, GeneratedAt: now, ValidUntil: now.Add(listValidity), Salt: newSalt(), TestClock: s.played,
		Entries: make([]verify.Entry, 0, len(rows)),
	}
	for _, row := range rows {
		status := row.status
		if status == Valid && row.validTo.Passed(now) {
			status = Expired
		}
		list.Entries = append(list.Entries, verify.Entry{ID: verify.EntryID(list.Salt, row.code), Version: row.version, Status: status})
	}
	list.Sort()
	return list.Sign(s.signer)
}
