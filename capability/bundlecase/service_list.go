package bundlecase

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

// Mine returns the actor's runs, newest first, below before (zero for the first page). Who acts
// for another sees what the power covers.
func (s *Service) Mine(ctx context.Context, before id.ID, limit int) (list []*Run, err error) {
	by := actor.From(ctx)
	owner, err := id.Parse(by.Owner())
	if err != nil {
		return nil, nil // the system and guests have none
	}
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		list, err = listMine(ctx, tx, access.Scope(by, access.CaseList), owner, before, limit)
		return err
	})
	return list, err
}

// Cursor is where a page of open runs ends.
type Cursor struct {
	Due calendar.Date
	ID  id.ID
}

// String writes c into an address.
func (c Cursor) String() string { return strconv.Itoa(int(c.Due)) + "-" + c.ID.String() }

// parseCursor reads one; what is none is the beginning.
func parseCursor(text string) Cursor {
	day, key, _ := strings.Cut(text, "-")
	due, err := strconv.ParseInt(day, 10, 32)
	last, unknown := id.Parse(key)
	if err != nil || unknown != nil {
		return Cursor{Due: -1}
	}
	return Cursor{calendar.Date(due), last}
}

// Open returns what runs and a member of staff may see as one who leads it, what is promised
// first before; then what is promised for no day.
func (s *Service) Open(ctx context.Context, after Cursor, limit int) (list []*Run, err error) {
	by := actor.From(ctx)
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		list, err = listOpen(ctx, tx, access.Scope(by, access.CaseList), after, limit)
		return err
	})
	return list, err
}

// Over returns what has ended, newest first.
func (s *Service) Over(ctx context.Context, before id.ID, limit int) (list []*Run, err error) {
	by := actor.From(ctx)
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		list, err = listEnded(ctx, tx, access.Scope(by, access.CaseList), before, limit)
		return err
	})
	return list, err
}

// OfCase returns the run of which a case is a part, with that part; false if it is of none. Who
// may see the case may see that; the caller has checked it.
func (s *Service) OfCase(ctx context.Context, caseID id.ID) (r *Run, p *Part, is bool, err error) {
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if p, err = findPart(ctx, tx, caseID, 0); err != nil {
			return err
		}
		r, err = findRunByID(ctx, tx, p.Run)
		return err
	})
	if err != nil && fault.KindOf(err) == fault.NotFound {
		return nil, nil, false, nil
	}
	if err != nil {
		return nil, nil, false, fmt.Errorf("bundle of case %s: %w", caseID, err)
	}
	return r, p, true, nil
}
