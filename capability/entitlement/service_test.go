package entitlement

import (
	"context"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"tongban/capability/casework"
	"tongban/capability/casework/caseworktest"
	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/id"
)

func TestWhoIsEntitledIsToldWhyAndConfirmsOnce(t *testing.T) {
	each(t, func(b bench) {
		old, young := b.lives("乔守仁", "1953-11-08", "990104"), b.lives("梅若溪", "1997-03-22", "990102")
		b.sweeps()
		b.ok(b.Sweep(b.Context())) // again the same day
		i := b.open(old)
		if i == nil || b.open(young) != nil || b.told[old.account] != 1 || b.told[young.account] != 0 {
			b.Fatalf("%+v, told %v", i, b.told)
		}
		if f := i.Finding.fact("户籍区划"); f.Value != "990104" || !f.Simulated || f.Source == "" {
			b.Errorf("the reason is %+v", f)
		}
		if b.asked[young.account] != 0 {
			b.Error("other departments were asked about somebody whom the city's own data rules out")
		}
		var all sync.WaitGroup
		numbers := make([]string, 4)
		for n := range numbers {
			all.Go(func() { numbers[n], _ = b.Confirm(b.As(old.Actor), i.ID, nil) })
		}
		all.Wait()
		for _, no := range numbers {
			if no == "" || no != numbers[0] {
				b.Fatalf("taps lead to %q", numbers)
			}
		}
		if len(b.handed) != 1 || b.state(old) != Confirmed {
			b.Errorf("handed in %v, stands at %s", b.handed, b.state(old))
		}
		b.sweeps()
		if b.told[old.account] != 1 {
			b.Error("who has confirmed is invited again")
		}
	})
}

func TestAFileThatCannotBeReadKeepsNobodyElseWaiting(t *testing.T) {
	each(t, func(b bench) {
		unread := b.lives("钱守正", "1950-03-02", "990104")
		old := b.lives("乔守仁", "1953-11-08", "990104")
		unread.broken = true
		b.ok(b.Sweep(b.Context()))
		if b.open(old) == nil || b.looked[unread.account] == 0 {
			b.Fatalf("looked at %v", b.looked)
		}
		times := b.looked[old.account]
		b.ok(b.Sweep(b.Context())) // the round of the day is over
		if b.looked[old.account] != times || b.looked[unread.account] != 1 {
			b.Errorf("looked at %v in one day", b.looked)
		}
	})
}

func TestWhoDiesBetweenIsNotEnrolledTwice(t *testing.T) {
	each(t, func(b bench) {
		old := b.lives("乔守仁", "1953-11-08", "990104")
		b.sweeps()
		i := b.open(old)
		b.fails = 2
		for range 2 {
			if _, err := b.Confirm(b.As(old.Actor), i.ID, nil); err == nil {
				b.Fatal("it was handed in")
			}
		}
		no, err := b.Confirm(b.As(old.Actor), i.ID, nil)
		b.ok(err)
		if again, err := b.Confirm(b.As(old.Actor), i.ID, nil); err != nil || again != no || len(b.drafts) != 1 || len(b.handed) != 1 {
			b.Errorf("%s, then %s: %v; begun %d, handed in %d", no, again, err, len(b.drafts), len(b.handed))
		}
	})
}

func TestWhatIsRefusedOnAnotherDeviceIsNotHandedIn(t *testing.T) {
	each(t, func(b bench) {
		for name, refuse := range map[State]func(ctx context.Context, key id.ID) error{
			Declined: func(ctx context.Context, key id.ID) error { _, err := b.Decline(ctx, key); return err },
			Objected: func(ctx context.Context, _ id.ID) error { return b.Object(ctx) },
		} {
			old := b.lives("乔守仁", "1953-11-08", "990104")
			b.sweeps()
			i := b.open(old)
			b.between = func() { b.between = nil; b.ok(refuse(b.As(old.Actor), i.ID)) }
			_, err := b.Confirm(b.As(old.Actor), i.ID, nil)
			b.wants(err, "entitlement.over."+string(name))
			if len(b.handed) != 0 || b.state(old) != name {
				b.Errorf("%s: handed in %v, stands at %s", name, b.handed, b.state(old))
			}
		}
	})
}

