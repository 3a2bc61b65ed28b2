package sim

import (
	"container/heap"
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"tongban/app"
	"tongban/capability/catalogue"
	"tongban/capability/identity"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/db/dbtest"
)

// evening is when the cities of these tests have come to.
var evening = time.Date(2026, 2, 10, 18, 0, 0, 0, clock.Shanghai)

// small is a city of a fortnight.
var small = Options{Days: 14, Seed: 7, Until: evening, Cases: 90}

func config(t *testing.T, database string) app.Config {
	t.Helper()
	return app.Config{Demo: true, OCR: "off", BaseURL: "http://localhost", Data: t.TempDir(), Database: database}
}

func made(t *testing.T, c app.Config, o Options) *Report {
	t.Helper()
	r, err := Make(t.Context(), c, o)
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Stuck) > 0 {
		t.Errorf("of %d matters could not go on: %q", r.Begun, r.Stuck)
	}
	return r
}

// TestOneSeedGivesOneCity: twice on SQLite and once on PostgreSQL the same happens to every
// case, at the same time, under the same numbers, whichever department is first and in
// whatever order the database finds its rows; another seed gives another city.
func TestOneSeedGivesOneCity(t *testing.T) {
	t.Parallel()
	c := config(t, "")
	first := made(t, c, small)
	if first.Cases < 80 || first.Finished < 60 || first.Counter < 15 || first.Corrected < 3 || len(first.ByItem) < 18 || first.OnTime == 0 {
		t.Errorf("little happened: %+v", first)
	}
	backwards := small
	backwards.backwards = true
	if again := made(t, config(t, ""), backwards); again.Digest != first.Digest {
		t.Error("the same seed gave another city")
	}
	const asTheyLie = "&enable_indexscan=off&enable_indexonlyscan=off&enable_bitmapscan=off"
	if beside := made(t, config(t, dbtest.PostgresURL(t)+asTheyLie), small); beside.Digest != first.Digest {
		t.Error("PostgreSQL gave another city")
	}
	other := small
	other.Seed, other.Cases, other.Days = 8, 12, 3
	if made(t, config(t, ""), other).Digest == first.Digest {
		t.Error("another seed gave the same city")
	}
	if _, err := Make(t.Context(), c, small); !errors.Is(err, db.ErrNotEmpty) {
		t.Errorf("a city was made twice: %v", err)
	}
}

// TestAnInterruptedPastLeavesNothing: whoever starts again begins anew.
func TestAnInterruptedPastLeavesNothing(t *testing.T) {
	t.Parallel()
	c, o := config(t, ""), small
	ctx, cancel := context.WithCancel(t.Context())
	o.Say = func(done, _ int) {
		if done == 3 {
			cancel()
		}
	}
	if _, err := Make(ctx, c, o); err == nil {
		t.Fatal("nothing interrupted it")
	}
	o = small
	o.Days, o.Cases = 2, 10
	if r := made(t, c, o); r.Begun != 10 {
		t.Errorf("the city has %d applications", r.Begun)
	}
}

// TestNobodyDealsWithTwoDepartmentsInOneMoment: what one department gives them in a moment
// another would find or not, as the processor divides its time.
func TestNobodyDealsWithTwoDepartmentsInOneMoment(t *testing.T) {
	mei, jun := &identity.Person{}, &identity.Person{}
	var a agenda
	put := func(ordinal int, who *identity.Person, department string, minute int) {
		item := &catalogue.Item{Department: catalogue.Department{Code: department}}
		m := &matter{ordinal: ordinal, who: applicant{person: who}, kind: &kind{item: item}}
		heap.Push(&a, turn{evening.Add(time.Duration(minute) * time.Minute), m, nil})
	}
	put(1, mei, "police", 0)
	put(2, mei, "tax", 1)
	put(3, jun, "tax", 2)
	put(4, mei, "police", 3)
	put(5, jun, "tax", 20)
	for _, want := range [][]int{{1, 3, 4}, {2}, {5}} {
		turns, _ := a.moment(evening.Add(time.Hour))
		var got []int
		for _, one := range turns {
			got = append(got, one.m.ordinal)
		}
		if !slices.Equal(got, want) {
			t.Errorf("the moment has %v, want %v", got, want)
		}
	}
}
