package casework

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"tongban/kernel/calendar"
	"tongban/kernel/db"
	"tongban/kernel/deadline"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// late is a holiday on 17 and 18 March 2026 that nobody had expected; the Saturday after
// is worked.
var late = calendar.Notice{
	Year: 2026, Number: "国办发明电〔2026〕9号", Dated: calendar.On(2026, 3, 5), Source: "https://www.gov.cn/",
	Off:  []calendar.Period{{Holiday: calendar.Holiday{Name: "纪念日", English: "Memorial days"}, From: calendar.On(2026, 3, 17), To: calendar.On(2026, 3, 18)}},
	Work: []calendar.Date{calendar.On(2026, 3, 21)},
}

// announce lets n bind and counts all open dates again. It returns the recount.
func (b bench) announce(n calendar.Notice) (r Recount) {
	b.Helper()
	before := b.Calendar()
	after, err := before.With(n)
	if err != nil {
		b.Fatal(err)
	}
	b.write(func(ctx context.Context, tx *db.Tx) error {
		return b.CountAgain(ctx, tx, n.Number, before.Version(), after.Version())
	})
	list, err := b.Recounts(b.as(operator))
	if err != nil {
		b.Fatal(err)
	}
	payload, _ := json.Marshal(recountJob{list[0].ID})
	if err := b.recount(b.Context(), payload); err == nil {
		b.Error("counted again by a node that does not know the notice")
	}
	b.Service.Calendar = func() *calendar.Calendar { return after }
	for range 2 { // the second time there is nothing left to do
		if err := b.recount(b.Context(), payload); err != nil {
			b.Fatal(err)
		}
	}
	if r, err = b.findRecount(b.Context(), list[0].ID); err != nil || r.Finished.IsZero() {
		b.Fatalf("recount: %+v, %v", r, err)
	}
	return r
}

func (b bench) movedBy(r Recount) (lines []string) {
	b.Helper()
	_, list, err := b.MovedBy(b.as(operator), r.ID, 0, 100)
	if err != nil {
		b.Fatal(err)
	}
	for _, m := range list {
		lines = append(lines, m.ShortNo+" "+string(m.Period)+" "+m.Before.String()+" "+m.After.String())
	}
	return lines
}

