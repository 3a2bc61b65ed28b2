package casework

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"tongban/kernel/actor"
	"tongban/kernel/deadline"
	"tongban/kernel/fault"
)

func TestOfADecisionAndItsOppositeAtOnceOneCounts(t *testing.T) {
	each(t, func(b bench) {
		f := b.in(Deciding)
		events := []Event{Grant, Deny}
		errs := together(2, func(i int) error {
			_, err := b.Step(b.as(approver), f.Case.No, events[i], inputs[events[i]])
			return err
		})
		b.oneWon(f, errs, Issuing, Denied)
		if got := b.file(f); (got.Paper(GrantDecision) != nil) == (got.Paper(DenialDecision) != nil) {
			b.Errorf("papers: %v", got.Notices)
		}
	})
}

func TestWithdrawalAgainstAcceptance(t *testing.T) {
	each(t, func(b bench) {
		f := b.submitted(mei)
		errs := together(2, func(i int) error {
			who, e := mei, Withdraw
			if i == 1 {
				who, e = window, Accept
			}
			_, err := b.Step(b.as(who), f.Case.No, e, Input{Version: f.Case.Version})
			return err
		})
		b.oneWon(f, errs, Withdrawn, Accepted)
	})
}

// oneWon fails unless exactly one of two got through and the case is where it leads.
func (b bench) oneWon(f *File, errs []error, outcomes ...Status) {
	b.Helper()
	winner := slices.Index(errs, nil)
	if winner < 0 || errs[1-winner] == nil {
		b.Fatalf("both or none: %v", errs)
	}
	if kind := fault.KindOf(errs[1-winner]); kind != fault.Conflict && kind != fault.Forbidden {
		b.Errorf("the slower one is told %v", errs[1-winner])
	}
	if got := b.file(f).Case.Status; got != outcomes[winner] {
		b.Errorf("%s, want %s", got, outcomes[winner])
	}
}

// The page was drawn in time, the click came a second late.
func TestADeadlinePassesBetweenPageAndClick(t *testing.T) {
	each(t, func(b bench) {
		f := b.submittedOn("2026-03-10 10:00")
		seen := b.file(f).Case.Version
		b.clock.Set(at("2026-03-18 00:00"))
		_, err := b.Step(b.as(window), f.Case.No, RequestMending, Input{Version: seen, Gaps: inputs[RequestMending].Gaps})
		b.wants(err, fault.Conflict, "casework.stale-by-law")
		if got := b.file(f); got.Case.Basis != Deemed {
			b.Errorf("accepted by %q", got.Case.Basis)
		}
		late := b.happens(b.of("", "2026-03-10 10:00"), deed{"2026-03-11 10:00", Accept}, deed{"2026-03-12 10:00", StartReview}, deed{"2026-03-13 10:00", Suspend})
		b.clock.Set(at("2026-05-06 09:00"))
		_, err = b.Step(b.as(reviewer), late.Case.No, Resume, Input{Version: late.Case.Version})
		b.wants(err, fault.Conflict, "casework.stale-by-law")
	})
}

func TestWhatIsPointedOutCanBeMendedAndACorrectionStillAskedFor(t *testing.T) {
	each(t, func(b bench) {
		f := b.happens(b.of("", "2026-03-10 10:00"), deed{"2026-03-10 10:10", StartPreReview}, deed{"2026-03-10 10:20", PointOut})
		if !b.file(f).Mending() || f.Case.Corrected {
			b.Error("nothing to mend")
		}
		f = b.happens(f, deed{"2026-03-10 10:30", MendAtOnce})
		if b.file(f).Mending() || len(b.file(f).Submissions) != 2 || b.file(f).OpenTask() == nil {
			b.Errorf("after mending: %+v", f.Case)
		}
		f = b.step(window, f, RequestMending, inputs[RequestMending])
		if !b.file(f).Mending() || !f.Case.Corrected {
			b.Error("no correction asked for")
		}
	})
}

