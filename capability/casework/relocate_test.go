package casework

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"tongban/capability/audit/audittest"
	"tongban/capability/workflow/workflowtest"
	"tongban/kernel/actor"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// relocates orders the cases of the first version to be moved to text, and carries it out.
func (b bench) relocates(text string) Relocation {
	b.Helper()
	b.city.redrawn = workflowtest.Compile(b.T, "drawn", text)
	var r Relocation
	err := b.DB.Write(b.as(head), "relocation", func(ctx context.Context, tx *db.Tx) (err error) {
		r.ID, err = b.Relocate(ctx, tx, 7, later8, "消防要加一步")
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	return b.carriesOut(r)
}

func (b bench) carriesOut(r Relocation) Relocation {
	b.Helper()
	payload, _ := json.Marshal(relocateJob{r.ID})
	if err := b.relocate(b.Context(), payload); err != nil {
		b.Fatal(err)
	}
	r, _, _, err := b.Relocation(b.Context(), r.ID, 0, 10)
	if err != nil || r.Finished.IsZero() {
		b.Fatalf("%+v: %v", r, err)
	}
	return r
}

// longer is sideBySide with another limit, a stage of another name, and one more step before
// the decision.
var longer = strings.NewReplacer(
	"limit=3", "limit=5", "stage=FIRE ", "stage=FIRE-SAFETY ",
	"user decide ", "user sum stage=SUM role=reviewer\n\tuser decide ", "start > reviews > decide", "start > reviews > sum > decide",
).Replace(sideBySide)

func TestARunningCaseGoesOnInANewVersion(t *testing.T) {
	each(t, func(b bench) {
		f := b.drawn(sideBySide)
		waiting := b.submitted(mei) // not accepted yet
		fire := b.at(f, "FIRE").ID
		r := b.relocates(longer)
		if r.Moved != 2 || r.Kept != 0 || r.Skipped != 0 {
			b.Fatalf("moved %d, kept %d, skipped %d", r.Moved, r.Kept, r.Skipped)
		}
		f = b.file(f)
		if f.Case.ProcedureID != later8 || f.open() != "FIRE-SAFETY/TRANS FOOD/MARKET" || b.at(f, "FIRE-SAFETY").ID != fire {
			b.Fatalf("it goes by %d, open are %s", f.Case.ProcedureID, f.open())
		}
		// Accepted on Tuesday 10 February: the fifth working day, over the New Year, is the 25th.
		due := time.Date(2026, 2, 25, 0, 0, 0, 0, clock.Shanghai)
		if food := b.at(f, "FOOD"); food.LimitAt.Before(due) || !food.OpenedAt.Equal(f.Case.ReceivedAt) {
			b.Errorf("five days of food end at %s", food.LimitAt)
		}
		last := f.latest(ChangeProcess)
		if last.Actor != head.ID || last.Detail.Reason != "消防要加一步" || last.From != last.To {
			b.Errorf("written down is %+v", last)
		}
		if n := len(audittest.With(b, b.DB, "casework.change-process")); n != 2 {
			b.Errorf("%d leaves", n)
		}
		// It can be finished, by the new step too; so can the other.
		for _, one := range []*File{f, b.step(window, waiting, Accept, Input{})} {
			b.finishes(one)
		}
	})
}

// finishes takes a case through longer to its end.
func (b bench) finishes(f *File) {
	b.Helper()
	for _, one := range []struct {
		who   actor.Actor
		stage string
	}{{market, "FOOD"}, {reviewer, "FIRE-SAFETY"}, {market, "FOOD2"}, {reviewer, "SUM"}} {
		var err error
		if f, err = b.Complete(b.as(one.who), b.at(f, one.stage).ID, Input{Outcome: "pass", Opinion: "同意"}); err != nil {
			b.Fatalf("%s: %v", one.stage, err)
		}
	}
	if f.Case.Status != Deciding || f.open() != "DECIDE/TRANS" {
		b.Fatalf("%s, open are %s", f.Case.Status, f.open())
	}
	b.step(approver, f, Grant, Input{})
}

func TestMovingTwiceChangesNothing(t *testing.T) {
	each(t, func(b bench) {
		f := b.drawn(sideBySide)
		r := b.relocates(longer)
		version := b.file(f).Case.Version
		if again := b.carriesOut(r); again.Moved != 1 || b.file(f).Case.Version != version {
			b.Errorf("carried out twice: %+v", again)
		}
		if next := b.relocates(longer); next.Moved+next.Kept+next.Skipped != 0 || b.file(f).Case.Version != version {
			b.Errorf("ordered twice: %+v", next)
		}
		if counts, err := b.Running(b.Context(), []id.ID{7, later8}, 10); err != nil || counts[7] != 0 || counts[later8] != 1 {
			b.Errorf("running: %v, %v", counts, err)
		}
	})
}

func TestACaseThatCannotGoOnInTheNewVersionStays(t *testing.T) {
	each(t, func(b bench) {
		f := b.drawn(sideBySide)
		other := strings.ReplaceAll(strings.ReplaceAll(sideBySide, "user fire stage=FIRE role=reviewer", "user fire stage=FIRE role=inspector"), "\t\tuser", "\t\tuser")
		b.city.redrawn = workflowtest.Compile(b.T, "drawn", other)
		list, next, err := b.Movable(b.Context(), 7, later8, 0, 10)
		if err != nil || next != 0 || len(list) != 1 || list[0].Outcome != KeptCase || list[0].Node != "fire" || list[0].Cause != "workflow.move.who" {
			b.Fatalf("%+v, %v", list, err)
		}
		r := b.relocates(other)
		_, results, _, err := b.Relocation(b.Context(), r.ID, 0, 10)
		if err != nil || r.Kept != 1 || r.Moved != 0 || len(results) != 1 || results[0].Node != "fire" || results[0].Args[0] != "fire" {
			b.Errorf("%+v: %+v, %v", r, results, err)
		}
		if f = b.file(f); f.Case.ProcedureID != 7 || f.happened() != "submit accept" {
			b.Errorf("it goes by %d: %s", f.Case.ProcedureID, f.happened())
		}
	})
}

// Whoever works on a case while it is to be moved is not turned away; the case is skipped.
func TestACaseThatMovesMeanwhileIsSkipped(t *testing.T) {
	each(t, func(b bench) {
		f := b.drawn(sideBySide)
		b.city.redrawn = workflowtest.Compile(b.T, "drawn", longer)
		read, err := b.after(b.Context(), 0, 10, listRunning(7))
		if err != nil || len(read) != 1 {
			b.Fatal(len(read), err)
		}
		f, err = b.Complete(b.as(market), b.at(f, "FOOD").ID, Input{Outcome: "pass", Opinion: "同意"})
		if err != nil {
			b.Fatal(err)
		}
		r := Relocation{ID: 77, From: 7, To: later8, By: head, At: b.clock.Now()}
		ctx := b.as(head)
		if err := b.DB.Write(ctx, "relocation", func(ctx context.Context, tx *db.Tx) error { return insertRelocation(ctx, tx, r) }); err != nil {
			b.Fatal(err)
		}
		if err := b.relocateCase(ctx, r, read[0], b.city.redrawn); err != nil {
			b.Fatal(err)
		}
		r, list, _, err := b.Relocation(ctx, 77, 0, 10)
		if err != nil || r.Skipped != 1 || r.Moved != 0 || len(list) != 1 || list[0].Outcome != SkippedCase {
			b.Fatalf("%+v %+v %v", r, list, err)
		}
		if f = b.file(f); f.Case.ProcedureID != 7 || f.open() != "FIRE/TRANS FOOD2/MARKET" {
			b.Errorf("it goes by %d: %s", f.Case.ProcedureID, f.open())
		}
		// The next order takes it along.
		b.exec(`UPDATE casework_relocation SET finished_at = 1`)
		if r := b.relocates(longer); r.Moved != 1 {
			b.Errorf("%+v", r)
		}
	})
}

// What a drawing got wrong is mended by a new version: the case that could not go on is moved
// and tried again.
func TestACaseThatIsStuckIsFreedByAMendedVersion(t *testing.T) {
	each(t, func(b bench) {
		const wrong = `
			user first stage=FIRST role=reviewer
			xor way
			user second stage=SECOND role=reviewer
			end done
			start > first > way
			way > second if vars.nothing == "set"
			second > done`
		f := b.step(reviewer, b.drawn(wrong), PassStage, inputs[PassStage])
		if f.open() != "" {
			b.Fatalf("open are %s", f.open())
		}
		r := b.relocates(strings.Replace(wrong, ` if vars.nothing == "set"`, "", 1))
		if r.Moved != 1 {
			b.Fatalf("%+v", r)
		}
		if f = b.step(head, f, Retry, Input{}); f.open() != "SECOND/TRANS" {
			b.Errorf("open are %q", f.open())
		}
	})
}

func TestTwoOrdersForOneVersionDoNotRunAtOnce(t *testing.T) {
	each(t, func(b bench) {
		order := func() error {
			return b.DB.Write(b.as(head), "relocation", func(ctx context.Context, tx *db.Tx) error {
				_, err := b.Relocate(ctx, tx, 7, later8, "")
				return err
			})
		}
		if err := order(); err != nil {
			b.Fatal(err)
		}
		b.wants(order(), fault.Conflict, "casework.relocating")
	})
}
