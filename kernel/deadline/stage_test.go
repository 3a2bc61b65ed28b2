package deadline

import (
	"math/rand/v2"
	"testing"
	"time"

	"tongban/kernel/calendar"
)

var office = calendar.Hours{{Open: 9 * 60, Close: 12 * 60}, {Open: 13*60 + 30, Close: 17*60 + 30}}

func TestStagesEndByTheOutletsHours(t *testing.T) {
	for _, c := range []struct {
		start string
		days  float64
		want  string
		why   string
	}{
		{"2026-11-23 10:00", 0.5, "2026-11-23 15:30", "four hours of work"},
		{"2026-11-23 16:00", 0.5, "2026-11-24 11:30", "over night"},
		{"2026-11-23 10:00", 0.2, "2026-11-23 11:36", "96 minutes"},
		{"2026-11-23 10:00", 0, "2026-11-24 00:00", "today"},
		{"2026-11-21 10:00", 0, "2026-11-24 00:00", "on the next working day"},
		{"2026-11-23 10:00", 1, "2026-11-25 00:00", "the end of tomorrow"},
		{"2026-11-23 10:00", 1.5, "2026-11-25 14:30", "and four hours of the day after"},
		{"2026-09-30 16:00", 0.5, "2026-10-08 11:30", "over National Day"},
	} {
		if got := StageDue(at(t, c.start), c.days, cal, office); !got.Equal(at(t, c.want)) {
			t.Errorf("%s + %v = %s, want %s: %s", c.start, c.days, got, c.want, c.why)
		}
	}
	if got := StageDue(at(t, "2026-11-23 10:00"), 0.5, cal, nil); !got.Equal(at(t, "2026-11-25 00:00")) {
		t.Errorf("an outlet without hours has until %s", got)
	}
}

func TestALongerStageNeverEndsEarlier(t *testing.T) {
	random := rand.New(rand.NewPCG(8, 9))
	short := calendar.Hours{{Open: 9 * 60, Close: 11 * 60}}
	for range 2000 {
		start := at(t, "2026-09-20 00:00").Add(time.Duration(random.IntN(30*24*60)) * time.Minute)
		a, b := float64(random.IntN(40))/10, float64(random.IntN(40))/10
		for _, hours := range []calendar.Hours{office, short, nil} {
			early, late := StageDue(start, min(a, b), cal, hours), StageDue(start, max(a, b), cal, hours)
			if early.After(late) && min(a, b) > 0 {
				t.Fatalf("from %s: %v ends %s, %v ends %s", start, min(a, b), early, max(a, b), late)
			}
		}
	}
}

func TestAStageStandsStillInPauses(t *testing.T) {
	pause := func(from, to string) Pause {
		p := Pause{From: at(t, from)}
		if to != "" {
			p.To = at(t, to)
		}
		return p
	}
	for _, c := range []struct {
		days    float64
		pauses  []Pause
		want    string
		stopped bool
		why     string
	}{
		{3, nil, "2026-11-27 00:00", false, "three working days"},
		{3, []Pause{pause("2026-11-24 09:00", "2026-11-26 09:00")}, "2026-12-01 00:00", false, "one day used, two left from the 26th"},
		{3, []Pause{pause("2026-11-24 09:00", "2026-11-26 09:00"), pause("2026-11-25 09:00", "2026-11-26 12:00")}, "2026-12-01 00:00", false, "what overlaps counts once"},
		{3, []Pause{pause("2026-11-24 09:00", "")}, "2026-12-03 00:00", true, "it goes on today at best"},
		{0.5, []Pause{pause("2026-11-23 11:00", "2026-11-24 09:00")}, "2026-11-24 12:00", false, "an hour used"},
		{1, []Pause{pause("2026-11-26 09:00", "2026-11-27 09:00")}, "2026-11-25 00:00", false, "too late to matter"},
	} {
		s := StageOf(at(t, "2026-11-23 10:00"), c.days, c.pauses, at(t, "2026-11-30 08:00"), cal, office)
		if !s.Due.Equal(at(t, c.want)) || s.Stopped != c.stopped {
			t.Errorf("%v with %v: %s, stopped %v, want %s: %s", c.days, c.pauses, s.Due, s.Stopped, c.want, c.why)
		}
	}
}
