package insight

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"tongban/capability/casework"
	"tongban/capability/casework/caseworktest"
	"tongban/capability/workflow/workflowtest"
	"tongban/kernel/calendar"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/db/dbtest"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

const road = "road-qual"

// steps returns what is known of the steps of the item.
func (b bench) steps(f StepFilter) map[string]StepFigure {
	b.Helper()
	f.Item = road
	p, err := b.Process(b.As(supervisor), f)
	if err != nil {
		b.Fatal(err)
	}
	known := map[string]StepFigure{}
	for _, s := range p.Steps {
		known[s.Step] = s
	}
	return known
}

// reviewed is a case that was accepted on Monday 2 March at ten and reviewed until an instant.
func (b bench) reviewed(until string) *casework.File {
	b.Helper()
	b.World.Clock.Set(caseworktest.At("2026-03-02 10:00"))
	f := b.Step(caseworktest.Window, b.Submitted(caseworktest.Mei), casework.Accept, casework.Input{})
	if until == "" {
		return f
	}
	b.World.Clock.Set(caseworktest.At(until))
	return b.Step(caseworktest.Reviewer, f, casework.ProposeDecision, caseworktest.Inputs[casework.ProposeDecision])
}

func TestMediansAreThoseOfTheCases(t *testing.T) {
	each(t, func(b bench) {
		b.reviewed("2026-03-02 14:00") // three hours: 3.75 tenths of a day, rounded up
		b.reviewed("2026-03-06 18:00") // 7 hours on Monday and four days: 48.75 tenths
		b.reviewed("2026-03-03 10:00") // seven hours and one: a day
		b.reviewed("")
		b.World.Clock.Set(caseworktest.At("2026-03-09 10:00"))
		known := b.steps(StepFilter{})
		review := known["REVIEW"]
		if review.Done != 3 || review.Standing != 1 || review.Median != 10 || review.P90 != 49 {
			b.Errorf("%+v", review)
		}
		if decide := known["DECIDE"]; decide.Done != 0 || decide.Standing != 3 {
			b.Errorf("%+v", decide)
		}
		// The sixth of March is not in the period.
		if review := b.steps(StepFilter{From: calendar.On(2026, 3, 1), To: calendar.On(2026, 3, 5)})["REVIEW"]; review.Done != 2 || review.Median != 4 || review.P90 != 10 {
			b.Errorf("%+v", review)
		}
	})
}

// What is counted step by step is what the rows of the tasks say, counted hour by hour.
func TestStepsAgreeWithTheTasks(t *testing.T) {
	each(t, func(b bench) {
		b.lived()
		b.agrees()
	})
}

// agrees counts the tasks again: from their rows, each hour by itself. Of the city's cases
// only the slow one was paused, within its review.
func (b bench) agrees() {
	b.Helper()
	type row struct {
		stage, outcome string
		opened, closed int64
		paused         bool
	}
	var rows []row
	err := b.World.DB.Read(b.Context(), func(ctx context.Context, tx *db.Tx) (err error) {
		rows, err = db.List(ctx, tx, func(r db.Scanner) (one row, err error) {
			return one, r.Scan(&one.stage, &one.opened, &one.closed, &one.outcome, &one.paused)
		}, `SELECT t.stage, t.opened_at, COALESCE(t.closed_at, 0), COALESCE(t.outcome, ''),
				EXISTS (SELECT 1 FROM casework_event e WHERE e.case_id = t.case_id AND e.kind = 'enter-special') AND t.stage = 'REVIEW'
			FROM casework_task t WHERE t.node <> ''`)
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	days := calendar.Default()
	took, standing := map[string][]int{}, map[string]int64{}
	for _, r := range rows {
		switch {
		case r.closed == 0:
			standing[r.stage]++
		case slices.Contains([]string{"passed", "granted", "denied"}, r.outcome):
			hours := 0
			for at := clock.FromMillis(r.opened).In(clock.Shanghai); at.Before(clock.FromMillis(r.closed)); at = at.Add(time.Hour) {
				lunch := at.Hour() == 12
				pause := r.paused && !at.Before(caseworktest.At("2026-03-02 10:00")) && at.Before(caseworktest.At("2026-03-12 10:00"))
				if days.IsWorkday(calendar.DateOf(at)) && at.Hour() >= 9 && at.Hour() < 18 && !lunch && !pause {
					hours++
				}
			}
			took[r.stage] = append(took[r.stage], (hours*10+7)/8)
		}
	}
	if len(took) < 2 {
		b.Fatalf("nothing was done: %v", rows)
	}
	for step, f := range b.steps(StepFilter{From: calendar.On(2026, 1, 1), To: calendar.On(2026, 12, 31)}) {
		all := took[step]
		slices.Sort(all)
		if int(f.Done) != len(all) || f.Standing != standing[step] {
			b.Errorf("%s: %+v, rows say %v, %d stand", step, f, all, standing[step])
			continue
		}
		if n := len(all); n > 0 && (f.Median != int64(all[(n+1)/2-1]) || f.P90 != int64(all[(n*9+9)/10-1])) {
			b.Errorf("%s: %+v, rows say %v", step, f, all)
		}
	}
}

// Steps of cases from before are counted by the sweep, or by the first move of the case.
func TestStepsFromBeforeAreCountedOnce(t *testing.T) {
	each(t, func(b bench) {
		b.lived()
		forget := func() {
			for _, sql := range []string{`DELETE FROM insight_step`, `DELETE FROM insight_standing`, `UPDATE insight_fact SET stepped = FALSE`} {
				err := b.World.DB.Write(b.Context(), "test", func(ctx context.Context, tx *db.Tx) error { _, err := tx.Exec(ctx, sql); return err })
				if err != nil {
					b.Fatal(err)
				}
			}
		}
		forget()
		b.reviewed("2026-05-06 10:00") // somebody goes on working
		for range 2 {
			if err := b.FillSteps(b.Context()); err != nil {
				b.Fatal(err)
			}
			b.agrees()
		}
	})
}

func TestStepsOfACityThatWasNeverFollowedAreCounted(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := unfollowed(t, d)
		b.lived()
		for range 2 {
			if err := b.fill(b.Context()); err != nil {
				b.Fatal(err)
			}
			b.agrees()
		}
	})
}

