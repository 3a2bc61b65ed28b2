package deferral

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"tongban/capability/casework"
	"tongban/capability/casework/caseworktest"
	"tongban/kernel/calendar"
	"tongban/kernel/fault"
	"tongban/kernel/once"
)

func TestTheLifeOfACommitmentIsSound(t *testing.T) {
	if err := Lifecycle.Check(); err != nil {
		t.Error(err)
	}
}

func TestWhatWasPromisedAndBroughtInTimeLetsTheCaseBeGranted(t *testing.T) {
	each(t, func(b bench) {
		f := b.accepted()
		if f.Case.Basis != casework.Deferred {
			b.Errorf("accepted on the basis %s", f.Case.Basis)
		}
		c := b.stands(f, Running, Owed)
		if got := c.DueOn().String(); got != "2026-02-24" {
			b.Errorf("due on %s", got)
		}
		b.papers(f, casework.DeferralTerms, 1)
		b.papers(f, casework.DeferralPromise, 1)
		if n := f.Paper(casework.AcceptanceNotice); n == nil || len(n.Body.Owed) != 1 || !strings.Contains(n.Body.Owed[0], "2026年2月24日") {
			b.Errorf("the notice of acceptance does not say what is owed: %+v", n)
		}
		f = b.Step(reviewer, f, casework.ProposeDecision, casework.Input{Opinion: "符合条件"})
		_, err := b.Casework.Step(b.As(caseworktest.Approver), f.Case.No, casework.Grant, casework.Input{})
		b.wants(err, "deferral.blocks")
		b.brings(f, 1)
		b.stands(f, Running, Brought)
		if got := b.file(f.Case.No).LastSubmission(); len(got.Promised()) != 0 || len(got.Materials) != 5 {
			b.Errorf("handed in %v", got.Materials)
		}
		_, err = b.Casework.Step(b.As(caseworktest.Approver), f.Case.No, casework.Grant, casework.Input{})
		b.wants(err, "deferral.blocks")
		b.must(b.Confirm(b.As(reviewer), c.ID, safe))
		b.stands(f, Cured, Confirmed)
		b.papers(f, casework.DeferralReceipt, 1)
		b.hears("cured", 1)
		f = b.Step(caseworktest.Approver, b.file(f.Case.No), casework.Grant, casework.Input{})
		if f.Case.Status != casework.Issuing {
			b.Errorf("the case is %s", f.Case.Status)
		}
		tally, err := b.Tally(b.As(reviewer))
		b.must(err)
		if percent, ok := tally.Share(); tally != (Tally{Cured: 1}) || percent != 100 || !ok {
			b.Errorf("counted %+v", tally)
		}
	})
}

func TestAPromiseThatIsNotKeptEndsTheCase(t *testing.T) {
	each(t, func(b bench) {
		f := b.accepted()
		b.must(b.SweepDue(b.Context()))
		b.hears("remind-soon", 0)
		for _, step := range []struct{ at, told string }{{"2026-02-13 08:00", "remind-soon"}, {"2026-02-14 08:00", ""}, {"2026-02-24 08:00", "remind-today"}} {
			b.at(step.at)
			b.must(b.SweepDue(b.Context()))
			b.must(b.SweepDue(b.Context())) // twice changes nothing
			if step.told != "" {
				b.hears(step.told, 1)
			}
		}
		b.hears("remind-soon", 1)
		b.stands(f, Running, Owed)
		b.at("2026-02-25 00:05")
		b.must(b.SweepDue(b.Context()))
		b.must(b.SweepDue(b.Context()))
		b.stands(f, Broken, Owed)
		f = b.file(f.Case.No)
		if f.Case.Status != casework.Terminated {
			b.Errorf("the case is %s", f.Case.Status)
		}
		b.papers(f, casework.DeferralEnd, 1)
		if n := f.Paper(casework.DeferralEnd); n == nil || len(n.Body.Owed) != 1 || n.Body.Reason == "" || n.Body.LegalGround == "" {
			b.Errorf("the paper says %+v", n)
		}
		if len(b.city.breaches) == 0 || b.city.breaches[0].Case.No != f.Case.No || b.city.breaches[0].On.String() != "2026-02-24" {
			b.Errorf("recorded %+v", b.city.breaches)
		}
		b.hears("lapsed", 1)
		_, err := b.Bring(b.As(mei), f.Case.No, safe, b.upload(mei, 1))
		b.wants(err, "deferral.not-now")
	})
}

