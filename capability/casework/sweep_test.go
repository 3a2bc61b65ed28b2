package casework

import (
	"bytes"
	"context"
	"testing"

	"tongban/capability/document/documenttest"
	"tongban/kernel/calendar"
	"tongban/kernel/deadline"
	"tongban/kernel/fault"
	"tongban/kernel/id"
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
		notice := got.paper(AcceptanceNotice)
		if notice == nil || notice.Body.Basis != Deemed || got.open() == nil || got.open().Role != "reviewer" {
			b.Errorf("notice %+v, task %+v", notice, got.open())
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

func TestCorrectionIsAskedForOnceAndOpensANewWindow(t *testing.T) {
	each(t, func(b bench) {
		f := b.submittedOn("2026-02-12 10:00")
		b.clock.Set(at("2026-02-13 10:00"))
		f = b.step(window, f, RequestMending, inputs[RequestMending])
		if due := f.Clock.Window(deadline.AcceptancePeriod); due.Open() && due.State == deadline.Running {
			b.Error("the window runs while the applicant is asked")
		}
		b.clock.Set(at("2026-02-14 10:00")) // a Saturday that is worked
		_, err := b.Correct(b.as(mei), f.Case.No)
		b.wants(err, fault.Invalid, "fault.fields") // nothing was mended yet
		b.mended(f)
		_, err = b.Step(b.as(window), f.Case.No, RequestMending, inputs[RequestMending])
		b.wants(err, fault.Conflict, "casework.corrected-once")
		_, err = b.Correct(b.as(mei), f.Case.No)
		b.wants(err, fault.Conflict, "casework.not-now")
		b.sweep("2026-02-28 23:59")
		if got := b.file(f); got.Case.Status != Submitted || len(got.Submissions) != 2 {
			b.Errorf("%s with %d submissions", got.Case.Status, len(got.Submissions))
		}
		b.sweep("2026-03-01 00:00") // 24 to 28 February are five working days
		if got := b.file(f); got.Case.Status != Accepted || got.Clock.Acceptance.On.String() != "2026-02-14" {
			b.Errorf("%s from %s", got.Case.Status, got.Clock.Acceptance.On)
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
		if got.Case.Status != Terminated || got.paper(EndNotice) == nil || !got.paper(EndNotice).Body.Lapsed || got.Case.FinishedAt.IsZero() {
			b.Errorf("not ended: %+v", got.Case)
		}
		_, err := b.Correct(b.as(mei), f.Case.No)
		b.wants(err, fault.Conflict, "casework.not-now")
	})
}

func TestCorrectionMayChangeAnswersAndFilesAndKeepsWhatWasHandedInFirst(t *testing.T) {
	each(t, func(b bench) {
		w := b.photo(mei, b.draft(mei))
		f, err := b.Submit(b.as(mei), w.ID)
		if err != nil {
			b.Fatal(err)
		}
		_, err = b.Save(b.as(mei), w.ID, map[string]any{"contactMobile": "13900990002"})
		b.wants(err, fault.Conflict, "casework.already-submitted")
		_, err = b.Detach(b.as(mei), w.ID, "M-PHOTO")
		b.wants(err, fault.Conflict, "casework.already-submitted")
		b.step(window, f, RequestMending, inputs[RequestMending])
		if _, err := b.Detach(b.as(mei), w.ID, "M-PHOTO"); err != nil {
			b.Fatal(err)
		}
		_, err = b.Correct(b.as(mei), f.Case.No)
		if fault.KindOf(err) != fault.Invalid {
			b.Errorf("corrected without the photo: %v", err)
		}
		photo := documenttest.Photo(2)
		if _, err := b.Attach(b.as(mei), w.ID, "M-PHOTO", "white.jpg", int64(len(photo)), bytes.NewReader(photo)); err != nil {
			b.Fatal(err)
		}
		if _, err := b.Save(b.as(mei), w.ID, map[string]any{"contactMobile": "13900990002"}); err != nil {
			b.Fatal(err)
		}
		if _, err := b.Correct(b.as(mei), f.Case.No); err != nil {
			b.Fatal(err)
		}
		first, second := b.file(f).Submissions[0], b.file(f).Submissions[1]
		if first.Values["contactMobile"] != meiMobile || second.Values["contactMobile"] != "13900990002" {
			b.Errorf("answers: %v, %v", first.Values["contactMobile"], second.Values["contactMobile"])
		}
		for _, s := range []Submission{first, second} {
			for _, m := range s.Materials {
				if m.Source == Upload {
					if _, err := b.Documents.Get(b.Context(), idOf(m.Reference)); err != nil {
						b.Errorf("the photo of submission %d: %v", s.Seq, err)
					}
				}
			}
		}
	})
}

func TestExpiredDraftsGoWithTheirFiles(t *testing.T) {
	each(t, func(b bench) {
		stale := b.photo(mei, b.draft(mei))
		file, err := id.Parse(stale.Has("M-PHOTO").Reference)
		if err != nil {
			b.Fatal(err)
		}
		kept := b.photo(mei, b.draft(mei))
		f, err := b.Submit(b.as(mei), kept.ID)
		if err != nil {
			b.Fatal(err)
		}
		b.clock.Set(b.clock.Now().Add(draftLife - 1e6))
		young := b.ready(mei)
		b.drafts(3 - 1)
		b.clock.Set(b.clock.Now().Add(1e6))
		for range 2 {
			if err := b.SweepDrafts(b.Context()); err != nil {
				b.Fatal(err)
			}
		}
		b.drafts(1)
		if _, err := b.Work(b.as(mei), young.ID); err != nil {
			b.Errorf("the young draft: %v", err)
		}
		if _, err := b.Documents.Get(b.Context(), file); fault.KindOf(err) != fault.NotFound {
			b.Errorf("the expired draft's photo: %v", err)
		}
		if _, err := b.Documents.Get(b.Context(), idOf(b.file(f).Submissions[0].Materials[0].Reference)); err != nil && b.file(f).Submissions[0].Materials[0].Source == Upload {
			b.Errorf("the submitted photo: %v", err)
		}
		if n := b.count(`SELECT COUNT(*) FROM casework_material WHERE application_id = $1`, stale.ID); n != 0 {
			b.Errorf("%d materials are left", n)
		}
	})
}

// drafts fails unless mei has n open drafts.
func (b bench) drafts(n int) {
	b.Helper()
	drafts, err := b.Drafts(context.WithoutCancel(b.as(mei)))
	if err != nil || len(drafts) != n {
		b.Errorf("%d drafts, %v", len(drafts), err)
	}
}
