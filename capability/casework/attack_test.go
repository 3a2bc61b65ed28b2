package casework

import (
	"strings"
	"testing"

	"tongban/kernel/actor"
	"tongban/kernel/deadline"
	"tongban/kernel/fault"
	"tongban/kernel/pdf"
)

// A denial gives reasons and the law; a blank is neither, whatever kind of blank it is.
// Basis: 行政许可法, art. 38(2).
func TestNoReasonIsGivenByWhatNobodySees(t *testing.T) {
	each(t, func(b bench) {
		f := b.in(Deciding)
		for _, blank := range []string{"\u200b", "\u3164\u3000", "\u202e\ufeff", "。"} {
			_, err := b.Step(b.as(approver), f.Case.No, Deny, Input{Reason: blank, LegalGround: blank})
			b.field(err, "reason", "casework.input.reason-missing")
			b.field(err, "legalGround", "casework.input.legalGround-missing")
		}
		f = b.step(approver, f, Deny, Input{Reason: " 年龄超过\u202e六十\u200b周岁\r\n", LegalGround: "道路运输条例第二十二条"})
		if n := b.file(f).Paper(DenialDecision); n.Body.Reason != "年龄超过六十周岁" {
			b.Errorf("the paper says %q", n.Body.Reason)
		}
		_, err := b.Step(b.as(window), b.submitted(mei).Case.No, RequestMending, Input{Gaps: []Gap{{Target: "material:M-PHOTO", Label: "证件照", Problem: "\u2060"}}})
		b.field(err, "gap-material:M-PHOTO", "casework.input.gap-empty")
	})
}

// A law that is not named stops no clock.
// Basis: 行政许可法, art. 45.
func TestABlankIsNoStatute(t *testing.T) {
	each(t, func(b bench) {
		f := b.happens(b.of(publicWords, "2026-03-10 10:00"), deed{"2026-03-11 10:00", Accept}, deed{"2026-03-12 10:00", StartReview})
		in := inputs[EnterSpecial]
		in.Procedure, in.Statute = "公告", " \u200b"
		f = b.step(reviewer, f, EnterSpecial, in)
		if w := f.Clock.Window(deadline.StatutoryPeriod); w.State == deadline.Stopped {
			b.Error("the clock stands still")
		}
		if n := b.file(f).Paper(SpecialNotice); n.Body.Uncounted {
			b.Error("the paper says that the time is not counted")
		}
	})
}

// Whoever asked to be heard is heard: the office cannot end a hearing that it did not hold.
// Basis: 行政许可法, arts 47(1), 48.
func TestAHearingThatWasNotHeldDoesNotEnd(t *testing.T) {
	each(t, func(b bench) {
		f := b.happens(b.of("", "2026-03-10 10:00"), deed{"2026-03-11 10:00", Accept}, deed{"2026-03-12 10:00", StartReview}, deed{"2026-03-13 10:00", TellHearing}, deed{"2026-03-16 10:00", RequestHearing})
		end := func() error {
			_, err := b.Step(b.as(reviewer), f.Case.No, LeaveSpecial, Input{Result: "不必听证"})
			return err
		}
		b.wants(end(), fault.Conflict, "casework.hearing-not-held")
		in := Input{Place: "三楼", Chair: "高 明", At: at(count("2026-03-16", 20)+" 00:00").AddDate(0, 0, 1)}
		_, err := b.Step(b.as(reviewer), f.Case.No, SetHearing, in)
		b.field(err, "at", "casework.input.at-late")
		in.At = at(count("2026-03-16", 20) + " 15:00")
		f = b.step(reviewer, f, SetHearing, in)
		b.clock.Set(in.At.Add(-1))
		b.wants(end(), fault.Conflict, "casework.hearing-not-held")
		b.clock.Set(in.At)
		if err := end(); err != nil {
			b.Fatal(err)
		}
		if _, err := b.Release(b.as(reviewer), f.OpenTask().ID); err != nil {
			b.Fatal(err)
		}
		_, err = b.Step(b.as(staff("高明", "TRANS", "reviewer")), f.Case.No, ProposeDecision, inputs[ProposeDecision])
		b.wants(err, fault.Forbidden, "casework.chairs")
		b.step(reviewer, b.file(f), ProposeDecision, inputs[ProposeDecision])
	})
}

