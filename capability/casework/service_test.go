package casework

import (
	"context"
	"slices"
	"strings"
	"testing"

	"tongban/capability/access"
	"tongban/capability/audit/audittest"
	"tongban/capability/workflow/workflowtest"
	"tongban/kernel/actor"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/once"
)

func TestTheStatutoryLifeIsSound(t *testing.T) {
	if err := Lifecycle.Check(); err != nil {
		t.Error(err)
	}
}

// allowed are the commands that may be given in each status, by whoever has the
// power. Statuses that are not here allow none.
var allowed = map[Status][]Event{
	Submitted:    {StartPreReview, Accept, RequestMending, FindNotNeeded, RefuseAccept, Withdraw, Terminate},
	PreReview:    {PointOut, Accept, RequestMending, FindNotNeeded, RefuseAccept, Withdraw, Terminate},
	InCorrection: {Withdraw, Terminate},
	Accepted:     {StartReview, ProposeDecision, Withdraw, Terminate, RaiseIncident},
	Reviewing:    {ProposeDecision, TellHearing, EnterSpecial, Suspend, Extend, Withdraw, Terminate, RaiseIncident},
	Special:      {LeaveSpecial, Withdraw, Terminate, RaiseIncident},
	Suspended:    {Resume, Withdraw, Terminate, RaiseIncident},
	Deciding:     {Grant, Deny, Extend, Withdraw, Terminate, RaiseIncident},
	Approved:     {Deliver},
	Issuing:      {Deliver},
	Denied:       {Deliver},
}

// Every pair of a status and a command, and of a status and what is no command.
func TestEveryCommandWorksWhereTheLawAllowsItAndNowhereElse(t *testing.T) {
	each(t, func(b bench) {
		for _, status := range Lifecycle.States()[1:] { // a draft is no case yet
			f := b.in(status)
			for _, e := range []Event{Submit, Correct, MendAtOnce, LapseCorrection, DeemAccept, Issue} {
				_, err := b.Step(b.as(approver), f.Case.No, e, Input{})
				b.wants(err, fault.Invalid, "casework.unknown-command")
			}
			for _, c := range commands {
				if slices.Contains(allowed[status], c.Event) {
					b.step(doer[c.Event], b.in(status), c.Event, inputs[c.Event])
					continue
				}
				_, err := b.Step(b.as(doer[c.Event]), f.Case.No, c.Event, inputs[c.Event])
				if kind := fault.KindOf(err); kind != fault.Conflict && kind != fault.Forbidden {
					b.Errorf("%s in %s: %v", c.Event, status, err)
				}
			}
			if now := b.file(f); now.Case.Version != f.Case.Version || len(now.Records) != len(f.Records) {
				b.Errorf("what was refused in %s has changed the case", status)
			}
		}
	})
}

func TestNobodyDoesWhatIsNotTheirs(t *testing.T) {
	each(t, func(b bench) {
		for status, events := range allowed {
			if _, reached := paths[status]; !reached {
				continue
			}
			f := b.in(status)
			for _, e := range events {
				for _, who := range []actor.Actor{stranger, other, {Kind: actor.Guest}, staff("外地", "TRANS"), mei, window, reviewer, approver} {
					if cmd, _ := commandFor(e); who.ID == doer[e].ID || cmd.beside && access.May(who, cmd.permission, object(f)) == nil {
						continue
					}
					_, err := b.Step(b.as(who), f.Case.No, e, inputs[e])
					if kind := fault.KindOf(err); err == nil || kind != fault.Forbidden && kind != fault.NotFound && kind != fault.Unauthenticated {
						b.Errorf("%s in %s by %s %v: %v", e, status, who.Kind, who.Roles, err)
					}
				}
			}
		}
	})
}

func TestWhoAcceptedCannotDecide(t *testing.T) {
	each(t, func(b bench) {
		both := staff("双岗", "TRANS", actor.Window, actor.Approver)
		f := b.step(both, b.submitted(mei), Accept, Input{})
		f = b.step(reviewer, f, ProposeDecision, inputs[ProposeDecision])
		for _, e := range []Event{Grant, Deny} {
			_, err := b.Step(b.as(both), f.Case.No, e, inputs[e])
			b.wants(err, fault.Forbidden, "access.separation")
		}
		b.step(approver, f, Grant, Input{})
	})
}