// What the record refuses undoes the whole end: there is no case that ended without the fact.
func TestTheEndAndTheFactAreStoredTogether(t *testing.T) {
	each(t, func(b bench) {
		f := b.accepted()
		b.at("2026-02-25 00:05")
		b.city.refuses = true
		if err := b.SweepDue(b.Context()); err == nil {
			b.Error("nobody says that it went wrong")
		}
		b.stands(f, Running, Owed)
		if f := b.file(f.Case.No); f.Case.Status != casework.Accepted || f.Paper(casework.DeferralEnd) != nil {
			b.Errorf("the case is %s", f.Case.Status)
		}
		b.city.refuses = false
		b.must(b.SweepDue(b.Context()))
		b.stands(f, Broken, Owed)
	})
}

func TestWhatIsWrongIsBroughtAgain(t *testing.T) {
	each(t, func(b bench) {
		f := b.accepted()
		b.brings(f, 1)
		c := b.of(f)
		b.wants(b.Reject(b.As(reviewer), c.ID, safe, " "), "deferral.wrong.why")
		b.must(b.Reject(b.As(reviewer), c.ID, safe, "没有盖章"))
		b.hears("rejected", 1)
		b.stands(f, Running, Faulty)
		b.wants(b.Confirm(b.As(reviewer), c.ID, safe), "deferral.not-now")
		b.brings(f, 2)
		b.must(b.Confirm(b.As(window), c.ID, safe))
		b.stands(f, Cured, Confirmed)
	})
}

// Brought on the last day and found wrong later: the office's delay is not the applicant's.
func TestWhoWasInTimeHasTimeToMend(t *testing.T) {
	each(t, func(b bench) {
		f := b.accepted()
		b.at("2026-02-24 17:00")
		b.brings(f, 1)
		b.at("2026-02-25 09:00")
		b.must(b.SweepDue(b.Context()))
		c := b.stands(f, Running, Brought)
		b.must(b.Reject(b.As(reviewer), c.ID, safe, "没有盖章"))
		if due := b.of(f).DueOn().String(); due != "2026-02-27" {
			b.Errorf("two working days more end on %s", due)
		}
		b.at("2026-02-28 09:00")
		b.must(b.SweepDue(b.Context()))
		b.stands(f, Broken, Faulty)
	})
}

// Looked at on the last day, or when the day of the decision is over: there is time all the same.
func TestWhatIsFoundWrongAtTheEndLeavesTwoWorkingDays(t *testing.T) {
	each(t, func(b bench) {
		f := b.accepted()
		c := b.of(f)
		b.brings(f, 1)
		b.at("2026-02-24 17:30")
		b.must(b.Reject(b.As(reviewer), c.ID, safe, "没有盖章"))
		if due := b.of(f).DueOn().String(); due != "2026-02-26" {
			b.Errorf("found wrong at half past five on the last day, it is owed by %s", due)
		}
		b.at("2026-02-25 00:05")
		b.must(b.SweepDue(b.Context()))
		b.stands(f, Running, Faulty)
		b.hears("remind-tomorrow", 1)
		b.brings(f, 2)
		late := b.Calendar().AddWorkdays(c.Decision, 1)
		b.at(late.String() + " 09:00")
		b.must(b.Reject(b.As(reviewer), c.ID, safe, "仍没有盖章"))
		if due, want := b.of(f).DueOn(), b.Calendar().AddWorkdays(late, 2); due != want {
			b.Errorf("found wrong after the day of the decision, it is owed by %s, want %s", due, want)
		}
	})
}

func TestAcceptedBySilenceThereIsTimeLeft(t *testing.T) {
	cal := calendar.Default()
	for _, one := range []struct {
		days     int
		decision string
		want     string
	}{{5, "2026-03-02", "2026-03-04"}, {5, "2026-02-27", "2026-03-04"}, {1, "2026-02-20", "2026-03-03"}, {5, "2026-03-20", "2026-03-09"}, {5, "", "2026-03-09"}} {
		c := &Commitment{Papers: []Paper{{Workdays: one.days, Standing: Owed}}}
		decision, _ := calendar.ParseDate(one.decision)
		c.start(cal, calendar.On(2026, 3, 2), decision)
		if got := c.DueOn().String(); got != one.want {
			t.Errorf("%d days, to be decided on %q: by %s, want %s", one.days, one.decision, got, one.want)
		}
	}
}

