package catalogue

import (
	"testing"

	"tongban/kernel/calendar"
)

func TestTimesToCheckEndOnAWorkingDay(t *testing.T) {
	cal := calendar.Default()
	for _, row := range []struct{ text, from, want string }{
		{"P2M", "2026-03-02", "2026-05-06"},   // 2 May is a holiday
		{"P1M", "2026-01-31", "2026-02-28"},   // no 31 February; 28 is worked
		{"P20WD", "2026-09-28", "2026-10-30"}, // the vector of the working days
		{"P10D", "2026-03-02", "2026-03-12"},
		{"P2W", "2026-03-02", "2026-03-16"},
		{"P1Y", "2026-03-02", "2027-03-02"},
	} {
		w, ok := ParseWithin(row.text)
		from, _ := calendar.ParseDate(row.from)
		if got := w.After(from, cal).String(); !ok || got != row.want {
			t.Errorf("%s from %s: %s, %v, want %s", row.text, row.from, got, ok, row.want)
		}
	}
	for _, text := range []string{"", "P", "P0D", "P20WD(demo)", "2M", "P20wd", "P-1M", "PT4H"} {
		if w, ok := ParseWithin(text); ok {
			t.Errorf("%q is read as %+v", text, w)
		}
	}
}
