package sim

import (
	"context"
	"slices"
	"testing"

	"tongban/capability/casework"
	"tongban/kernel/actor"
	"tongban/kernel/db/dbtest"
)

// TestDepartmentsReviewRestaurantsSideBySide makes a city that applies for the one licence of
// a restaurant and for nothing else, on both databases: departments work on a case at the same
// time, send their own branch back, refuse, and nothing gets stuck.
func TestDepartmentsReviewRestaurantsSideBySide(t *testing.T) {
	t.Parallel()
	var digests []string
	for _, database := range []string{"", dbtest.PostgresURL(t)} {
		o := Options{Days: 21, Seed: 7, Until: evening, Cases: 24, item: "restaurant"}
		o.look = func(ctx context.Context, c *city) error { return c.sideReviews(ctx, t) }
		digests = append(digests, made(t, config(t, database), o).Digest)
	}
	if digests[0] != digests[1] {
		t.Error("PostgreSQL gave other reviews")
	}
}

// sideReviews looks through the cases of a city for what branches do.
func (c *city) sideReviews(ctx context.Context, t *testing.T) error {
	beside, back, vetoed, granted := 0, 0, 0, 0
	for _, m := range c.matters {
		if m.no == "" {
			continue
		}
		f, err := c.Casework.File(actor.With(ctx, actor.AsSystem("count")), m.no)
		if err != nil {
			return err
		}
		happened := func(e casework.Event) bool {
			return slices.ContainsFunc(f.Records, func(r casework.Record) bool { return r.Event == e })
		}
		for i := range f.Tasks {
			if a := &f.Tasks[i]; slices.ContainsFunc(f.Tasks, func(b casework.Task) bool {
				return b.Department != a.Department && b.OpenedAt.Equal(a.OpenedAt)
			}) {
				beside++
			}
		}
		switch refused := slices.ContainsFunc(f.Tasks, func(t casework.Task) bool { return t.Outcome == "refuse" }); {
		case refused && happened(casework.Deny):
			vetoed++
		case refused && happened(casework.Grant):
			t.Errorf("%s was granted although a department refused", m.no)
		case happened(casework.Grant):
			granted++
		}
		if happened(casework.SendBack) {
			back++
		}
	}
	if beside < 40 || back == 0 || vetoed == 0 || granted < 5 {
		t.Errorf("%d steps beside others, %d cases sent back, %d vetoed, %d granted", beside, back, vetoed, granted)
	}
	return nil
}
