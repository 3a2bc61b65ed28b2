package credit

import (
	"context"
	"testing"
	"time"

	"tongban/kernel/actor"
	"tongban/kernel/calendar"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/id"
)

var linID, _ = id.Parse(lin.ID)

// may says which effects are closed to lin now.
func (w *world) may() (closed string) {
	w.Helper()
	for _, e := range Effects {
		may, err := w.Service.May(w.Context(), linID, e)
		w.ok(err)
		if may.OK != (len(may.Reasons) == 0) {
			w.Errorf("%s: %+v", e, may)
		}
		if !may.OK {
			closed += string(e) + " "
		}
	}
	return closed
}

// share returns how many per cent of what lin was granted are looked at.
func (w *world) share() int {
	w.Helper()
	percent, reasons, err := w.InspectionShare(w.Context(), linID)
	w.ok(err)
	if (percent > UsualShare) != (len(reasons) > 0) {
		w.Errorf("%d per cent for %+v", percent, reasons)
	}
	return percent
}

// report records a fact as another capability does.
func (w *world) report(k Kind, ref string) (key id.ID) {
	w.Helper()
	m, err := w.Matter(w.Context(), "1")
	w.ok(err)
	w.ok(w.DB.Write(actor.With(w.Context(), actor.AsSystem("commitment")), "test", func(ctx context.Context, tx *db.Tx) (err error) {
		key, err = w.RecordIn(ctx, tx, Report{Kind: k, Matter: m, HappenedOn: calendar.On(2026, 2, 9), What: "承诺不实", Evidence: "核查记录", Source: "commitment", Ref: ref})
		return err
	}))
	return key
}

func TestWhatAnotherCapabilityReportsCountsOnce(t *testing.T) {
	each(t, func(w *world) {
		if w.may() != "" || w.share() != UsualShare {
			t.Error("nothing is recorded, and something is closed")
		}
		key := w.report(FalseCommitment, "case-1")
		if again := w.report(FalseCommitment, "case-1"); again != key {
			t.Error("the same event was recorded twice")
		}
		if got := w.may(); got != "commitment deferral " || w.share() != 50 {
			t.Errorf("closed: %q, share %d", got, w.share())
		}
		if f := w.stands(key); f.Grade != General || f.Until != calendar.On(2027, 2, 10) || f.Source != "commitment" {
			t.Errorf("it stands as %+v", f)
		}
		if len(w.told) != 1 {
			t.Errorf("lin was told %q", w.told)
		}
	})
}

func TestUnkeptPromisesCloseDeferralsOnly(t *testing.T) {
	each(t, func(w *world) {
		w.report(UnkeptPromise, "case-1")
		if got := w.may(); got != "deferral " || w.share() != 20 {
			t.Errorf("closed: %q, share %d", got, w.share())
		}
	})
}

func TestMissedAppointmentsCountFromTheThird(t *testing.T) {
	each(t, func(w *world) {
		for n, want := range []int{UsualShare, UsualShare, 20} {
			w.recorded()
			if got := w.share(); got != want || w.may() != "" {
				t.Errorf("after %d the share is %d, want %d; closed %q", n+1, got, want, w.may())
			}
		}
	})
}

func TestAFactCountsNoLongerThanItsTime(t *testing.T) {
	each(t, func(w *world) {
		w.report(UnkeptPromise, "case-1") // on 10 February, for 6 months
		for day, want := range map[int]string{10: "deferral ", 11: ""} {
			w.Service.Clock = clock.At(time.Date(2026, 8, day, 12, 0, 0, 0, clock.Shanghai))
			if got := w.may(); got != want {
				t.Errorf("on %d August %q is closed, want %q", day, got, want)
			}
		}
	})
}

func TestAnObjectionAnsweredLateSuspendsTheEffects(t *testing.T) {
	each(t, func(w *world) {
		key := w.report(UnkeptPromise, "case-1")
		w.ok(w.Object(w.as(lin), key, "已经补交"))
		if w.may() != "deferral " {
			t.Error("an objection alone ended the effect")
		}
		w.Service.Clock = clock.At(w.stands(key).DueOn.End().Add(time.Minute))
		if w.may() != "" {
			t.Error("the answer is late, and it still counts")
		}
		w.ok(w.Decide(w.as(head), key, Uphold, "没有补交"))
		if w.may() != "deferral " {
			t.Error("upheld, and it does not count")
		}
	})
}

func TestRulesStayWithinTheTimesOfTheirGrade(t *testing.T) {
	seen := map[Kind]bool{}
	for _, r := range rules {
		seen[r.Kind] = true
		b := bounds[r.Grade]
		if r.Months < b[0] || r.Months > b[1] || r.Repair > r.Months || r.From < 1 || r.Share < UsualShare || r.Share > 100 {
			t.Errorf("the rule %+v breaks the bounds %v of its grade", r, b)
		}
	}
	for _, k := range Kinds {
		if !seen[k] {
			t.Errorf("no rule for %s", k)
		}
	}
	if got := addMonths(calendar.On(2026, 11, 30), 3); got != calendar.On(2027, 2, 28) {
		t.Errorf("three months after 30 November is %s", got)
	}
}
