package holiday

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"tongban/capability/access"
	"tongban/capability/audit"
	"tongban/kernel/actor"
	"tongban/kernel/calendar"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/fault"
)

// Service keeps the notices.
type Service struct {
	d           *db.DB
	now         clock.Clock
	current     atomic.Pointer[calendar.Calendar]
	checked     atomic.Int64
	reading     sync.Mutex
	subscribers []func(ctx context.Context, tx *db.Tx, c Changed) error
}

// New returns the service.
func New(d *db.DB, now clock.Clock) *Service {
	s := &Service{d: d, now: now}
	s.current.Store(calendar.Default())
	return s
}

// Subscribe has f called in the unit in which the calendar becomes another. Before Start.
func (s *Service) Subscribe(f func(ctx context.Context, tx *db.Tx, c Changed) error) {
	s.subscribers = append(s.subscribers, f)
}

// fresh is how long a node counts on without asking whether another has entered a notice.
const fresh = 1000

// patience is how long a caller waits for that answer. They may be in a unit while all
// connections are taken by others, who wait for what it has locked.
const patience = 100 * time.Millisecond

// Calendar returns the calendar that binds now. One caller a second looks whether it is
// still that.
func (s *Service) Calendar() *calendar.Calendar {
	if clock.Millis(clock.Real.Now())-s.checked.Load() >= fresh && s.reading.TryLock() {
		looked := make(chan struct{})
		go func() {
			defer close(looked)
			defer s.reading.Unlock()
			if err := s.read(context.Background()); err != nil {
				slog.Error("read the notices of days off", "error", err)
			}
		}()
		select {
		case <-looked:
		case <-time.After(patience):
		}
	}
	return s.current.Load()
}

// read takes over what is stored. Its caller holds reading.
func (s *Service) read(ctx context.Context) error {
	s.checked.Store(clock.Millis(clock.Real.Now()))
	var entries []Entry
	err := s.d.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		entries, err = listNotices(ctx, tx)
		return err
	})
	if err != nil {
		return err
	}
	c, err := with(entries)
	if err == nil && c.Version() != s.current.Load().Version() {
		s.current.Store(c)
	}
	return err
}

// with returns the calendar of the published notices and entries.
func with(entries []Entry) (*calendar.Calendar, error) {
	notices := calendar.Published()
	for _, e := range entries {
		notices = append(notices, e.Notice)
	}
	return calendar.New(notices...)
}

// Notices returns what was entered, newest first.
func (s *Service) Notices(ctx context.Context) (entries []Entry, err error) {
	if err := access.May(actor.From(ctx), access.CalendarManage, access.Object{}); err != nil {
		return nil, err
	}
	err = s.d.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		entries, err = listNotices(ctx, tx)
		return err
	})
	return entries, err
}

// Enter lets a notice bind. One with a number that is there already is a Conflict.
func (s *Service) Enter(ctx context.Context, n calendar.Notice) error {
	by, now := actor.From(ctx), s.now.Now()
	if err := access.May(by, access.CalendarManage, access.Object{}); err != nil {
		return err
	}
	n.Awaited = false
	err := s.d.Write(ctx, "calendar", func(ctx context.Context, tx *db.Tx) error {
		entries, err := listNotices(ctx, tx)
		if err != nil {
			return err
		}
		before, err := with(entries)
		if err != nil {
			return err
		}
		after, err := before.With(n)
		if err != nil {
			return refused(n, err, before)
		}
		return s.enter(ctx, tx, Entry{n, now, by.ID}, Changed{n.Number, before.Version(), after.Version()})
	})
	if err != nil {
		return fmt.Errorf("enter notice %s: %w", n.Number, err)
	}
	s.reading.Lock()
	defer s.reading.Unlock()
	return s.read(ctx)
}

func (s *Service) enter(ctx context.Context, tx *db.Tx, e Entry, c Changed) error {
	if err := insertNotice(ctx, tx, e); err != nil {
		return err
	}
	body, _ := json.Marshal(e.Notice) // plain data always marshals
	err := audit.Record(ctx, tx, audit.Entry{Event: eventEntered, Actor: e.By, Subject: e.Notice.Number, At: e.At, Data: struct {
		Notice json.RawMessage `json:"notice"`
		Before string          `json:"before"`
		After  string          `json:"after"`
	}{body, c.Before, c.After}})
	if err != nil {
		return err
	}
	for _, tell := range s.subscribers {
		if err := tell(ctx, tx, c); err != nil {
			return err
		}
	}
	return nil
}

// refused says why a notice cannot be used.
func refused(n calendar.Notice, err error, there *calendar.Calendar) error {
	for _, known := range there.Notices() {
		if known.Number == n.Number {
			return fault.New(fault.Conflict, "holiday.known", n.Number)
		}
	}
	if errors.Is(err, calendar.ErrNotice) {
		return fault.InvalidFields([]fault.Field{{Name: "off", Key: "holiday.input.notice"}})
	}
	return err
}