func TestAnothersCaseDoesNotExist(t *testing.T) {
	each(t, func(b bench) {
		f := b.submitted(mei)
		for _, no := range []string{f.Case.No, f.Case.ShortNo} {
			_, err := b.File(b.as(stranger), no)
			b.wants(err, fault.NotFound, "casework.unknown")
		}
	})
}

func TestClaimedTaskIsItsClerks(t *testing.T) {
	each(t, func(b bench) {
		f := b.submitted(mei)
		task := f.Tasks[0].ID
		f, err := b.Claim(b.as(window), task)
		if err != nil || f.Case.Status != PreReview {
			b.Fatalf("claimed: %v, %v", f, err)
		}
		if _, err := b.Claim(b.as(window), task); err != nil {
			b.Errorf("claiming one's own again: %v", err)
		}
		_, err = b.Claim(b.as(window2), task)
		b.wants(err, fault.Conflict, "casework.claimed-by-other")
		_, err = b.Step(b.as(window2), f.Case.No, Accept, Input{})
		b.wants(err, fault.Conflict, "casework.claimed-by-other")
		_, err = b.Claim(b.as(reviewer), task)
		if kind := fault.KindOf(err); kind != fault.Forbidden {
			b.Errorf("a reviewer claims the window's task: %v", err)
		}
		if _, err := b.Complete(b.as(window), task, Input{Outcome: "accept"}); err != nil {
			b.Errorf("complete: %v", err)
		}
		_, err = b.Complete(b.as(window), task, Input{Outcome: "accept"})
		b.wants(err, fault.Conflict, "casework.stale")
	})
}

func TestOfTwoAtOnceOneIsToldWhoWasFasterAndWhen(t *testing.T) {
	each(t, func(b bench) {
		f := b.submitted(mei)
		clerks := []actor.Actor{window, window2}
		errs := together(2, func(i int) error {
			_, err := b.Step(b.as(clerks[i]), f.Case.No, Accept, Input{Version: f.Case.Version})
			return err
		})
		winner := slices.Index(errs, nil)
		if winner < 0 {
			b.Fatalf("nobody won: %v", errs)
		}
		lost, _ := fault.As(errs[1-winner])
		if lost == nil || lost.Kind != fault.Conflict || lost.Key != "casework.stale" ||
			lost.Args[0] != clerks[winner].Name || lost.Args[1] != b.clock.Now().Format("15:04:05") {
			b.Errorf("the slower one is told %+v", errs[1-winner])
		}
		if got := b.file(f).happened(); got != "submit accept" {
			b.Errorf("happened: %s", got)
		}
	})
}

func TestEveryMoveTellsTheApplicantAndTheLog(t *testing.T) {
	each(t, func(b bench) {
		f := b.in(Completed)
		want := "submitted accepted granted delivered"
		if got := strings.ReplaceAll(strings.Join(b.city.told, " "), "casework.inform.", ""); got != want {
			b.Errorf("told %s, want %s", got, want)
		}
		f = b.file(f)
		if n := len(audittest.With(b, b.DB, f.Case.No)); n != len(f.Records) {
			b.Errorf("%d audit entries of %d records", n, len(f.Records))
		}
		var kinds []NoticeKind
		for _, n := range f.Notices {
			kinds = append(kinds, n.Kind)
			if !strings.HasPrefix(n.Number, "云交") || !strings.Contains(n.Number, "〔2026〕00001号") {
				b.Errorf("number %s", n.Number)
			}
		}
		if !slices.Equal(kinds, []NoticeKind{ReceiptNotice, AcceptanceNotice, GrantDecision, DeliveryReceipt}) {
			b.Errorf("papers: %v", kinds)
		}
		if f.Case.FinishedAt.IsZero() || f.OpenTask() != nil || len(f.Next) > 0 {
			b.Error("a completed case waits for something")
		}
	})
}

// A faulty neighbour undoes the whole move.
func TestWhatFailsLeavesNothing(t *testing.T) {
	each(t, func(b bench) {
		f := b.in(Deciding)
		b.exec(`UPDATE casework_case SET version = version + 0 WHERE id = $1`, f.Case.ID)
		before := b.count(`SELECT COUNT(*) FROM audit_entry`)
		b.Service.Licences = broken{}
		if _, err := b.Step(b.as(approver), f.Case.No, Grant, Input{}); err == nil {
			b.Fatal("granted without a licence")
		}
		if now := b.file(f); now.Case.Status != Deciding || len(now.Notices) != 2 || b.count(`SELECT COUNT(*) FROM audit_entry`) != before {
			b.Errorf("something is left: %+v", now.Case)
		}
	})
}

