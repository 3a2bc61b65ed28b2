package licence

import (
	"context"
	"errors"
	"slices"
	"testing"

	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/fault"
)

// takeBack withdraws the licence with a number in a unit of a's, on what approver has found;
// after is the rest of that unit.
func (b bench) takeBack(a actor.Actor, number string, g Grounds, after error) (taken bool, err error) {
	b.Helper()
	err = b.d.Write(b.as(a), "a decision", func(ctx context.Context, tx *db.Tx) (err error) {
		if taken, err = b.TakeBack(ctx, tx, roadOrder("").Type, number, approver.ID, g); err != nil {
			return err
		}
		return after
	})
	return taken, err
}

// wantVersion reads l from its register.
func (b bench) wantVersion(l Licence, status Status, version int) {
	b.Helper()
	if c, err := b.Verify(b.Context(), l.Code); err != nil || c.Status != status || c.Licence.Version != version {
		b.Errorf("it is %s in version %d, want %s in %d: %v", c.Status, c.Licence.Version, status, version, err)
	}
}

func TestADecisionMadeElsewhereTakesALicenceBack(t *testing.T) {
	each(t, func(b bench) {
		l := b.issue(roadOrder("林晓梅"))
		for name, c := range map[string]struct {
			who    actor.Actor
			number string
			g      Grounds
			kind   fault.Kind
			key    string
		}{
			"who found the reason decides": {approver, l.Number, grounds, fault.Forbidden, "access.separation"},
			"another department decides":   {police, l.Number, grounds, fault.NotFound, ""},
			"the counter decides":          {window, l.Number, grounds, fault.Forbidden, ""},
			"without a reason":             {second, l.Number, Grounds{LegalBasis: grounds.LegalBasis}, fault.Invalid, ""},
			"a number nobody has":          {second, l.Number + "9", grounds, fault.NotFound, ""},
		} {
			if taken, err := b.takeBack(c.who, c.number, c.g, nil); taken {
				b.Errorf("%s: it was taken back", name)
			} else {
				wantFault(b.T, err, c.kind, c.key)
			}
		}
		elsewhere := errors.New("the decision could not be stored")
		if _, err := b.takeBack(second, l.Number, grounds, elsewhere); !errors.Is(err, elsewhere) {
			b.Errorf("the rest of the unit: %v", err)
		}
		b.wantVersion(l, Valid, 1)

		if taken, err := b.takeBack(second, l.Number, grounds, nil); err != nil || !taken {
			b.Fatalf("taken back: %t, %v", taken, err)
		}
		b.wantVersion(l, Withdrawn, 2)
		if !slices.Contains(b.told.keys, "licence.inform.withdraw") {
			b.Errorf("the holder was told %v", b.told.keys)
		}
		b.told.keys = nil
		if taken, err := b.takeBack(second, l.Number, grounds, nil); err != nil || taken {
			b.Errorf("a second time: %t, %v", taken, err)
		}
		b.wantVersion(l, Withdrawn, 2)
		if len(b.told.keys) > 0 {
			b.Errorf("told again: %v", b.told.keys)
		}
	})
}

func TestALicenceIsTakenBackUnlessItsLifeIsOver(t *testing.T) {
	each(t, func(b bench) {
		for before, want := range map[Event]bool{Suspend: true, Revoke: false, Cancel: false} { // a case each
			order := roadOrder("林晓梅")
			order.CaseNo += string(before)
			l := b.issue(order)
			after, err := b.change(approver, l, before)
			if err != nil {
				b.Fatal(err)
			}
			taken, err := b.takeBack(second, l.Number, grounds, nil)
			if err != nil || taken != want {
				b.Errorf("after %s: %t, %v", before, taken, err)
			}
			if want {
				b.wantVersion(l, Withdrawn, after.Version+1)
			} else {
				b.wantVersion(l, after.Status, after.Version)
			}
		}
	})
}
