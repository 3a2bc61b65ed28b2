package consultation

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

// Show is which list of consultations.
type Show string

// The lists.
const (
	ToAnswer Show = "answer" // open, that the reader may answer, by the last day
	AskedBy  Show = "asked"  // by the reader, newest first
	Late     Show = "late"   // open, on either side, by the last day
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

// MayList says whether a has anything to do with consultations.
func MayList(a actor.Actor) bool {
	return a.Kind == actor.Staff && (access.Has(a, access.ConsultationAnswer) || access.Has(a, access.CaseClaim) || access.Has(a, access.CaseAssign))
}

// List returns a list of the actor's, after a cursor.
func (s *Service) List(ctx context.Context, show Show, after Cursor, limit int) (list []*Consultation, err error) {
	by := actor.From(ctx)
	if !MayList(by) {
		return nil, fault.New(fault.Forbidden, "access.forbidden")
	}
	w := waitingFor(by)
	w.after = after
	if show == Late {
		w.asked, w.before = true, s.today()
	}
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		if show == AskedBy {
			list, err = listAsked(ctx, tx, by.ID, after.ID, limit)
		} else {
			list, err = listWaiting(ctx, tx, w, limit)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list consultations: %w", err)
	}
	return list, nil
}

// waitingFor is what by may answer: a head of a department whatever any role in it is asked.
func waitingFor(by actor.Actor) waiting {
	w := waiting{account: by.ID}
	if !access.Has(by, access.ConsultationAnswer) {
		return w
	}
	w.department = by.Department
	for _, role := range Roles {
		if by.Is(role) || by.Is(actor.Head) {
			w.roles = append(w.roles, role)
		}
	}
	return w
}

// Tally is how much waits for the actor's answer, up to mostCounted, and how much of that is late.
type Tally struct{ Open, Late int }

// mostCounted is as far as a tally counts.
const mostCounted = 100

// Tally counts what the actor may answer.
func (s *Service) Tally(ctx context.Context) (t Tally, err error) {
	by := actor.From(ctx)
	if by.Kind != actor.Staff || !access.Has(by, access.ConsultationAnswer) {
		return t, nil
	}
	list, err := s.List(ctx, ToAnswer, Cursor{}, mostCounted)
	for _, c := range list {
		t.Open++
		if c.IsLate(s.today()) {
			t.Late++
		}
	}
	return t, err
}