// broken is a licence service that is not well.
type broken struct{ *city }

func (broken) Issue(context.Context, *db.Tx, LicenceOrder) (IssuedLicence, error) {
	return IssuedLicence{}, fault.New(fault.Unavailable, "pdf.font")
}

func TestInputsAreAskedForAllAtOnce(t *testing.T) {
	each(t, func(b bench) {
		f := b.submitted(mei)
		_, err := b.Step(b.as(window), f.Case.No, RefuseAccept, Input{})
		refused, _ := fault.As(err)
		if refused == nil || len(refused.Fields) != 3 {
			b.Errorf("refuse without words: %+v", err)
		}
		_, err = b.Step(b.as(window), f.Case.No, RequestMending, Input{Gaps: []Gap{{Target: "field:dlNo"}}})
		if fault.KindOf(err) != fault.Invalid {
			b.Errorf("a gap without words: %v", err)
		}
		_, err = b.Step(b.as(window), f.Case.No, Accept, Input{Opinion: strings.Repeat("长", MaxText+1)})
		if fault.KindOf(err) != fault.Invalid {
			b.Errorf("an endless opinion: %v", err)
		}
		_, err = b.Step(b.as(window), f.Case.No, Event("sing"), Input{})
		b.wants(err, fault.Invalid, "casework.unknown-command")
		f = b.in(Issuing)
		_, err = b.Step(b.as(window), f.Case.No, Deliver, Input{Method: "counter"})
		if fault.KindOf(err) != fault.Invalid {
			b.Errorf("delivered at the counter to nobody: %v", err)
		}
	})
}

func TestGuessingLocksACase(t *testing.T) {
	each(t, func(b bench) {
		f := b.submitted(mei)
		if got, err := b.Track(b.Context(), " "+strings.ToLower(f.Case.ShortNo), strings.ToLower(SpacedCode(f.Case.QueryCode))); err != nil || got.Case.No != f.Case.No {
			b.Fatalf("track: %v", err)
		}
		_, err := b.Track(b.Context(), "YX-260210-NOBODY", f.Case.QueryCode)
		b.wants(err, fault.NotFound, "casework.track-unknown")
		for range maxGuesses {
			_, err := b.Track(b.Context(), f.Case.No, "WRONGCODE0")
			b.wants(err, fault.NotFound, "casework.track-unknown")
		}
		_, err = b.Track(b.Context(), f.Case.No, f.Case.QueryCode)
		b.wants(err, fault.NotFound, "casework.track-unknown")
		past := clock.Millis(clock.Real.Now()) - 1
		b.exec(`UPDATE casework_lockout SET until = $1`, past)
		if _, err := b.Track(b.Context(), f.Case.No, f.Case.QueryCode); err != nil {
			b.Errorf("after the lock: %v", err)
		}
	})
}

func TestGuessingAtOnceLocksACaseToo(t *testing.T) {
	each(t, func(b bench) {
		f := b.submitted(mei)
		_ = together(4*maxGuesses, func(int) error { _, err := b.Track(b.Context(), f.Case.No, "WRONGCODE0"); return err })
		_, err := b.Track(b.Context(), f.Case.No, f.Case.QueryCode)
		b.wants(err, fault.NotFound, "casework.track-unknown")
	})
}

// twoReviews is a process that reviews twice.
const twoReviews = `
	user review stage=REVIEW role=reviewer
	user second stage=SECOND role=reviewer
	user decide stage=DECIDE role=approver decides=true
	end done
	start > review > second > decide > done`

// A stage that is passed leaves a case that could pass a stage again.
func TestPassingAStageTwiceWithOneKeyPassesOne(t *testing.T) {
	each(t, func(b bench) {
		b.city.drawing = workflowtest.Compile(t, "twice", twoReviews)
		f := b.in(Reviewing)
		keyed := once.WithKey(b.as(reviewer), "pass-1")
		for range 2 {
			got, err := b.Step(keyed, f.Case.No, PassStage, inputs[PassStage])
			if err != nil || got.Case.Stage != "SECOND" || got.happened() != "submit accept start-review pass-stage" {
				b.Fatalf("%v, %v", got, err)
			}
		}
		if got := b.file(f); got.Case.Stage != "SECOND" || got.happened() != "submit accept start-review pass-stage" {
			b.Errorf("stands at %s after %s", got.Case.Stage, got.happened())
		}
	})
}
