package casework

import (
	"context"
	"fmt"
	"math"
	"strings"
	"time"

	"tongban/capability/access"
	"tongban/kernel/actor"
	"tongban/kernel/check"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// Worklist returns a page of the open tasks the actor may take or has taken, by deadline,
// after key.
func (s *Service) Worklist(ctx context.Context, f TaskFilter, key PageKey, limit int) (found Found[WorklistEntry], err error) {
	by := actor.From(ctx)
	looks := f.looks(by, access.Scope(by, access.CaseClaim))
	keyOf := func(e WorklistEntry) PageKey { return PageKey{e.DueAt.UnixMilli(), e.ID} }
	found, err = through(ctx, s.DB, looks, scanEntry, keyOf, key, limit)
	for i := range found.Rows {
		if err == nil {
			err = s.nameStep(ctx, &found.Rows[i])
		}
	}
	return found, err
}

// nameStep calls a task as the drawing does: of one case several may be on one list.
func (s *Service) nameStep(ctx context.Context, e *WorklistEntry) error {
	if e.ProcedureID == 0 || e.Node == "" {
		return nil
	}
	def, err := s.Procedures.Definition(ctx, e.ProcedureID)
	if fault.KindOf(err) == fault.NotFound && err != nil { // its case says that it is lost
		return nil
	}
	if err != nil {
		return err
	}
	drawn, _ := def.Task(e.Node)
	e.Step = drawn.Name
	return nil
}

// Cases returns a page of the open cases the actor may see, by deadline, after key.
func (s *Service) Cases(ctx context.Context, f CaseFilter, key PageKey, limit int) (Found[*Case], error) {
	return s.open(ctx, access.CaseList, f, key, limit)
}

// open returns a page of the open cases on which the actor may use p.
func (s *Service) open(ctx context.Context, p access.Permission, f CaseFilter, key PageKey, limit int) (Found[*Case], error) {
	looks := f.looks(access.Scope(actor.From(ctx), p))
	keyOf := func(c *Case) PageKey { return PageKey{c.DueAt.UnixMilli(), c.ID} }
	return through(ctx, s.DB, looks, scanCase, keyOf, key, limit)
}

// through takes all looks on one snapshot.
func through[T any](ctx context.Context, d *db.DB, looks []look, scan func(db.Scanner) (T, error), keyOf func(T) PageKey, key PageKey, limit int) (found Found[T], err error) {
	err = d.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		var rows []T
		var edges []PageKey
		for _, l := range looks {
			some, edge, err := take(ctx, tx, l, scan, key, limit+1)
			if err != nil {
				return err
			}
			if edge != nil {
				edges = append(edges, *edge)
			}
			rows = append(rows, some...)
		}
		found = page(rows, edges, keyOf, limit)
		return nil
	})
	return found, err
}

// Find returns the cases the actor may see, finished ones included, newest first, below
// before (zero for the first page), that bear a number or are for whoever has a name or
// an ID number. The number is looked up by its blind index.
func (s *Service) Find(ctx context.Context, words string, before id.ID, limit int) (cases []*Case, err error) {
	words = strings.TrimSpace(words)
	scope := access.Scope(actor.From(ctx), access.CaseList)
	if before == 0 {
		before = math.MaxInt64
	}
	upper := strings.ToUpper(words)
	number := check.Compact(upper)
	by := []struct {
		column string
		value  any
	}{
		{"no", upper}, {"short_no", upper}, {"applicant_name", words},
		{"applicant_index", s.Keys.BlindIndex(Person{}.element(), number)},
		{"applicant_index", s.Keys.BlindIndex(Person{Firm: true}.element(), number)},
	}
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		for _, way := range by {
			if cases, err = listFound(ctx, tx, scope, way.column, way.value, before, limit); err != nil || len(cases) > 0 {
				return err
			}
		}
		return nil
	})
	return cases, err
}

// Earlier returns other cases for the applicant of c that the actor may see, newest first.
func (s *Service) Earlier(ctx context.Context, c *Case, limit int) (cases []*Case, err error) {
	scope := access.Scope(actor.From(ctx), access.CaseList)
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		cases, err = listFound(ctx, tx, scope, "owner", c.Owner, c.ID, limit)
		return err
	})
	return cases, err
}

// Tally is how much somebody has in hand; from Most on it is "more than".
type Tally struct{ Mine, Late int }

// Most is how far tallies count.
const Most = 99

// Tally counts what the actor has claimed and what of it is late.
func (s *Service) Tally(ctx context.Context) (t Tally, err error) {
	by := actor.From(ctx)
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		if t.Mine, err = countTasks(ctx, tx, by.ID, noDate.Add(time.Hour), Most+1); err != nil {
			return err
		}
		t.Late, err = countTasks(ctx, tx, by.ID, s.Clock.Now(), Most+1)
		return err
	})
	return t, err
}

// Begun reports whether any case was ever received, and whether any was ever decided.
func (s *Service) Begun(ctx context.Context) (received, decided bool, err error) {
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if received, err = anyCase(ctx, tx, ""); err != nil || !received {
			return err
		}
		for _, status := range []Status{Completed, Issuing, Approved, Denied} {
			if decided, err = anyCase(ctx, tx, status); err != nil || decided {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return false, false, fmt.Errorf("look for a case: %w", err)
	}
	return received, decided, nil
}