func TestAResultGoesByPostWithANumberToFollowIt(t *testing.T) {
	each(t, func(b bench) {
		post := Input{Method: "post", Receiver: "林晓华", Address: "云岫市梧桐区示范路1号"}
		deeds := []deed{{"2026-03-11 10:00", Accept}, {"2026-03-12 10:00", ProposeDecision}, {"2026-03-13 10:00", Grant}}
		f := b.happens(b.of(noPost, "2026-03-10 10:00"), deeds...)
		_, err := b.Step(b.as(window), f.Case.No, Deliver, post)
		b.field(err, "method", "casework.input.method-no-post")
		f = b.happens(b.of("", "2026-03-10 10:00"), deeds...)
		_, err = b.Step(b.as(window), f.Case.No, Deliver, Input{Method: "post"})
		b.field(err, "address", "casework.input.address-missing")
		b.field(err, "receiver", "casework.input.receiver-missing")
		f = b.step(window, f, Deliver, post)
		n := b.file(f).Paper(DeliveryReceipt)
		if f.Case.Status != Completed || n.Body.Tracking != "EMS000001" || n.Body.Address != post.Address || len(b.city.posts) != 1 || b.city.posts[0].Phone != meiMobile {
			b.Errorf("%s, paper %+v, parcels %+v", f.Case.Status, n.Body, b.city.posts)
		}
	})
}

func TestNobodyIsServedElectronicallyWithoutTheirConsent(t *testing.T) {
	each(t, func(b bench) {
		f := b.in(Denied)
		b.exec(`UPDATE casework_case SET e_delivery = FALSE WHERE id = $1`, f.Case.ID)
		_, err := b.Step(b.as(window), f.Case.No, Deliver, Input{Method: "electronic"})
		b.field(err, "method", "casework.input.method-no-consent")
		b.step(window, f, Deliver, Input{Method: "counter", Receiver: "林晓华"})
	})
}

func TestOneClerkSettlesOnlyWhatOneClerkMay(t *testing.T) {
	each(t, func(b bench) {
		f := b.step(window, b.of(atOnce, "2026-03-10 10:00"), GrantAtOnce, Input{Method: "counter", Receiver: "林晓华"})
		if !f.Case.OneClerk || b.city.issued != 1 || b.file(f).Result() == nil {
			b.Errorf("one clerk %v, %d licences", f.Case.OneClerk, b.city.issued)
		}
		if !b.file(f).Case.OneClerk || f.Clock.Window(deadline.DeliveryPeriod).State != deadline.Met {
			b.Error("not marked, or not delivered")
		}
		_, err := b.Step(b.as(window), b.submitted(mei).Case.No, GrantAtOnce, inputs[GrantAtOnce])
		b.wants(err, fault.Conflict, "casework.not-now")
	})
}

func TestEverybodyIsRemindedOnceOfEachDate(t *testing.T) {
	each(t, func(b bench) {
		mending := b.happens(b.of("", "2026-03-10 10:00"), deed{"2026-03-11 10:00", RequestMending}) // by 23 April
		f := b.happens(b.of("", "2026-03-10 10:00"), deed{"2026-03-11 10:00", Accept})               // promised for 16 March
		if _, err := b.Claim(b.as(reviewer), f.OpenTask().ID); err != nil {
			b.Fatal(err)
		}
		reminders := func(moment string) (kinds []string) {
			b.clock.Set(at(moment))
			b.city.told = nil
			for range 2 {
				if err := b.SweepReminders(b.Context()); err != nil {
					b.Fatal(err)
				}
			}
			return b.city.told
		}
		for _, c := range []struct {
			moment string
			want   []string
		}{
			{"2026-03-13 08:59", nil},
			{"2026-03-13 09:00", []string{"casework.inform.remind-due"}},
			{"2026-03-13 18:00", nil},
			{"2026-04-16 08:59", nil},
			{"2026-04-16 09:00", []string{"casework.inform.remind-correction"}},
			{"2026-04-17 09:00", nil},
		} {
			if got := reminders(c.moment); !slices.Equal(got, c.want) {
				b.Errorf("%s: %v, want %v", c.moment, got, c.want)
			}
		}
		b.step(reviewer, f, ProposeDecision, inputs[ProposeDecision]) // does not remind anew of the same date
		if got := reminders("2026-04-17 10:00"); got != nil {
			b.Errorf("again: %v", got)
		}
		_ = mending
	})
}

