package catalogue

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math"
	"strings"
	"sync"
	"unicode"

	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// Entries returns a page of the editors' list. Who is neither editor nor publisher
// is told nothing of it: NotFound. A code as the text finds its item alone.
func (s *Service) Entries(ctx context.Context, q EntryQuery) (page EntryPage, err error) {
	if err := mayRead(actor.From(ctx)); err != nil {
		return page, err
	}
	below := id.ID(math.MaxInt64)
	if q.Cursor != "" {
		if below, err = id.Parse(q.Cursor); err != nil {
			return page, fault.New(fault.Invalid, "catalogue.edit.cursor")
		}
	}
	limit := min(cmp.Or(max(q.Limit, 0), 20), 100)
	q.Text = strings.TrimSpace(q.Text)
	err = s.db.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if q.item, err = findItem(ctx, tx, q.Text); err != nil && fault.KindOf(err) != fault.NotFound {
			return err
		}
		page.Lines, err = listLines(ctx, tx, q, below, limit+1)
		return err
	})
	if err != nil {
		return page, fmt.Errorf("list entries: %w", err)
	}
	if len(page.Lines) > limit {
		page.Lines = page.Lines[:limit]
		page.Next = page.Lines[limit-1].VersionID.String()
	}
	return page, nil
}

// mostRevisions bounds what an entry shows of an item's history.
const mostRevisions = 50

// Entry returns an item as editors see it, by any of its own codes.
func (s *Service) Entry(ctx context.Context, code string) (*Entry, error) {
	if err := mayRead(actor.From(ctx)); err != nil {
		return nil, err
	}
	var e Entry
	err := s.db.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		item, err := findItem(ctx, tx, code)
		if err != nil {
			return err
		}
		if e.Versions, err = listRevisions(ctx, tx, item, mostRevisions); err != nil {
			return err
		}
		if len(e.Versions) == 0 { // its first import is under way
			return fault.New(fault.NotFound, "catalogue.unknown")
		}
		e.Head = e.Versions[0]
		if e.Item, err = findContent(ctx, tx, e.Head.VersionID); err != nil {
			return err
		}
		if e.Findings, err = listFindings(ctx, tx, e.Head.VersionID); err != nil {
			return err
		}
		if e.Current, err = e.findCurrent(ctx, tx); err != nil {
			return err
		}
		e.Source, err = findSource(ctx, tx, item)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("find entry %s: %w", code, err)
	}
	return &e, nil
}

// findCurrent returns the version of the entry that is published or suspended.
func (e *Entry) findCurrent(ctx context.Context, tx *db.Tx) (*Item, error) {
	for _, r := range e.Versions {
		switch {
		case r.State != Published && r.State != Suspended:
		case r.VersionID == e.Head.VersionID:
			return e.Item, nil
		default:
			return findContent(ctx, tx, r.VersionID)
		}
	}
	return nil, nil
}

// Counts returns the totals beside the editors' list. What an edition publishes is
// counted once for it and kept; only the few open versions are counted each time.
func (s *Service) Counts(ctx context.Context) (Counts, error) {
	if err := mayRead(actor.From(ctx)); err != nil {
		return Counts{}, err
	}
	var c Counts
	err := s.db.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		edition, err := findEdition(ctx, tx)
		if err != nil {
			return err
		}
		c, err = s.totals.of(edition, func() (Counts, error) { return countCurrent(ctx, tx) })
		if err != nil {
			return err
		}
		return countOpen(ctx, tx, c.States)
	})
	if err != nil {
		return Counts{}, fmt.Errorf("count entries: %w", err)
	}
	return c, nil
}

// totals keeps the counts of one edition.
type totals struct {
	mu      sync.Mutex
	edition int64
	counts  Counts
}

// of returns a copy of the counts of edition, counted if they are not kept.
func (t *totals) of(edition int64, count func() (Counts, error)) (Counts, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.counts.States == nil || t.edition != edition {
		counted, err := count()
		if err != nil {
			return Counts{}, err
		}
		t.edition, t.counts = edition, counted
	}
	return Counts{States: maps.Clone(t.counts.States), Rules: t.counts.Rules, Departments: t.counts.Departments}, nil
}

// Standing returns the state of an item's newest version that was ever published,
// by any of the item's own codes, with the reason of its suspension or retirement.
func (s *Service) Standing(ctx context.Context, code string) (State, string, error) {
	r, err := s.standing(ctx, code)
	if err != nil {
		return "", "", fmt.Errorf("find standing of %s: %w", code, err)
	}
	return r.State, r.Reason, nil
}

func (s *Service) standing(ctx context.Context, code string) (r Revision, err error) {
	err = s.db.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		r, err = findStanding(ctx, tx, code)
		return err
	})
	return r, err
}

// absent says why an item is not published: nobody knows it, or it was suspended or
// retired, for which reason and what to do instead.
func (s *Service) absent(ctx context.Context, code string) error {
	end, err := s.Ended(ctx, code)
	switch {
	case err != nil:
		return err
	case end == nil:
		return fault.New(fault.NotFound, "catalogue.unknown")
	}
	key := "catalogue.suspended"
	if end.State == Retired {
		key = "catalogue.retired"
	}
	return fault.New(fault.NotFound, key, end.Item.Name, strings.TrimRightFunc(end.Reason, isMark), end.Item.ConsultPhone)
}

// isMark reports whether r may end a sentence that another goes on after.
func isMark(r rune) bool { return unicode.IsPunct(r) || unicode.IsSpace(r) }
