package insight

import (
	"testing"

	"tongban/capability/catalogue"
	"tongban/capability/rating"
)

// counts of a month, made up and counted by hand.
func counts(of map[Figure]int64) *Counts {
	var c Counts
	for f, n := range of {
		c[f] = n
	}
	return &c
}

func TestRatesAreTakenAsByHand(t *testing.T) {
	c := counts(map[Figure]int64{
		Received: 40, Online: 30, Immediate: 10, Corrected: 6,
		Ended: 36, Completed: 30, Promised: 28, InTime: 27, Tardy: 1, Limited: 25, Late: 2, OpenPast: 3, Straight: 26, Unvisited: 20,
		Refused: 3, Withdrawn: 2, Terminated: 1, CountedDays: 100, ElapsedMinutes: 30 * 24 * 60 * 7,
		Rated: 9, Grade1: 4, Grade2: 2, Grade3: 1, Grade5: 1, // one was excluded
	})
	for name, row := range map[string]struct {
		rate     Rate
		n, tenth int64
	}{
		"27 of 28":                        {c.OnTime(), 28, 964},             // 96.43
		"2 late and 3 open of 25 and 3":   {c.Overdue(), 28, 179},            // 17.86
		"26 of 30":                        {c.OneGo(), 30, 867},              // 86.67
		"6 of 40":                         {c.Correction(), 40, 150},         // 15
		"10 of 40":                        {c.AtOnce(), 40, 250},             // 25
		"30 of 40":                        {c.OnlineShare(), 40, 750},        // 75
		"20 of 30":                        {c.NoVisit(), 30, 667},            // 66.67
		"3 of 36":                         {c.Refusals(), 36, 83},            // 8.33
		"2 of 36":                         {c.Withdrawals(), 36, 56},         // 5.56
		"1 of 36":                         {c.Endings(), 36, 28},             // 2.78
		"9 of 36, the excluded one too":   {c.Answered(), 36, 250},           // 25
		"7 of 8, up to fairly satisfied":  {c.Content(3), 8, 875},            // 87.5
		"6 of 8, where a city is strict":  {c.Content(2), 8, 750},            // 75
		"nothing of nothing":              {Rate{}, 0, 0},                    // no division
		"a slow office that ends nothing": {overdueOnly(4), 4, 1000},         // all of it is late
		"half a tenth is rounded up":      {Rate{Part: 1, N: 2000}, 2000, 1}, // 0.05
	} {
		if row.rate.N != row.n || row.rate.Percent() != row.tenth || row.rate.Known() != (row.n > 0) {
			t.Errorf("%s: %d tenths of a percent (n=%d)", name, row.rate.Percent(), row.rate.N)
		}
	}
	if m := c.MeanCounted(); m.N != 30 || m.Tenths() != 33 { // 3.33
		t.Errorf("counted %+v", m)
	}
	if m := c.MeanElapsed(); m.N != 30 || m.Tenths() != 70 {
		t.Errorf("elapsed %+v", m)
	}
}

func overdueOnly(n int64) Rate { return counts(map[Figure]int64{OpenPast: n}).Overdue() }

func TestFewRatingsAreNotTold(t *testing.T) {
	c := counts(map[Figure]int64{Ended: 10, Rated: 4, Grade5: 4})
	if c.Answered().Known() || c.Content(rating.FairlySatisfied).Known() {
		t.Error("four ratings tell who rated")
	}
	c = counts(map[Figure]int64{Ended: 10, Rated: 5, Grade5: 5})
	if r := c.Content(rating.FairlySatisfied); !r.Known() || r.Percent() != 0 || c.Answered().Percent() != 500 {
		t.Errorf("five are enough: %+v", r)
	}
}

func TestLimitsAreComparedInWorkingDays(t *testing.T) {
	for _, row := range []struct {
		value float64
		unit  string
		want  int64 // hundredths of a working day
	}{
		{10, "workday", 1000}, {0.5, "workday", 50}, {0, "same_day", 100}, {0, "none", 0}, {0, "", 0},
		{15, "calendar_day", 1019}, // 15 · 248 / 365 = 10.19
		{24, "hour", 68},           // 0.679
		{1, "month", 2067},         // 248 / 12 = 20.67
		{1, "year", 24800},
	} {
		if got := inWorkdays(catalogue.Limit{Value: row.value, Unit: row.unit}); got != row.want {
			t.Errorf("%v %s is %d", row.value, row.unit, got)
		}
	}
	items := []Item{{Promised: 300, Statutory: 1000}, {Promised: 500, Statutory: 2000}, {Promised: 100}}
	if c := compress(items); c.Items != 2 || c.Percent() != 733 { // 1 - 8 / 30; what has no limit is left out
		t.Errorf("%+v: %d", c, c.Percent())
	}
	if c := compress([]Item{{Promised: 1200, Statutory: 1000}}); c.Percent() != -200 {
		t.Errorf("a promise longer than the law's limit: %d", c.Percent())
	}
	none := &catalogue.Item{StatutoryLimit: catalogue.Limit{Value: 20, Unit: "workday"}, PromisedLimit: catalogue.Limit{Unit: "none"}}
	if promised, statutory := limits(none); promised != 2000 || statutory != 2000 {
		t.Errorf("nothing promised: %d of %d", promised, statutory)
	}
}

func TestTheFastestMonthIsOverAndHasEnoughCases(t *testing.T) {
	month := func(key string, n, days int64) Group {
		return Group{key, *counts(map[Figure]int64{Completed: n, CountedDays: days})}
	}
	months := []Group{month("2026-08", 10, 30), month("2026-09", 20, 50), month("2026-10", 9, 1), month("2026-11", 100, 1)}
	if at, ok := best(months, 202611); !ok || at != 1 {
		t.Errorf("the fastest is %d, %v", at, ok)
	}
	if _, ok := best(months[2:], 202611); ok {
		t.Error("too few, or not over yet")
	}
}

func TestWhatIsTardyMostIsLookedAtFirst(t *testing.T) {
	item := func(key string, n, intime int64) Group {
		return Group{key, *counts(map[Figure]int64{Promised: n, InTime: intime})}
	}
	if at, ok := worst([]Group{item("a", 100, 90), item("b", 10, 8), item("c", 9, 0), item("d", 50, 50)}); !ok || at != 1 {
		t.Errorf("%d, %v", at, ok)
	}
	if _, ok := worst([]Group{item("a", 100, 100)}); ok {
		t.Error("nobody was tardy")
	}
}

func TestPeriodsAreWholeMonthsAndBounded(t *testing.T) {
	const now = 202603
	for _, row := range []struct{ ask, want Filter }{
		{Filter{}, Filter{From: 202504, To: 202603}},
		{Filter{From: 202601}, Filter{From: 202601, To: 202603}},
		{Filter{To: 202512}, Filter{From: 202501, To: 202512}},
		{Filter{From: 202602, To: 202511}, Filter{From: 202511, To: 202602}},
		{Filter{From: 200001, To: 202603}, Filter{From: 202304, To: 202603}},
	} {
		if got := row.ask.settled(now); got != row.want {
			t.Errorf("%+v is %+v", row.ask, got)
		}
	}
	if m, ok := ParseMonth("2026-09"); !ok || m != 202609 || m.Add(4).String() != "2027-01" || m.Add(-9).String() != "2025-12" {
		t.Errorf("%v %v", m, ok)
	}
	for _, wrong := range []string{"", "2026", "2026-13", "2026-9", "26-09"} {
		if m, ok := ParseMonth(wrong); ok {
			t.Errorf("%q is %s", wrong, m)
		}
	}
}