func TestWhatNoLongerHoldsIsSaidAtConfirmation(t *testing.T) {
	each(t, func(b bench) {
		for name, change := range map[string]func(*citizen){
			"has a card": func(c *citizen) { c.card = true }, "moved away": func(c *citizen) { c.region = "990203" },
		} {
			old := b.lives("乔守仁", "1953-11-08", "990104")
			b.sweeps()
			i := b.open(old)
			change(old)
			_, err := b.Confirm(b.As(old.Actor), i.ID, nil)
			b.wants(err, "entitlement.over.lapsed")
			if b.state(old) != Lapsed || len(b.handed) != 0 {
				b.Errorf("%s: stands at %s", name, b.state(old))
			}
		}
		old := b.lives("乔守仁", "1953-11-08", "990104")
		b.sweeps()
		b.down = true
		_, err := b.Confirm(b.As(old.Actor), b.open(old).ID, nil)
		b.wants(err, "entitlement.down")
		b.ok(b.Sweep(b.Context()))
		if b.open(old) == nil {
			b.Error("a source that is down has ended an invitation")
		}
	})
}

func TestWhoDeclinesIsLeftAloneUntilSomethingChanges(t *testing.T) {
	each(t, func(b bench) {
		old := b.lives("乔守仁", "1953-11-08", "990104")
		b.sweeps()
		i, err := b.Decline(b.As(old.Actor), b.open(old).ID)
		b.ok(err)
		if n := b.Count(`SELECT COUNT(*) FROM entitlement_invitation WHERE length(facts) > 0`); n != 0 || i.State != Declined {
			b.Errorf("what it rested on is kept, stands at %s", i.State)
		}
		_, err = b.Confirm(b.As(old.Actor), i.ID, nil)
		b.wants(err, "entitlement.over.declined")
		b.sweeps()
		if b.open(old) != nil {
			b.Fatal("invited again with nothing changed")
		}
		old.region = "990102"
		b.sweeps()
		if b.open(old) == nil {
			b.Error("moved within the city, and not invited")
		}
		b.World.Clock.Set(b.World.Clock.Now().AddDate(0, 3, 0))
		b.sweeps()
		if s := b.state(old); s != Expired {
			b.Errorf("after its time it stands at %s", s)
		}
		b.World.Clock.Set(b.World.Clock.Now().AddDate(0, 7, 0))
		b.sweeps()
		if b.open(old) == nil {
			b.Error("who let it expire is not invited after half a year")
		}
	})
}

func TestWhoObjectsMeanwhileLeavesNoTrace(t *testing.T) {
	each(t, func(b bench) {
		old := b.lives("乔守仁", "1953-11-08", "990104")
		b.while = func() { b.ok(b.Object(b.As(old.Actor))) }
		b.ok(b.Sweep(b.Context()))
		var looks int
		b.ok(b.DB.Read(b.Context(), func(ctx context.Context, tx *db.Tx) error {
			return tx.Row(ctx, `SELECT COUNT(*) FROM entitlement_look`).Scan(&looks)
		}))
		if looks != 0 || b.open(old) != nil || b.told[old.account] != 0 || b.asked[old.account] != 1 {
			b.Errorf("%d looks are kept of somebody who has objected, told %v", looks, b.told)
		}
	})
}

func TestNothingOfAnObjectorIsLookedAt(t *testing.T) {
	each(t, func(b bench) {
		old := b.lives("乔守仁", "1953-11-08", "990104")
		b.ok(b.Object(b.As(old.Actor)))
		b.ok(b.Object(b.As(old.Actor)))
		b.sweeps()
		if b.looked[old.account]+b.asked[old.account]+b.told[old.account] != 0 {
			b.Error("somebody who objects was looked at")
		}
		b.ok(b.Return(b.As(old.Actor)))
		b.ok(b.Sweep(b.Context())) // at once, not in the next round
		if b.open(old) == nil {
			b.Error("who has taken the objection back is not invited")
		}
	})
}

