package bench

import (
	"path/filepath"
	"testing"

	"tongban/app/sim"
	"tongban/kernel/clock"
)

// The same seed draws the same, nothing is later than it may be, and the city stays as it is.
func TestOfficesAreFilledAsTheSimulationDraws(t *testing.T) {
	a, err := open(t.Context(), sqliteEngine{filepath.Join(t.TempDir(), "drawn")})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	o := sim.Options{Days: 30, Seed: sim.UsualSeed, Until: a.Clock.Now(), Cases: 400}
	first, err := sim.Draw(t.Context(), a, o)
	if err != nil {
		t.Fatal(err)
	}
	again, err := sim.Draw(t.Context(), a, o)
	if err != nil || len(again) != o.Cases || len(first) != o.Cases {
		t.Fatalf("%d and %d applications, %v", len(first), len(again), err)
	}
	items, weekend := map[string]int{}, 0
	for n, d := range first {
		if !d.At.Equal(again[n].At) || d.Item.Code != again[n].Item.Code || d.Name != again[n].Name || d.Officer != again[n].Officer {
			t.Fatalf("application %d: %+v, then %+v", n, d, again[n])
		}
		if d.Name == "" || d.Officer == "" {
			t.Errorf("application %d: %+v", n, d)
		}
		items[d.Item.Code]++
		if day := d.At.In(clock.Shanghai).Weekday(); day == 0 || day == 6 {
			weekend++
		}
	}
	if len(items) < 20 || items["med-insure"] < 2*items["fire-check"] || weekend > o.Cases/8 {
		t.Errorf("%d items, %d and %d of two, %d at weekends", len(items), items["med-insure"], items["fire-check"], weekend)
	}
	if n := one(t, a, `SELECT COUNT(*) FROM casework_application`); n != "0" {
		t.Errorf("%s applications were begun", n)
	}
}