// A body that let the twenty days pass holds the hearing as soon as it can.
func TestALateHearingIsStillHeld(t *testing.T) {
	each(t, func(b bench) {
		f := b.happens(b.of("", "2026-03-10 10:00"), deed{"2026-03-11 10:00", Accept}, deed{"2026-03-12 10:00", StartReview}, deed{"2026-03-13 10:00", TellHearing}, deed{"2026-03-16 10:00", RequestHearing})
		b.clock.Set(at("2026-05-20 10:00"))
		in := Input{Place: "三楼", Chair: "高明", At: at(count("2026-05-20", 7)+" 00:00").AddDate(0, 0, 1)}
		_, err := b.Step(b.as(reviewer), f.Case.No, SetHearing, in)
		b.field(err, "at", "casework.input.at-late")
		in.At = at(count("2026-05-20", 7) + " 09:00")
		b.step(reviewer, b.file(f), SetHearing, in)
	})
}

// Two nodes never have quite the same time. What the slower one notes came after what it
// has read, and what the faster one noted is seen by the slower.
func TestAClockThatIsBehindLosesNothing(t *testing.T) {
	each(t, func(b bench) {
		f := b.submittedOn("2026-03-10 10:00")
		b.clock.Set(at("2026-03-10 09:58"))
		if w := b.file(f).Clock.Window(deadline.AcceptancePeriod); w.State != deadline.Running {
			b.Errorf("seen from behind, the acceptance period is %s", w.State)
		}
		f = b.step(window, f, Accept, Input{})
		b.sweep("2026-03-20 09:00")
		got := b.file(f)
		if got.happened() != "submit accept" || got.Clock.Acceptance.Basis == deadline.BySilence || got.Clock.Window(deadline.StatutoryPeriod).Due.String() != count("2026-03-10", 10) {
			b.Errorf("%s, accepted %+v, ignored %v", got.happened(), got.Clock.Acceptance, got.Clock.Ignored)
		}
	})
}

// A batch full of cases that cannot be swept keeps no other from its date.
func TestWhatCannotBeSweptKeepsNoOtherWaiting(t *testing.T) {
	each(t, func(b bench) {
		broken := b.submittedOn("2026-02-12 10:00")
		b.copies(broken.Case.ID, sweepBatch)
		b.exec(`UPDATE casework_case SET version_id = 1, sweep_at = 1, remind_at = 1`)
		f := b.submittedOn("2026-02-12 11:00")
		b.clock.Set(at("2026-02-27 08:00"))
		if err := b.SweepDue(b.Context()); err == nil {
			b.Error("nobody is told of those that could not be swept")
		}
		if got := b.file(f); got.Case.Status != Accepted || got.Case.Basis != Deemed {
			b.Errorf("the case behind them is %s", got.Case.Status)
		}
	})
}

// Whether there is a case with a number is nobody's to find out who has no query code.
func TestALockedCaseLooksLikeNone(t *testing.T) {
	each(t, func(b bench) {
		f := b.submitted(mei)
		said := map[string]bool{}
		for _, no := range []string{f.Case.No, f.Case.ShortNo, "YX-260210-NOBODY", strings.Repeat("0", 43)} {
			for range 2 * maxGuesses {
				_, err := b.Track(b.Context(), no, "WRONGCODE0")
				b.wants(err, fault.NotFound, "casework.track-unknown")
				said[err.Error()] = true
			}
		}
		if len(said) != 1 {
			b.Errorf("told apart by %v", said)
		}
	})
}

// A paper that cannot be drawn never reaches anybody, so nobody decides with one.
func TestNothingIsDecidedWithWhatNoPaperCanShow(t *testing.T) {
	if err := pdf.Ready(); err != nil {
		t.Fatalf("run `make assets`: %v", err)
	}
	each(t, func(b bench) {
		f := b.in(Deciding)
		_, err := b.Step(b.as(approver), f.Case.No, Deny, Input{Reason: "不符合条件😂", LegalGround: "道路运输条例第二十二条"})
		b.field(err, "reason", "casework.input.no-glyph")
		_, err = b.Step(b.as(window), b.submitted(mei).Case.No, RequestMending, Input{Gaps: []Gap{{Target: "material:M-PHOTO", Label: "证件照", Problem: "👍"}, {Target: "field:dlNo", Label: "驾驶证号", Problem: "少一位👍"}}})
		b.field(err, "gap-field:dlNo", "casework.input.no-glyph")
	})
}