func TestWhoAppliesOtherwiseHasNothingToConfirm(t *testing.T) {
	each(t, func(b bench) {
		old := b.lives("乔守仁", "1953-11-08", "990104")
		b.sweeps()
		made := &casework.Case{ID: id.New(), No: "no", ShortNo: "YX-1", ApplicationID: id.New(), Owner: old.account, ItemCode: "elder-card", Status: casework.Submitted}
		b.Write(func(ctx context.Context, tx *db.Tx) error {
			return b.Follow(ctx, tx, casework.Moved{Case: made, Item: b.item, Records: []casework.Record{{Event: casework.Submit}}, Handed: &casework.Submission{}})
		})
		if s := b.state(old); s != Settled {
			b.Errorf("it stands at %s", s)
		}
		other := b.lives("吴桂芳", "1949-06-30", "990102")
		other.running = true
		b.sweeps()
		if b.state(other) != "" {
			b.Error("invited while a case is running")
		}
	})
}

func TestOnlyThePersonAnswers(t *testing.T) {
	each(t, func(b bench) {
		old, other := b.lives("乔守仁", "1953-11-08", "990104"), b.lives("吴敏", "1990-01-01", "990104")
		b.sweeps()
		i := b.open(old)
		acting := other.Actor
		acting.For = actor.Party{ID: old.ID, MaySubmit: true}
		for name, who := range map[string]actor.Actor{"entitlement.unknown": other.Actor, "entitlement.own-only": acting} {
			_, err := b.Get(b.As(who), i.ID)
			b.wants(err, name)
			_, err = b.Confirm(b.As(who), i.ID, nil)
			b.wants(err, name)
			_, err = b.Decline(b.As(who), i.ID)
			b.wants(err, name)
		}
		b.wants(b.Object(b.As(acting)), "entitlement.own-only")
		if err := b.Object(b.As(head)); err == nil {
			b.Error("staff objects")
		}
	})
}

func TestADepartmentPausesAndStopsItsOwn(t *testing.T) {
	each(t, func(b bench) {
		old := b.lives("乔守仁", "1953-11-08", "990104")
		b.sweeps()
		_, err := b.Switch(b.As(head), "elder-card", Paused, " ")
		b.wants(err, "fault.fields")
		for name, who := range map[string]actor.Actor{
			"another": caseworktest.Staff("别处", "SAMR", actor.Head), "approver": caseworktest.Staff("审批", "CIVIL", actor.Approver), "citizen": old.Actor,
		} {
			if _, err := b.Switch(b.As(who), "elder-card", Paused, "x"); err == nil {
				b.Errorf("%s pauses", name)
			}
		}
		_, err = b.Switch(b.As(head), "elder-card", Paused, "核对规则")
		b.ok(err)
		late := b.lives("吴桂芳", "1949-06-30", "990102")
		b.sweeps()
		if b.state(late) != "" || b.open(old) == nil {
			b.Errorf("while it is paused: %q, %v", b.state(late), b.open(old))
		}
		s, err := b.Switch(b.As(head), "elder-card", Stopped, "政策停止")
		b.ok(err)
		if b.state(old) != Halted || s.Figures[Halted] != 1 || len(s.Switched) != 2 {
			b.Errorf("stopped: %s, %+v", b.state(old), s.Figures)
		}
		_, err = b.Switch(b.As(head), "elder-card", On, "恢复")
		b.ok(err)
		b.sweeps()
		if b.open(old) == nil || b.open(late) == nil {
			b.Error("taken up again, and nobody is invited")
		}
		list, err := b.Standings(b.As(caseworktest.Staff("督查", "", actor.Supervisor)))
		b.ok(err)
		if len(list) != 1 || list[0].Figures[Open] != 2 || list[0].Round.LastMatched != 2 {
			b.Errorf("%+v", list)
		}
		if list, err := b.Standings(b.As(caseworktest.Staff("别处", "SAMR", actor.Head))); err != nil || len(list) != 0 {
			b.Errorf("another department sees %d, %v", len(list), err)
		}
	})
}

