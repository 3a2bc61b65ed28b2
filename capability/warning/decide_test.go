package warning

import (
	"testing"

	"tongban/capability/casework"
	"tongban/capability/casework/caseworktest"
	"tongban/kernel/deadline"
)

// A warning is told to those who review; they decide as they see fit, by the dates there were
// before.
func TestAWarningKeepsNobodyFromDeciding(t *testing.T) {
	each(t, func(b bench) {
		first, second := someone(), someone()
		stolen := encoded(resized(photo(0), 2), 90)
		plain := b.hands(first, b.with(first, stolen))
		f := b.hands(second, b.with(second, stolen), func(a *casework.Arrival) {
			at("梧桐路12号")(a)
			a.Values["area"], a.Values["building"] = "180", "150"
		})
		b.one(f, Picture)
		open, err := b.Open(b.system(), f.Case.ID)
		b.must(err)
		if len(open) < 2 {
			b.Fatalf("%d warnings are open", len(open))
		}
		for _, p := range []deadline.Period{deadline.AcceptancePeriod, deadline.PromisedPeriod} {
			if got, want := b.file(f).Clock.Window(p), b.file(plain).Clock.Window(p); got.Due != want.Due {
				b.Errorf("a warning moves %s from %s to %s", p, want.Due, got.Due)
			}
		}
		f = b.Step(caseworktest.Window, b.file(f), casework.Accept, casework.Input{})
		f = b.Step(reviewer, f, casework.ProposeDecision, casework.Input{Opinion: "已核实，符合条件"})
		f = b.Step(caseworktest.Approver, f, casework.Grant, casework.Input{})
		if f.Case.Status != casework.Issuing {
			b.Errorf("with warnings it was granted and is %s", f.Case.Status)
		}
	})
}
