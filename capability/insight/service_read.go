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
	figures := &Figures{Filter: f, At: now, Known: map[string]Item{}}
	var opens []openOf
	var items []Item
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if figures.Months, err = sumBy(ctx, tx, "month", f); err != nil {
			return err
		}
		if figures.Departments, err = sumBy(ctx, tx, "department", f); err != nil {
			return err
		}
		if figures.Items, err = sumBy(ctx, tx, "item_code", f); err != nil {
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
	figures.addOpen(opens)
	figures.settle(items)
	return figures, nil
}

// past is the instant by which a statutory date is over: the end of the period, or now.
func past(f Filter, now time.Time) int64 {
	return min(f.end(), clock.Millis(now))
}

// addOpen adds what is open to the departments and items.
func (f *Figures) addOpen(opens []openOf) {
	departments, items := places(f.Departments), places(f.Items)
	for _, o := range opens {
		for _, at := range []*Counts{departments.of(&f.Departments, o.department), items.of(&f.Items, o.item), &f.Total} {
			at[InHand] += o.all
			at[OpenPast] += o.past
		}
	}
}

// index is where the group of a key stands.
type index map[string]int

func places(groups []Group) index {
	at := index{}
	for i, g := range groups {
		at[g.Key] = i
	}
	return at
}

// of returns the counts of key, of a new group if there is none.
func (x index) of(groups *[]Group, key string) *Counts {
	i, ok := x[key]
	if !ok {
		i = len(*groups)
		x[key], *groups = i, append(*groups, Group{Key: key})
	}
	return &(*groups)[i].Counts
}

// settle adds up the months, puts groups in order and looks the items up.
func (f *Figures) settle(items []Item) {
	months, at := f.Months, places(f.Months)
	f.Months = nil
	for m := f.Filter.From; m <= f.Filter.To; m = m.Add(1) {
		g := Group{Key: m.String()}
		if i, ok := at[g.Key]; ok {
			g = months[i]
		}
		f.Months, f.Total = append(f.Months, g), f.Total.Add(g.Counts)
	}
	for _, groups := range [][]Group{f.Departments, f.Items} {
		slices.SortFunc(groups, func(a, b Group) int {
			return cmp.Or(cmp.Compare(b.Counts[Received], a.Counts[Received]), strings.Compare(a.Key, b.Key))
		})
	}
	asked := places(f.Items)
	var appliedFor []Item
	for _, i := range items {
		f.Known[i.Code] = i
		if at, ok := asked[i.Code]; ok && f.Items[at].Counts[Received] > 0 {
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
	months, err := sumBy(ctx, tx, "month", l.filter)
	for _, g := range months {
		n += g.Counts[what]
	}
	return n, err
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
