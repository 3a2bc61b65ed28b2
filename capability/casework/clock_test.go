package casework

import "testing"

// TestAClockThatJumpsLosesAndDoublesNothing: the machine's clock runs a year ahead for a
// moment, then ten days behind, before it is put right.
func TestAClockThatJumpsLosesAndDoublesNothing(t *testing.T) {
	each(t, func(b bench) {
		f := b.submittedOn("2026-02-12 10:00")
		b.sweep("2027-02-12 10:00") // silence accepts, and for good
		ahead := b.file(f)
		b.sweep("2026-02-02 10:00")
		late := b.submitted(mei) // on a day that has been before
		again := b.submitted(mei)
		b.step(window, b.file(late), Accept, Input{})
		b.sweep("2026-02-12 10:05")
		b.sweep("2026-02-12 10:05")
		after := b.file(f)
		if after.happened() != ahead.happened() || after.Case.Version != ahead.Case.Version || len(after.Notices) != len(ahead.Notices) {
			b.Errorf("%s became %s", ahead.happened(), after.happened())
		}
		if n := b.count(`SELECT COUNT(DISTINCT no) FROM casework_case`); n != 3 || late.Case.No == again.Case.No {
			b.Errorf("%d numbers for three cases", n)
		}
		b.sweep("2027-02-12 10:00") // once more ahead
		if got := b.file(f); got.Case.Version != ahead.Case.Version {
			b.Errorf("happened again: %s", got.happened())
		}
		for _, c := range []*File{b.file(f), b.file(late), b.file(again)} {
			for i, r := range c.Records {
				if r.Seq != int64(i+1) {
					b.Errorf("%s: record %d is numbered %d", c.Case.No, i+1, r.Seq)
				}
			}
		}
	})
}