func TestAPaperTakenInTwiceWithOneKeyIsTakenInOnce(t *testing.T) {
	each(t, func(b bench) {
		f := b.accepted()
		c := b.of(f)
		clicks := once.WithKey(b.As(window), "k1")
		b.must(b.TakePaper(clicks, c.ID, safe))
		b.must(b.TakePaper(clicks, c.ID, safe))
		b.wants(b.TakePaper(b.As(window), c.ID, safe), "deferral.not-now")
		if n := len(b.file(f.Case.No).Submissions); n != 2 {
			b.Errorf("%d submissions, want the first and what came", n)
		}
	})
}

func TestTheDaysArePutOffOnceAndWithinBounds(t *testing.T) {
	each(t, func(b bench) {
		f := b.accepted()
		c := b.of(f)
		for until, key := range map[string]string{
			"": "deferral.wrong.until-missing", "2026-02-24": "deferral.wrong.until-earlier", "2026-04-20": "deferral.wrong.until-most",
			(c.Decision + 1).String(): "deferral.wrong.until-decision",
		} {
			b.wants(b.Extend(b.As(reviewer), c.ID, until, "医院停诊"), key)
		}
		b.wants(b.Extend(b.As(reviewer), c.ID, "2026-02-25", ""), "deferral.wrong.why")
		b.must(b.Extend(b.As(reviewer), c.ID, "2026-02-25", "医院停诊"))
		b.wants(b.Extend(b.As(reviewer), c.ID, "2026-02-26", "医院停诊"), "deferral.extended")
		b.papers(f, casework.DeferralExtension, 1)
		if due := b.of(f).DueOn().String(); due != "2026-02-25" {
			b.Errorf("put off to %s", due)
		}
	})
}

func TestALateNoticeOfDaysOffMovesTheLastDay(t *testing.T) {
	each(t, func(b bench) {
		f := b.accepted()
		day := func(text string) calendar.Date { d, _ := calendar.ParseDate(text); return d }
		off, err := b.city.cal.With(calendar.Notice{Source: "test", Number: "演示〔2026〕1号", Year: 2026, Dated: day("2026-02-11"), Off: []calendar.Period{{Holiday: calendar.Holiday{Name: "演示", English: "Test"}, From: day("2026-02-12"), To: day("2026-02-12")}}})
		b.must(err)
		b.city.cal = off
		b.at("2026-02-25 00:05")
		b.must(b.SweepDue(b.Context()))
		c := b.stands(f, Running, Owed)
		if due := c.DueOn().String(); due != "2026-02-25" {
			b.Errorf("due on %s", due)
		}
		b.hears("dates-moved", 1)
	})
}

func TestOfTwoClerksOneConfirms(t *testing.T) {
	each(t, func(b bench) {
		f := b.accepted()
		b.brings(f, 1)
		c := b.of(f)
		var wg sync.WaitGroup
		errs := make([]error, 2)
		wg.Go(func() { errs[0] = b.Confirm(b.As(window), c.ID, safe) })
		wg.Go(func() { errs[1] = b.Confirm(b.As(window2), c.ID, safe) })
		wg.Wait()
		slices.SortFunc(errs, func(a, _ error) int {
			if a == nil {
				return -1
			}
			return 1
		})
		if errs[0] != nil || fault.KindOf(errs[1]) != fault.Conflict {
			b.Errorf("got %v", errs)
		}
		b.papers(f, casework.DeferralReceipt, 1)
	})
}

func TestWhatIsBroughtTwiceIsBroughtOnce(t *testing.T) {
	each(t, func(b bench) {
		f := b.accepted()
		one, other := b.upload(mei, 1), b.upload(mei, 2)
		var wg sync.WaitGroup
		errs := make([]error, 2)
		wg.Go(func() { _, errs[0] = b.Bring(b.As(mei), f.Case.No, safe, one) })
		wg.Go(func() { _, errs[1] = b.Bring(b.As(mei), f.Case.No, safe, other) })
		wg.Wait()
		if (errs[0] == nil) == (errs[1] == nil) {
			b.Errorf("got %v", errs)
		}
		if n := len(b.file(f.Case.No).Submissions); n != 2 {
			b.Errorf("%d submissions, want the first and what came", n)
		}
	})
}

