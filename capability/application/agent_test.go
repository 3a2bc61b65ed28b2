package application

import (
	"testing"

	"tongban/kernel/actor"
	"tongban/kernel/fault"
)

// actsFor returns a who acts for another person under such a power.
func actsFor(a, other actor.Actor, power actor.Party) actor.Actor {
	a.For = power
	a.For.ID, a.For.Kind, a.For.Name = other.ID, actor.Person, other.Name
	return a
}

func TestWhoMayOnlyFillInLeavesSubmittingToThePrincipal(t *testing.T) {
	each(t, func(b bench) {
		helper := citizen("梅若溪")
		filling := actsFor(helper, mei, actor.Party{Items: []string{"road-qual"}})
		w := b.ready(filling)
		if w.Owner.String() != mei.ID {
			b.Fatalf("the draft belongs to %s", w.Owner)
		}
		_, err := b.Submit(b.as(filling), w.ID, nil)
		b.wants(err, fault.Forbidden, "access.fill-only")
		_, err = b.Work(b.as(helper), w.ID) // for oneself there is no such draft
		b.wants(err, fault.NotFound, "application.unknown-application")
		elsewhere := actsFor(helper, mei, actor.Party{Items: []string{"food-license"}, MaySubmit: true})
		_, err = b.Work(b.as(elsewhere), w.ID)
		b.wants(err, fault.NotFound, "application.unknown-application")
		if len(b.city.used) != 0 {
			b.Errorf("noted: %v", b.city.used)
		}
		if _, err := b.Submit(b.as(mei), w.ID, nil); err != nil {
			b.Errorf("the principal submits: %v", err)
		}
	})
}

func TestSubmittingForAnotherIsNotedForThem(t *testing.T) {
	each(t, func(b bench) {
		f := b.submitted(actsFor(citizen("梅若溪"), mei, actor.Party{MaySubmit: true}))
		if f.Case.Owner.String() != mei.ID || len(b.city.used) != 1 || b.city.used[0] != "submitted "+f.Case.No {
			b.Errorf("owner %s, noted: %v", f.Case.Owner, b.city.used)
		}
	})
}
