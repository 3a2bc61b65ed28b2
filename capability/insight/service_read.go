package insight

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"tongban/capability/access"
	"tongban/kernel/actor"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// may returns f within what the actor may count: all departments, or their own.
func may(ctx context.Context, f Filter) (Filter, error) {
	by := actor.From(ctx)
	if f.Department == "" && access.May(by, access.InsightRead, access.Object{}) != nil {
		f.Department = by.Department
	}
	return f, access.May(by, access.InsightRead, access.Object{Department: f.Department})
}

// Summary returns the figures of a period, of all that the actor may count or of what f
// narrows it to.
func (s *Service) Summary(ctx context.Context, f Filter) (*Figures, error) {
	f, err := may(ctx, f)
	if err != nil {
		return nil, err
	}
	now := s.Clock.Now()
	f = f.settled(MonthOf(now))
	figures := &Figures{Filter: f, At: now, Good: s.Good, Known: map[string]Item{}}
	var opens []openOf
	var items []Item
	t := tally{months: map[Month]*Counts{}, departments: map[string]*Counts{}, items: map[string]*Counts{}}
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if err := listSums(ctx, tx, f, t.add); err != nil {
			return err
		}
		if items, err = listItems(ctx, tx); err != nil {
			return err
		}
		opens, err = countOpen(ctx, tx, past(f, now), f)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("count cases: %w", err)
	}
	t.open(opens)
	figures.settle(t, items)
	return figures, nil
}

// past is the instant by which a statutory date is over: the end of the period, or now.
func past(f Filter, now time.Time) int64 {
	return min(f.end(), clock.Millis(now))
}

// tally is what is being counted.
type tally struct {
	total              Counts
	months             map[Month]*Counts
	departments, items map[string]*Counts
}

// at returns the counts of key, new ones if there are none.
func at[K comparable](counts map[K]*Counts, key K) *Counts {
	c := counts[key]
	if c == nil {
		c = &Counts{}
		counts[key] = c
	}
	return c
}

// add adds a row of sums.
func (t *tally) add(of slot, c *Counts) {
	for _, to := range []*Counts{&t.total, at(t.months, of.Month), at(t.departments, of.Department), at(t.items, of.Item)} {
		for _, f := range summed {
			to[f] += c[f]
		}
	}
}

// open adds what is open, which no month has.
func (t *tally) open(opens []openOf) {
	for _, o := range opens {
		for _, to := range []*Counts{&t.total, at(t.departments, o.department), at(t.items, o.item)} {
			to[InHand] += o.all
			to[OpenPast] += o.past
		}
	}
}

// groups are counts by key, most received first.
func groups(counts map[string]*Counts) []Group {
	list := make([]Group, 0, len(counts))
	for key, c := range counts {
		list = append(list, Group{key, *c})
	}
	slices.SortFunc(list, func(a, b Group) int {
		return cmp.Or(cmp.Compare(b.Counts[Received], a.Counts[Received]), strings.Compare(a.Key, b.Key))
	})
	return list
}

// settle makes figures of what was counted.
func (f *Figures) settle(t tally, items []Item) {
	f.Total, f.Departments, f.Items = t.total, groups(t.departments), groups(t.items)
	for m := f.Filter.From; m <= f.Filter.To; m = m.Add(1) {
		f.Months = append(f.Months, Group{m.String(), *at(t.months, m)})
	}
	var appliedFor []Item
	for _, i := range items {
		f.Known[i.Code] = i
		if c := t.items[i.Code]; c != nil && c[Received] > 0 {
			appliedFor = append(appliedFor, i)
		}
	}
	f.Compression = compress(appliedFor)
}

// mostLooks is how many looks a page takes at most.
const mostLooks = 5

// Cases returns a page of the cases of which a figure is true, newest first, before key.
func (s *Service) Cases(ctx context.Context, f Filter, what Figure, before PageKey, limit int) (found Found, err error) {
	if f, err = may(ctx, f); err != nil {
		return found, err
	}
	now := s.Clock.Now()
	f = f.settled(MonthOf(now))
	found.Filter = f
	if before == (PageKey{}) {
		before = first
	}
	l := look{figure: known[what], filter: f, past: past(f, now), before: before}
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if found.Total, err = totalOf(ctx, tx, l, what); err != nil {
			return err
		}
		found.Lines, found.Next, found.Cut, err = lookFor(ctx, tx, l, limit)
		return err
	})
	if err != nil {
		return found, fmt.Errorf("list cases of %s: %w", what, err)
	}
	return found, nil
}

// totalOf returns how many cases a list has on all pages, from the sums its number is from.
func totalOf(ctx context.Context, tx *db.Tx, l look, what Figure) (n int64, err error) {
	if l.base == open {
		var opens []openOf
		opens, err = countOpen(ctx, tx, l.past, l.filter)
		for _, o := range opens {
			n += map[Figure]int64{InHand: o.all, OpenPast: o.past}[what]
		}
		return n, err
	}
	return sumOf(ctx, tx, l.filter, what)
}

// lookFor looks until a page is full, the list at its end, or looked at enough.
func lookFor(ctx context.Context, tx *db.Tx, l look, limit int) (lines []Line, next PageKey, cut bool, err error) {
	for range mostLooks {
		more, edge, err := listLines(ctx, tx, l, limit+1-len(lines))
		if err != nil {
			return nil, next, false, err
		}
		lines = append(lines, more...)
		if len(lines) > limit {
			last := lines[limit-1]
			return lines[:limit], PageKey{clock.Millis(last.At), last.CaseID}, false, nil
		}
		if edge == nil {
			return lines, PageKey{}, false, nil
		}
		l.before = *edge
	}
	return lines, l.before, true, nil
}

// ParseKey reads what PageKey.String wrote; nothing is the first page.
func ParseKey(s string) (PageKey, error) {
	if s == "" {
		return PageKey{}, nil
	}
	at, row, _ := strings.Cut(s, ".")
	ms, err := strconv.ParseInt(at, 36, 64)
	caseID, idErr := id.Parse(row)
	if err != nil || idErr != nil {
		return PageKey{}, fault.New(fault.Invalid, "fault.shape")
	}
	return PageKey{ms, caseID}, nil
}