func TestALateHolidayMovesExactlyTheDatesItShould(t *testing.T) {
	each(t, func(b bench) {
		b.clock.Set(at("2026-03-10 10:00"))
		waiting := b.submitted(mei)                                   // answered by 17 March: becomes 19 March
		accepted := b.step(window, b.submitted(mei), Accept, Input{}) // promised 13 March: stays; ten days are up on 24 March: 25 March
		granted := b.in(Issuing)                                      // delivered by 24 March: 25 March
		mending := b.in(InCorrection)                                 // thirty days
		done := b.in(Completed)                                       // is over
		accepted = b.step(reviewer, accepted, StartReview, Input{})
		b.city.told = nil

		b.clock.Set(at("2026-03-11 09:00"))
		r := b.announce(late)
		want := []string{
			waiting.Case.ShortNo + " acceptance 2026-03-17 2026-03-19",
			accepted.Case.ShortNo + " statutory 2026-03-24 2026-03-25",
			granted.Case.ShortNo + " delivery 2026-03-24 2026-03-25",
			mending.Case.ShortNo + " correction 2026-04-22 2026-04-23",
		}
		got := b.movedBy(r)
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			b.Errorf("moved\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
		if r.Seen != 4 || r.Moved != 4 {
			b.Errorf("seen %d, moved %d", r.Seen, r.Moved)
		}
		if slices.Sort(b.city.told); strings.Join(b.city.told, " ") != strings.TrimSpace(strings.Repeat("casework.inform.dates-moved ", 4)+"casework.inform.dates-moved-desk") {
			b.Errorf("told %v", b.city.told)
		}
		for _, f := range []*File{waiting, accepted, granted, mending, done} {
			now := b.file(f)
			due, _ := dueIndex(now)
			if !now.Case.DueAt.Equal(due) || now.Case.Version != f.Case.Version {
				b.Errorf("%s: the index says %s, the replay %s", f.Case.Status, now.Case.DueAt, due)
			}
		}
		if w := b.file(accepted).Clock.Window(deadline.PromisedPeriod); w.Due.String() != "2026-03-13" {
			b.Errorf("the promise moved to %s", w.Due)
		}
		// What is due by itself falls due on the new day.
		b.sweep("2026-03-19 23:59")
		if f := b.file(waiting); f.Case.Status != Submitted {
			b.Errorf("%s too early", f.Case.Status)
		}
		b.sweep("2026-03-20 00:00")
		if f := b.file(waiting); f.Case.Status != Accepted {
			b.Errorf("still %s", f.Case.Status)
		}
	})
}

// What silence has brought about stays when a holiday is announced after the fact.
func TestALateHolidayDoesNotUndoAnAcceptanceBySilence(t *testing.T) {
	each(t, func(b bench) {
		f := b.submittedOn("2026-03-10 10:00")
		b.sweep("2026-03-18 08:00")
		before := b.file(f)
		b.announce(late)
		after := b.file(f)
		if after.Case.Status != Accepted || after.Clock.Acceptance.On != before.Clock.Acceptance.On || after.Clock.Acceptance.Basis != deadline.BySilence {
			b.Errorf("accepted on %s by %q", after.Clock.Acceptance.On, after.Clock.Acceptance.Basis)
		}
	})
}

func TestARecountGoesThroughAllOpenCasesInBatches(t *testing.T) {
	each(t, func(b bench) {
		b.clock.Set(at("2026-03-10 10:00"))
		const all = 2*recountBatch + 7
		for range all {
			b.submitted(mei)
		}
		r := b.announce(late)
		if r.Seen != all || r.Moved != all {
			b.Errorf("seen %d, moved %d of %d", r.Seen, r.Moved, all)
		}
		var before id.ID
		seen := map[string]bool{}
		for range all/50 + 2 {
			_, list, err := b.MovedBy(b.as(operator), r.ID, before, 50)
			if err != nil {
				b.Fatal(err)
			}
			for _, m := range list {
				seen[m.ShortNo] = true
			}
			if before = lastCase(list, 50); before == 0 {
				break
			}
		}
		if len(seen) != all {
			b.Errorf("%d cases on the pages", len(seen))
		}
		_, _, err := b.MovedBy(b.as(window), r.ID, 0, 10)
		b.wants(err, fault.Forbidden, "access.forbidden")
	})
}

func TestLimitsAndTimersOfStepsAreCountedAgain(t *testing.T) {
	each(t, func(b bench) {
		b.clock.Set(at("2026-03-16 09:00"))
		f := b.drawn(`
			user first stage=FIRST role=reviewer limit=3
			at first late timer=P3WD
			at first soon timer=P3D stays
			user second stage=SECOND role=reviewer limit=1
			end done
			end told
			start > first > done
			late > second > done
			soon > told`)
		dates := func() (limit, timer int) {
			return b.count(`SELECT limit_at FROM casework_task WHERE case_id = $1 AND closed_at IS NULL AND due_at = limit_at`, f.Case.ID),
				b.count(`SELECT due_at FROM casework_timer WHERE case_id = $1 AND workdays > 0`, f.Case.ID)
		}
		limit, timer := dates()
		days := b.count(`SELECT due_at FROM casework_timer WHERE case_id = $1 AND workdays = 0`, f.Case.ID)
		b.announce(late) // two days off, Saturday is worked: from Thursday to Saturday
		day := 24 * 60 * 60 * 1000
		if l, d := dates(); l != limit+2*day || d != timer+2*day {
			b.Errorf("the limit moved by %d ms, the timer by %d ms", l-limit, d-timer)
		}
		if again := b.count(`SELECT due_at FROM casework_timer WHERE case_id = $1 AND workdays = 0`, f.Case.ID); again != days {
			b.Errorf("three days of the calendar became others")
		}
	})
}