func TestACaseThatIsMovedStandsInItsNewVersion(t *testing.T) {
	each(t, func(b bench) {
		f := b.reviewed("")
		err := b.World.DB.Write(b.Context(), "test", func(ctx context.Context, tx *db.Tx) error {
			moved := *f
			c := *f.Case
			c.ProcedureID, moved.Case = 9, &c
			return b.Follow(ctx, tx, casework.Moved{Case: &c, File: &moved, Records: []casework.Record{{Event: casework.ChangeProcess}}})
		})
		if err != nil {
			b.Fatal(err)
		}
		var at []string
		err = b.World.DB.Read(b.Context(), func(ctx context.Context, tx *db.Tx) (err error) {
			for _, version := range []id.ID{0, 9} {
				n, err := countStanding(ctx, tx, course{road, version})
				if err != nil {
					return err
				}
				at = append(at, fmt.Sprint(version, n))
			}
			return nil
		})
		if got := strings.Join(at, " "); err != nil || !strings.HasSuffix(got, "map[REVIEW:1]") || strings.Count(got, "REVIEW") != 1 {
			b.Errorf("stands at %s, %v", got, err)
		}
	})
}

func TestStepsAreForThoseWhoMayCount(t *testing.T) {
	each(t, func(b bench) {
		b.reviewed("")
		if _, err := b.Process(b.As(head), StepFilter{Item: road}); err != nil {
			b.Errorf("the head of the department: %v", err)
		}
		for who, kind := range map[string]fault.Kind{"of another": fault.NotFound, "who reviews": fault.Forbidden} {
			reader := map[string]context.Context{"of another": b.As(otherHead), "who reviews": b.As(caseworktest.Reviewer)}[who]
			if _, err := b.Process(reader, StepFilter{Item: road}); fault.KindOf(err) != kind {
				b.Errorf("%s: %v", who, err)
			}
		}
		if lines, _, err := b.Processes(b.As(otherHead), "", "", 10); err != nil || len(lines) != 0 {
			b.Errorf("another department lists %v, %v", lines, err)
		}
		if lines, _, err := b.Processes(b.As(supervisor), "", "", 10); err != nil || len(lines) != 1 || lines[0].Standing != 1 {
			b.Errorf("listed are %v, %v", lines, err)
		}
		for _, f := range []StepFilter{{Item: "nothing"}, {Item: road, Version: 5}} {
			if _, err := b.Process(b.As(supervisor), f); fault.KindOf(err) != fault.NotFound {
				b.Errorf("%+v: %v", f, err)
			}
		}
	})
}

// The branch that usually takes longest is the one the others wait for; within it, the longest
// way counts.
func TestTheSlowestBranchHoldsTheOthersUp(t *testing.T) {
	doc := workflowtest.Draw(t, "drawn", `
		and fork
		and join
		user food
		user again
		user fire
		and within
		and without
		user hose
		user stairs
		user decide
		end done
		start > fork
		fork > food > again > join
		fork > fire > within
		within > hose > without
		within > stairs > without > join
		join > decide > done`)
	known := map[string]StepFigure{}
	for node, median := range map[string]int64{"food": 20, "again": 15, "fire": 10, "hose": 5, "stairs": 26, "decide": 99} {
		known[node] = StepFigure{Node: node, Name: node, Median: median}
	}
	var got []string
	for _, part := range branches(doc, known) {
		for _, b := range part {
			got = append(got, fmt.Sprint(strings.Join(b.Steps, "+"), " ", b.Tenths, " ", b.Holds))
		}
	}
	want := "food+again 35 false|fire+hose+stairs 36 true|hose 5 false|stairs 26 true"
	if strings.Join(got, "|") != want {
		t.Errorf("%s, want %s", strings.Join(got, "|"), want)
	}
}
