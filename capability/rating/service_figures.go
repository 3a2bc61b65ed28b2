package rating

import (
	"context"
	"fmt"

	"tongban/kernel/calendar"
	"tongban/kernel/db"
	"tongban/kernel/fault"
)

// mostTags bounds from how many ratings reasons are counted.
const mostTags = 5000

// Figures returns the figures of cases that ended in the months of q: by department, or by
// item where q names a department. They are for everybody; Small groups are not to be told
// apart.
func (s *Service) Figures(ctx context.Context, q Query) (Figures, error) {
	f := Figures{From: q.From, To: q.To, Good: s.Good}
	if !q.From.isMonth() || !q.To.isMonth() || q.To < q.From {
		return f, fault.New(fault.NotFound, "rating.no-month")
	}
	byItem, today := q.Department != "", calendar.DateOf(s.Clock.Now())
	err := s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		groups, err := countRatings(ctx, tx, q, byItem)
		if err != nil {
			return err
		}
		done, err := countFollowUps(ctx, tx, q, byItem, today)
		if err != nil {
			return err
		}
		f.Counts = Counts{}
		for i := range groups {
			groups[i].follow(done[groups[i].Key])
			f.add(&groups[i].Counts)
		}
		if f.Small = f.isSmall(); byItem && q.Item == "" {
			if f.Office, f.Small, err = departmentIn(ctx, tx, q); err != nil {
				return err
			}
		}
		protect(groups, f.Small)
		f.Groups = groups
		if f.ItemsEnded, f.ItemsRated, err = coverage(ctx, tx, q); err != nil {
			return err
		}
		tags, err := listTags(ctx, tx, q, mostTags)
		f.Tags = tally(tags)
		return err
	})
	if err != nil {
		return f, fmt.Errorf("figures: %w", err)
	}
	return f, nil
}

// departmentIn returns the name of the department of q, and whether its figures must not be
// told apart from those of all.
func departmentIn(ctx context.Context, tx *db.Tx, q Query) (office string, small bool, err error) {
	key := q.Department
	q.Department = ""
	groups, err := countRatings(ctx, tx, q, false)
	protect(groups, false)
	for _, g := range groups {
		if g.Key == key {
			office, small = g.Name, g.Small
		}
	}
	return office, small, err
}

// follow takes over what was done about bad ratings.
func (c *Counts) follow(done Counts) {
	c.Confirmed, c.Reformed, c.Due, c.InTime = done.Confirmed, done.Reformed, done.Due, done.InTime
	c.RealName, c.CalledBack, c.Second = done.RealName, done.CalledBack, done.Second
}

// add sums up, except for items, which may be in several groups.
func (c *Counts) add(more *Counts) {
	c.Ended += more.Ended
	c.Excluded += more.Excluded
	c.Confirmed += more.Confirmed
	c.Reformed += more.Reformed
	c.Due += more.Due
	c.InTime += more.InTime
	c.RealName += more.RealName
	c.CalledBack += more.CalledBack
	for i := range c.Grades {
		c.Grades[i] += more.Grades[i]
		c.Second[i] += more.Second[i]
	}
}
