package commitment

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"tongban/capability/access"
	"tongban/kernel/actor"
	"tongban/kernel/calendar"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// Show is which list of after-checks.
type Show string

// The lists.
const (
	Open Show = "open" // by the last day
	Late Show = "late" // likewise
	Done Show = "done" // newest first
)

// Cursor is where a page of a list ends.
type Cursor struct {
	Due calendar.Date
	ID  id.ID
}

func (c Cursor) String() string { return strconv.Itoa(int(c.Due)) + "." + c.ID.String() }

// parseCursor reads a cursor; what is none begins at the top.
func parseCursor(text string) (c Cursor) {
	due, key, _ := strings.Cut(text, ".")
	day, err := strconv.ParseInt(due, 10, 32)
	last, unread := id.Parse(key)
	if err == nil && unread == nil {
		c = Cursor{calendar.Date(day), last}
	}
	return c
}

// MayList reports whether a has anything to do with after-checks.
func MayList(a actor.Actor) bool {
	return a.Kind == actor.Staff && access.Has(a, access.CommitmentRead)
}

// List returns a list of after-checks within the actor's reach, after a cursor.
func (s *Service) List(ctx context.Context, show Show, after Cursor, limit int) (list []*Commitment, err error) {
	who := actor.From(ctx)
	if !MayList(who) {
		return nil, fault.New(fault.Forbidden, "access.forbidden")
	}
	scope := access.Scope(who, access.CommitmentRead)
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		var rows []*row
		switch show {
		case Done:
			rows, err = listDone(ctx, tx, scope, after.ID, limit)
		case Late:
			rows, err = listOpen(ctx, tx, scope, s.today(), after, limit)
		default:
			rows, err = listOpen(ctx, tx, scope, 0, after, limit)
		}
		list = nil
		for i := 0; err == nil && i < len(rows); i++ {
			var c *Commitment
			c, err = s.opened(rows[i], nil)
			list = append(list, c)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list after-checks: %w", err)
	}
	return list, nil
}

// Tally is how much is open within the actor's reach, up to mostCounted, and how much of that
// is late.
type Tally struct{ Open, Late int }

// mostCounted is as far as a tally counts.
const mostCounted = 100

// Tally counts what is open within the actor's reach.
func (s *Service) Tally(ctx context.Context) (t Tally, err error) {
	if !MayList(actor.From(ctx)) {
		return t, nil
	}
	list, err := s.List(ctx, Open, Cursor{}, mostCounted)
	for _, c := range list {
		t.Open++
		if c.IsLate(s.today()) {
			t.Late++
		}
	}
	return t, err
}