// Any sequence of allowed events, replayed from what is stored, gives the status and the
// dates the case has, and gave them at every moment on the way.
func TestAnySequenceOfAllowedEventsReplays(t *testing.T) {
	each(t, func(b bench) {
		names := append(slices.Sorted(maps.Keys(variants)), "")
		for seed := range uint64(24) {
			luck := rand.New(rand.NewPCG(seed, 2026))
			b.wander(luck, names[luck.IntN(len(names))])
		}
	})
}

// wander takes one case through events drawn by luck.
func (b bench) wander(luck *rand.Rand, variant string) {
	b.Helper()
	f := b.of(variant, fmt.Sprintf("2026-03-%02d %02d:30", 1+luck.IntN(28), 8+luck.IntN(12)))
	type moment struct {
		at  time.Time
		due string
	}
	var past []moment
	for range 14 {
		b.clock.Set(b.clock.Now().Add(time.Duration(1+luck.IntN(60)) * time.Hour))
		f = b.file(b.anything(luck, b.file(f)))
		past = append(past, moment{b.clock.Now(), datesOf(f.Clock)})
		if !f.Case.Status.IsOpen() {
			break
		}
	}
	status := Draft
	for _, r := range f.Records {
		to, ok := Lifecycle.To(status, r.Event)
		if !ok || r.From != status || r.To != to {
			b.Fatalf("%s: %s in %s, written down as %s to %s", f.happened(), r.Event, status, r.From, r.To)
		}
		status = to
	}
	if status != f.Case.Status {
		b.Errorf("%s leads to %s, the case is %s", f.happened(), status, f.Case.Status)
	}
	for _, m := range past {
		if got := datesOf(evaluate(f, f.Item, b.Calendar(), m.at)); got != m.due {
			b.Errorf("%s: on %s the dates were %s, replayed they are %s", f.happened(), m.at, m.due, got)
		}
	}
	if due, sweep := dueIndex(f); f.Case.Status.IsOpen() && (!due.Equal(f.Case.DueAt) || !sweep.Equal(f.Case.SweepAt)) && f.Clock.Window(deadline.PausePeriod).State != deadline.Overdue {
		b.Errorf("%s: the index says %s and %s, the replay %s and %s", f.happened(), f.Case.DueAt, f.Case.SweepAt, due, sweep)
	}
	for _, x := range f.Clock.Ignored { // but what does not stop this item's clock, and deliveries nobody watches
		if x.Why.Key != "deadline.ignored.pause" && x.Event.Kind != deadline.Delivered {
			b.Errorf("%s: the clock ignores %+v", f.happened(), x)
		}
	}
}

// anything lets somebody do something they may, or lets time pass.
func (b bench) anything(luck *rand.Rand, f *File) *File {
	b.Helper()
	if f.Mending() && luck.IntN(3) > 0 {
		return b.mended(f)
	}
	who := []actor.Actor{mei, window, reviewer, approver, head, staff("许然", "TRANS", actor.Inspector)}[luck.IntN(6)]
	seen, err := b.File(b.as(who), f.Case.No)
	if err != nil {
		b.Fatal(err)
	}
	next := slices.DeleteFunc(seen.Next, func(c Command) bool {
		return (c.Event == Withdraw || c.Event == Terminate || c.Event == RefuseAccept || c.Event == FindNotNeeded) && luck.IntN(6) > 0
	})
	if len(next) == 0 {
		return f
	}
	e := next[luck.IntN(len(next))].Event
	in := inputs[e]
	if e == SetHearing {
		in = Input{At: b.clock.Now().AddDate(0, 0, 18), Place: "三楼", Chair: "高明"}
	}
	if e == EnterSpecial {
		in.Procedure, in.Workdays = SpecialProcedures[luck.IntN(len(SpecialProcedures))], 1+luck.IntN(20)
		if mayGoOn(seen) != nil {
			in.Procedure = string(deadline.Hearing)
		}
	}
	return b.step(who, f, e, in)
}

// datesOf writes the last day and the state of every period.
func datesOf(clk deadline.Clock) (text string) {
	for _, w := range clk.Windows {
		text += fmt.Sprintf("%s %s %s; ", w.Period, w.Due, w.State)
	}
	return text
}
