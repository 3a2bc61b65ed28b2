package application

import (
	"bytes"
	"context"
	"testing"
	"tongban/capability/casework"
	"tongban/capability/document/documenttest"
	"tongban/kernel/deadline"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

func TestCorrectionIsAskedForOnceAndOpensANewWindow(t *testing.T) {
	each(t, func(b bench) {
		f := b.submittedOn("2026-02-12 10:00")
		b.clock.Set(at("2026-02-13 10:00"))
		f = b.step(window, f, casework.RequestMending, inputs[casework.RequestMending])
		if due := f.Clock.Window(deadline.AcceptancePeriod); due.Open() && due.State == deadline.Running {
			b.Error("the window runs while the applicant is asked")
		}
		b.clock.Set(at("2026-02-14 10:00")) // a Saturday that is worked
		_, err := b.Correct(b.as(mei), f.Case.No)
		b.wants(err, fault.Invalid, "fault.fields") // nothing was mended yet
		b.mended(f)
		_, err = b.cases.Step(b.as(window), f.Case.No, casework.RequestMending, inputs[casework.RequestMending])
		b.wants(err, fault.Conflict, "casework.corrected-once")
		_, err = b.Correct(b.as(mei), f.Case.No)
		b.wants(err, fault.Conflict, "casework.not-now")
		b.sweep("2026-02-28 23:59")
		if got := b.file(f); got.Case.Status != casework.Submitted || len(got.Submissions) != 2 {
			b.Errorf("%s with %d submissions", got.Case.Status, len(got.Submissions))
		}
		b.sweep("2026-03-01 00:00") // 24 to 28 February are five working days
		if got := b.file(f); got.Case.Status != casework.Accepted || got.Clock.Acceptance.On.String() != "2026-02-14" {
			b.Errorf("%s from %s", got.Case.Status, got.Clock.Acceptance.On)
		}
	})
}

func TestCorrectionMayChangeAnswersAndFilesAndKeepsWhatWasHandedInFirst(t *testing.T) {
	each(t, func(b bench) {
		w := b.photo(mei, b.draft(mei))
		f := b.handIn(mei, w)
		_, err := b.Save(b.as(mei), w.ID, map[string]any{"contactMobile": "13900990002"})
		b.wants(err, fault.Conflict, "application.already-submitted")
		_, err = b.Detach(b.as(mei), w.ID, "M-PHOTO")
		b.wants(err, fault.Conflict, "application.already-submitted")
		b.step(window, f, casework.RequestMending, inputs[casework.RequestMending])
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
		for _, s := range []casework.Submission{first, second} {
			for _, m := range s.Materials {
				if m.Source == casework.Upload {
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
		f := b.handIn(mei, kept)
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
		if _, err := b.Documents.Get(b.Context(), idOf(b.file(f).Submissions[0].Materials[0].Reference)); err != nil && b.file(f).Submissions[0].Materials[0].Source == casework.Upload {
			b.Errorf("the submitted photo: %v", err)
		}
		if n := b.count(`SELECT COUNT(*) FROM casework_material WHERE application_id = $1`, stale.ID); n != 0 {
			b.Errorf("%d materials are left", n)
		}
	})
}

func (b bench) drafts(n int) {
	b.Helper()
	drafts, err := b.Drafts(context.WithoutCancel(b.as(mei)))
	if err != nil || len(drafts) != n {
		b.Errorf("%d drafts, %v", len(drafts), err)
	}
}

// submittedOn is a case of mei's received at a moment.
func (b bench) submittedOn(moment string) *casework.File {
	b.Helper()
	b.clock.Set(at(moment))
	return b.submitted(mei)
}

// sweep does what falls due by itself at a moment.
func (b bench) sweep(moment string) {
	b.Helper()
	b.clock.Set(at(moment))
	if err := b.cases.SweepDue(b.Context()); err != nil {
		b.Fatal(err)
	}
}
