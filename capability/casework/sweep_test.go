package casework

import (
	"fmt"
	"strings"
	"testing"

	"tongban/kernel/calendar"
	"tongban/kernel/deadline"
	"tongban/kernel/fault"
)

func (b bench) sweep(moment string) {
	b.Helper()
	b.clock.Set(at(moment))
	if err := b.SweepDue(b.Context()); err != nil {
		b.Fatal(err)
	}
}

// submittedOn is a case of mei's received at a moment.
func (b bench) submittedOn(moment string) *File {
	b.Helper()
	b.clock.Set(at(moment))
	return b.submitted(mei)
}

// Basis: 行政许可法, art. 32(4). The spring festival of 2026 lies between.
func TestSilenceAcceptsAtTheEndOfTheFifthWorkingDay(t *testing.T) {
	each(t, func(b bench) {
		f := b.submittedOn("2026-02-12 10:00")
		b.sweep("2026-02-26 23:59")
		if got := b.file(f); got.Case.Status != Submitted {
			b.Fatalf("%s too early", got.Case.Status)
		}
		b.sweep("2026-02-27 00:00")
		got := b.file(f)
		accepted := got.Records[1]
		if got.Case.Status != Accepted || got.Case.Basis != Deemed || got.Case.AcceptedBy != 0 || accepted.Event != DeemAccept {
			b.Fatalf("not deemed accepted: %+v", got.Case)
		}
		if on := calendar.DateOf(accepted.Detail.EffectiveAt); on.String() != "2026-02-12" || got.Clock.Acceptance.On.String() != "2026-02-12" {
			b.Errorf("accepted from %s, clock says %s", on, got.Clock.Acceptance.On)
		}
		if due := got.Clock.Window(deadline.StatutoryPeriod).Due.String(); due != "2026-03-04" { // ten working days from receipt, Saturdays worked included
			b.Errorf("the statutory period ends on %s", due)
		}
		notice := got.Paper(AcceptanceNotice)
		if notice == nil || notice.Body.Basis != Deemed || got.OpenTask() == nil || got.OpenTask().Role != "reviewer" {
			b.Errorf("notice %+v, task %+v", notice, got.OpenTask())
		}
	})
}

func TestSweepingTwiceChangesNothing(t *testing.T) {
	each(t, func(b bench) {
		deemed := b.submittedOn("2026-02-12 10:00")
		lapsed := b.submitted(mei)
		b.step(window, lapsed, RequestMending, inputs[RequestMending])
		b.sweep("2026-06-01 00:00")
		once, twice := [2]*File{b.file(deemed), b.file(lapsed)}, [2]*File{}
		for range 2 {
			b.sweep("2026-06-01 00:00")
		}
		for range together(4, func(int) error { return b.SweepDue(b.Context()) }) {
		}
		twice = [2]*File{b.file(deemed), b.file(lapsed)}
		for i := range once {
			if once[i].Case.Version != twice[i].Case.Version || once[i].happened() != twice[i].happened() || len(once[i].Notices) != len(twice[i].Notices) {
				b.Errorf("%s became %s", once[i].happened(), twice[i].happened())
			}
		}
	})
}

func TestSweepsAtOnceAcceptOnce(t *testing.T) {
	each(t, func(b bench) {
		f := b.submittedOn("2026-02-12 10:00")
		b.clock.Set(at("2026-02-27 08:00"))
		_ = together(4, func(int) error { return b.SweepDue(b.Context()) })
		if got := b.file(f).happened(); got != "submit deem-accepted" {
			b.Errorf("happened: %s", got)
		}
	})
}

// Nobody acts on a case whose time has passed as if it had not.
func TestWhoComesLateFindsTheCaseAccepted(t *testing.T) {
	each(t, func(b bench) {
		f := b.submittedOn("2026-02-12 10:00")
		b.clock.Set(at("2026-02-27 08:00"))
		_, err := b.Step(b.as(window), f.Case.No, RefuseAccept, inputs[RefuseAccept])
		if fault.KindOf(err) != fault.Conflict {
			b.Errorf("refused after the time: %v", err)
		}
		if got := b.file(f); got.Case.Status != Accepted || got.Case.Basis != Deemed {
			b.Errorf("the case is %s", got.Case.Status)
		}
	})
}

func TestCorrectionNobodyAnswersEndsTheCase(t *testing.T) {
	each(t, func(b bench) {
		f := b.step(window, b.submitted(mei), RequestMending, inputs[RequestMending])
		due := f.Clock.Window(deadline.CorrectionPeriod).DueAt
		b.sweep(due.Add(-60e9).Format("2006-01-02 15:04"))
		if got := b.file(f); got.Case.Status != InCorrection {
			b.Fatalf("%s too early", got.Case.Status)
		}
		b.sweep(due.Format("2006-01-02 15:04"))
		got := b.file(f)
		if got.Case.Status != Terminated || got.Paper(EndNotice) == nil || !got.Paper(EndNotice).Body.Lapsed || got.Case.FinishedAt.IsZero() {
			b.Errorf("not ended: %+v", got.Case)
		}
		_, err := b.PrepareCorrection(got, b.arrival(mei, f.Case.ApplicationID))
		b.wants(err, fault.Conflict, "casework.not-now")
	})
}

// drafts fails unless mei has n open drafts.

// The rows lie in the database in another order than the cases came, which the numbers of
// the notices must not show.
func TestWhatFallsDueAtOneInstantIsNumberedAsItCame(t *testing.T) {
	each(t, func(b bench) {
		var files []*File
		for range 3 {
			files = append(files, b.submittedOn("2026-02-12 10:00"))
		}
		for _, step := range []string{"+", "-"} {
			b.exec(`UPDATE casework_case SET sweep_at = sweep_at `+step+` 1 WHERE id = $1`, files[0].Case.ID)
		}
		b.sweep("2026-02-27 00:00")
		for n, f := range files {
			if number := b.file(f).Paper(AcceptanceNotice).Number; !strings.HasSuffix(number, fmt.Sprintf("%05d号", n+1)) {
				b.Errorf("case %d has %s", n+1, number)
			}
		}
	})
}