// TestNobodyIsInvitedOrEnrolledAgainstTheRules lives through random years: people grow old, move,
// get and lose cards, object, return, decline, confirm; sources fail and programs die. Nobody is
// ever invited whom the rule does not call entitled or who objects; nobody is enrolled who has not
// confirmed, and nobody twice on one invitation.
func TestNobodyIsInvitedOrEnrolledAgainstTheRules(t *testing.T) {
	each(t, func(b bench) {
		for seed := range uint64(4) {
			b.lifetime(rand.New(rand.NewPCG(seed, 7)))
		}
	})
}

func (b bench) lifetime(r *rand.Rand) {
	b.Helper()
	regions := []string{"990102", "990104", "990203", ""}
	var people []*citizen
	for range 4 {
		born := time.Date(1959+r.IntN(4), time.Month(1+r.IntN(12)), 1+r.IntN(28), 0, 0, 0, 0, time.UTC)
		people = append(people, b.lives("甲", born.Format(time.DateOnly), regions[r.IntN(4)]))
	}
	objects, confirmed, seen := map[id.ID]bool{}, map[id.ID]int{}, map[id.ID]bool{}
	for range 60 {
		p := people[r.IntN(len(people))]
		ctx := b.As(p.Actor)
		switch r.IntN(10) {
		case 0:
			p.card = !p.card
		case 1:
			p.region = regions[r.IntN(4)]
		case 2:
			b.ok(b.Object(ctx))
			objects[p.account] = true
		case 3:
			b.ok(b.Return(ctx))
			objects[p.account] = false
		case 4:
			if i := b.open(p); i != nil {
				_, err := b.Decline(ctx, i.ID)
				b.ok(err)
			}
		case 5, 6:
			if i := b.open(p); i != nil {
				b.fails = r.IntN(2)
				_, _ = b.Confirm(ctx, i.ID, nil) // it may be refused: what comes of it is looked at below
				confirmed[p.account]++
				b.fails = 0
			}
		case 7:
			p.running = false
		default:
			b.down = r.IntN(4) == 0
			before := map[id.ID]int{}
			for _, one := range people {
				before[one.account] = b.looked[one.account] + b.asked[one.account]
			}
			b.World.Clock.Set(b.World.Clock.Now().AddDate(0, 0, 1+r.IntN(60)))
			_ = b.Sweep(b.Context()) // a source may be down
			for _, one := range people {
				if objects[one.account] && b.looked[one.account]+b.asked[one.account] != before[one.account] {
					b.Fatalf("%s objects and was looked at", one.ID)
				}
				if i := b.open(one); i != nil && !seen[i.ID] {
					seen[i.ID] = true
					if !one.isEntitled(b.World.Clock.Now()) || objects[one.account] || one.running {
						b.Fatalf("%+v was invited", one)
					}
				}
			}
			b.down = false
		}
		b.sound(people, objects, confirmed)
	}
}

// sound checks what always holds.
func (b bench) sound(people []*citizen, objects map[id.ID]bool, confirmed map[id.ID]int) {
	b.Helper()
	handed := map[id.ID]int{}
	for application, n := range b.handed {
		if n > 1 {
			b.Fatal("one application was handed in twice")
		}
		handed[b.drafts[application]]++
	}
	for _, p := range people {
		if objects[p.account] && b.open(p) != nil {
			b.Fatalf("%s objects and is invited", p.ID)
		}
		list, err := b.Mine(b.As(p.Actor))
		b.ok(err)
		taken := 0
		for _, i := range list {
			if i.State == Confirmed {
				taken++
			}
		}
		if handed[p.account] != taken || taken > confirmed[p.account] {
			b.Fatalf("%s: %d applications, %d invitations confirmed, tapped %d times", p.ID, handed[p.account], taken, confirmed[p.account])
		}
	}
}