func TestOthersFindNothing(t *testing.T) {
	each(t, func(b bench) {
		f := b.accepted()
		c := b.of(f)
		_, err := b.Bring(b.As(stranger), f.Case.No, safe, b.upload(stranger, 1))
		if fault.KindOf(err) != fault.NotFound {
			b.Errorf("a stranger brings: %v", err)
		}
		_, err = b.Bring(b.As(mei), f.Case.No, safe, b.upload(stranger, 2))
		if err == nil {
			b.Error("somebody else's file was brought")
		}
		_, err = b.Find(b.As(stranger), c.ID)
		b.wants(err, "deferral.unknown")
		_, err = b.Find(b.As(abroad), c.ID)
		b.wants(err, "deferral.unknown")
		b.wants(b.Confirm(b.As(abroad), c.ID, safe), "deferral.unknown")
		b.wants(b.Confirm(b.As(mei), c.ID, safe), "access.forbidden")
		b.wants(b.Confirm(b.As(reviewer), c.ID, "M-ID"), "deferral.unknown")
		list, err := b.List(b.As(abroad), Open, 0, 10)
		if err != nil || len(list) != 0 {
			b.Errorf("others list %v, %v", list, err)
		}
	})
}

func TestACaseThatIsOverEndsThePromise(t *testing.T) {
	each(t, func(b bench) {
		for _, f := range []*casework.File{b.accepted(), b.handed()} {
			b.Step(mei, f, casework.Withdraw, casework.Input{Reason: "不办了"})
			b.stands(f, Ended, Owed)
		}
		b.at("2026-03-25 00:05")
		b.must(b.SweepDue(b.Context()))
		if len(b.city.breaches) != 0 {
			b.Errorf("recorded %v", b.city.breaches)
		}
	})
}

func TestSilenceAcceptsWithThePromise(t *testing.T) {
	each(t, func(b bench) {
		f := b.handed()
		b.at("2026-02-27 00:05")
		b.must(b.Casework.SweepDue(b.Context()))
		if f = b.file(f.Case.No); f.Case.Basis != casework.Deemed {
			b.Fatalf("accepted on the basis %q, %s", f.Case.Basis, f.Case.Status)
		}
		if c := b.stands(f, Running, Owed); c.DueOn() == 0 || c.DueOn() > c.Decision {
			b.Errorf("due on %s, decision on %s", c.DueOn(), c.Decision)
		}
	})
}

func TestWhoBroughtItWithACorrectionOwesNothing(t *testing.T) {
	each(t, func(b bench) {
		f := b.handed()
		f = b.Step(window, f, casework.RequestMending, casework.Input{Gaps: []casework.Gap{{Target: "material:" + safe, Label: "安全证明", Problem: "请补交"}}})
		b.Mended(f, b.Arrival(mei))
		b.stands(f, Ended, Owed)
		f = b.Step(window, b.file(f.Case.No), casework.Accept, casework.Input{})
		if f.Case.Basis != casework.Normal {
			b.Errorf("accepted on the basis %s", f.Case.Basis)
		}
	})
}

func TestNobodyWithABrokenPromiseIsOffered(t *testing.T) {
	each(t, func(b bench) {
		b.city.against = []string{"2025年12月 未按承诺补交"}
		_, against, err := b.Offer(b.As(mei), mei.ID, b.Arrival(mei).Item, "")
		if err != nil || len(against) != 1 {
			b.Errorf("got %v, %v", against, err)
		}
	})
}

func TestLastDaysNeverLiePastTheDecision(t *testing.T) {
	cal := calendar.Default()
	day := calendar.DateOf(time.Date(2026, 3, 2, 9, 0, 0, 0, time.Local))
	for _, one := range []struct {
		days     int
		decision string
		want     string
	}{{5, "", "2026-03-09"}, {5, "2026-03-05", "2026-03-05"}, {5, "2026-03-20", "2026-03-09"}, {5, "2026-02-20", "2026-03-02"}} {
		decision, _ := calendar.ParseDate(one.decision)
		if got := lastDay(cal, day, one.days, decision).String(); got != one.want {
			t.Errorf("%d days, decision %s: %s, want %s", one.days, one.decision, got, one.want)
		}
	}
}

func TestEveryReminderIsGivenOnce(t *testing.T) {
	c := &Commitment{reminded: neverReminded}
	var got []int
	for _, left := range []int{5, 4, 3, 3, 2, 1, 1, 0, 0} {
		if stage, due := c.reminder(left); due {
			got, c.reminded = append(got, stage), stage
		}
	}
	if !slices.Equal(got, []int{3, 1, 0}) {
		t.Errorf("reminded at %v", got)
	}
}
