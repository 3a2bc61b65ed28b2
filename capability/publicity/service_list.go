package publicity

import (
	"context"
	"fmt"

	"tongban/capability/access"
	"tongban/capability/place"
	"tongban/kernel/actor"
	"tongban/kernel/calendar"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// List returns what is public, newest first.
func (s *Service) List(ctx context.Context, q Query) (Page, error) {
	limit := 20
	if q.Limit > 0 {
		limit = min(q.Limit, 100)
	}
	var found []Record
	err := s.db.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		found, err = listPublished(ctx, tx, q, limit+1)
		return err
	})
	if err != nil {
		return Page{}, fmt.Errorf("list publicity: %w", err)
	}
	return cut(found, limit, publishedCursor), nil
}

// Find returns what the public may know of a record: of a withdrawn one that it was there,
// and why it is not any more. Nobody learns of one that was never published.
func (s *Service) Find(ctx context.Context, record id.ID) (r *Record, versions []Version, err error) {
	err = s.db.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if r, err = findRecord(ctx, tx, record); err != nil {
			return err
		}
		if r.State != Published && r.State != Withdrawn {
			return errUnknown
		}
		versions, err = listVersions(ctx, tx, record)
		return err
	})
	if err != nil {
		return nil, nil, fmt.Errorf("find publicity %s: %w", record, err)
	}
	if r.State == Withdrawn {
		r.Content, versions = Content{ItemName: r.Content.ItemName, Authority: r.Content.Authority}, nil
	}
	return r, versions, nil
}

// OfCase returns the record of a case, nil if there is none. It is for the applicant's own
// page, so it says no more than State and when.
func (s *Service) OfCase(ctx context.Context, no string) (r *Record, err error) {
	err = s.db.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		r, err = findOfCase(ctx, tx, no)
		return err
	})
	return r, err
}

// Office returns records of the actor's reach for the office's list.
func (s *Service) Office(ctx context.Context, show Show, after Cursor, limit int) (Page, error) {
	scope := access.Scope(actor.From(ctx), access.PublicityRead)
	if scope.None() {
		return Page{}, fault.New(fault.Forbidden, "access.forbidden")
	}
	var found []Record
	err := s.db.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		found, err = listOffice(ctx, tx, scope, show, calendar.DateOf(s.now.Now()), after, limit+1)
		return err
	})
	if err != nil {
		return Page{}, fmt.Errorf("list publicity of the office: %w", err)
	}
	if show == ShowPublished {
		return cut(found, limit, publishedCursor), nil
	}
	return cut(found, limit, dueCursor), nil
}

// Record returns a record whatever its state, for the office.
func (s *Service) Record(ctx context.Context, record id.ID) (r *Record, versions []Version, err error) {
	err = s.db.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if r, err = findRecord(ctx, tx, record); err != nil {
			return err
		}
		if err := access.May(actor.From(ctx), access.PublicityRead, r.object()); err != nil {
			return err
		}
		versions, err = listVersions(ctx, tx, record)
		return err
	})
	if err != nil {
		return nil, nil, fmt.Errorf("read publicity %s: %w", record, err)
	}
	return r, versions, nil
}

// Counts returns how many decisions went which way in the year of today, of a department
// or of all.
func (s *Service) Counts(ctx context.Context, department string) (counts Counts, year int, err error) {
	year = calendar.DateOf(s.now.Now()).Year()
	err = s.db.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		counts, err = listCounts(ctx, tx, department, year)
		return err
	})
	return counts, year, err
}

// Departments returns who decides here, for the list's filter.
func (s *Service) Departments(ctx context.Context) ([]place.Department, error) {
	return s.places.Departments(ctx)
}
