package calendar

import (
	"math/rand/v2"
	"testing"
	"time"

	"tongban/kernel/clock"
)

var office = Hours{{9 * 60, 12 * 60}, {13*60 + 30, 17*60 + 30}}

func at(t testing.TB, s string) time.Time {
	t.Helper()
	v, err := time.ParseInLocation("2006-01-02 15:04", s, clock.Shanghai)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestWorkMinutesRunWhileTheOutletIsOpen(t *testing.T) {
	cal := Default()
	for _, v := range []struct {
		start   string
		minutes int
		end     string
		why     string
	}{
		{"2026-11-23 10:00", 60, "2026-11-23 11:00", "within the morning"},
		{"2026-11-23 11:00", 60, "2026-11-23 12:00", "to closing time"},
		{"2026-11-23 11:00", 61, "2026-11-23 13:31", "over lunch"},
		{"2026-11-23 10:00", 240, "2026-11-23 15:30", "half a working day"},
		{"2026-11-23 16:00", 240, "2026-11-24 11:30", "over night"},
		{"2026-11-20 17:30", 30, "2026-11-23 09:30", "from closing on Friday to Monday"},
		{"2026-02-13 17:00", 480, "2026-02-24 09:30", "Saturday 02-14 is worked, then the Spring Festival"},
		{"2026-10-01 23:59", 1, "2026-10-08 09:01", "from a holiday"},
		{"2026-11-23 10:00", 0, "2026-11-23 10:00", "nothing"},
	} {
		start, end := at(t, v.start), at(t, v.end)
		if got := cal.AddWorkMinutes(start, v.minutes, office); !got.Equal(end) {
			t.Errorf("%s + %d = %s, want %s: %s", v.start, v.minutes, got, v.end, v.why)
		}
		if got := cal.WorkMinutes(start, end, office); got != v.minutes {
			t.Errorf("%s to %s is %d minutes, want %d: %s", v.start, v.end, got, v.minutes, v.why)
		}
	}
	if got := cal.AddWorkMinutes(at(t, "2026-11-23 10:00"), 1, nil); !got.IsZero() {
		t.Errorf("an outlet that never opens reaches its minute at %s", got)
	}
	if got := cal.WorkMinutes(at(t, "2026-11-24 10:00"), at(t, "2026-11-23 10:00"), office); got != 0 {
		t.Errorf("backwards there are %d minutes", got)
	}
}

func TestWorkMinutesAgreeWithAMinuteByMinuteCount(t *testing.T) {
	cal := Default()
	random := rand.New(rand.NewPCG(3, 4))
	for range 40 {
		a := at(t, "2026-09-15 00:00").Add(time.Duration(random.IntN(30*24*60)) * time.Minute)
		b := a.Add(time.Duration(random.IntN(6*24*60)) * time.Minute)
		want := 0
		for m := a; m.Before(b); m = m.Add(time.Minute) {
			minute := m.Hour()*60 + m.Minute()
			open := minute >= 540 && minute < 720 || minute >= 810 && minute < 1050
			if open && plainly(DateOf(m)) {
				want++
			}
		}
		if got := cal.WorkMinutes(a, b, office); got != want {
			t.Fatalf("%s to %s: %d, counted %d", a, b, got, want)
		}
		if end := cal.AddWorkMinutes(a, want, office); want > 0 && cal.WorkMinutes(a, end, office) != want {
			t.Fatalf("%s + %d = %s", a, want, end)
		}
	}
}