// Who handles a case reads what a file is, not what its owner calls it.
func TestTheNamesOfFilesAreTheirOwnersOnly(t *testing.T) {
	each(t, func(b bench) {
		f := b.photographed(mei)
		for who, want := range map[*actor.Actor]string{&mei: "photo.jpg", &window: "证件照.jpg"} {
			got, err := b.File(b.as(*who), f.Case.No)
			if err != nil {
				b.Fatal(err)
			}
			last := got.LastSubmission()
			if m := last.Has("M-PHOTO"); m == nil || !strings.HasSuffix(m.Name, ".jpg") || (m.Name == "photo.jpg") != (want == "photo.jpg") {
				b.Errorf("%s reads %+v", who.Name, m)
			}
		}
	})
}

// Who was told that they may be heard has five days for it, whatever the office does.
// Basis: 行政许可法, art. 47(1).
func TestNoProcedureTakesTheTimeToAskForAHearing(t *testing.T) {
	each(t, func(b bench) {
		f := b.happens(b.of("", "2026-03-10 10:00"), deed{"2026-03-11 10:00", Accept}, deed{"2026-03-12 10:00", StartReview}, deed{"2026-03-13 10:00", TellHearing})
		for _, e := range []Event{EnterSpecial, Suspend} {
			_, err := b.Step(b.as(reviewer), f.Case.No, e, inputs[e])
			b.wants(err, fault.Conflict, "casework.hearing-open")
		}
		b.clock.Set(at(count("2026-03-13", 5) + " 23:00"))
		b.step(mei, f, RequestHearing, Input{})
		other := b.happens(b.of("", "2026-03-10 10:00"), deed{"2026-03-11 10:00", Accept}, deed{"2026-03-12 10:00", StartReview}, deed{"2026-03-13 10:00", TellHearing})
		hearing := inputs[EnterSpecial]
		hearing.Procedure = string(deadline.Hearing)
		b.step(reviewer, other, EnterSpecial, hearing) // the office holds it by itself
	})
}

// A case whose law is gone keeps no other from its new dates.
func TestACaseThatCannotBeCountedStopsNoRecount(t *testing.T) {
	each(t, func(b bench) {
		b.clock.Set(at("2026-03-10 10:00"))
		broken := b.submitted(mei)
		b.exec(`UPDATE casework_case SET version_id = 1 WHERE id = $1`, broken.Case.ID)
		f := b.submitted(mei)
		if r := b.announce(late); r.Seen != 2 || r.Moved != 1 || !strings.HasPrefix(strings.Join(b.movedBy(r), " "), f.Case.ShortNo+" acceptance 2026-03-17 2026-03-19") {
			b.Errorf("%+v moved %v", r, b.movedBy(r))
		}
	})
}

// Whoever looks at somebody's data in full says what for, in words that can be read.
func TestABlankIsNoPurpose(t *testing.T) {
	each(t, func(b bench) {
		f := b.submitted(mei)
		_, err := b.Reveal(b.as(window), f.Case.No, Why{Purpose: ForOther, Note: "\u200b\u3164"})
		b.field(err, "note", "casework.input.note-missing")
	})
}

// Both databases find an item however its letters are typed.
func TestAnItemIsFoundHoweverItsLettersAreTyped(t *testing.T) {
	each(t, func(b bench) {
		b.submitted(mei)
		b.exec(`UPDATE casework_case SET item_name = $1`, "ETC 车辆登记")
		for _, typed := range []string{"etc", "Etc 车", "ETC"} {
			if found, err := b.Cases(b.as(approver), CaseFilter{Item: typed}, PageKey{}, 10); err != nil || len(found.Rows) != 1 {
				b.Errorf("%q finds %d, %v", typed, len(found.Rows), err)
			}
		}
	})
}
