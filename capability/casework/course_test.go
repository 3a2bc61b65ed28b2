package casework

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"tongban/kernel/actor"
)

// told writes a course in one line: "FOOD/MARKET done pass x1 | FIRE/TRANS open ; DECIDE/TRANS ahead".
func told(c Course) string {
	var parts []string
	for _, p := range c.Parts {
		var branches []string
		for _, b := range p.Branches {
			var steps []string
			for i := range b.Steps {
				steps = append(steps, b.Steps[i].told())
			}
			branches = append(branches, strings.Join(steps, ", "))
		}
		parts = append(parts, strings.Join(branches, " | "))
	}
	return strings.Join(parts, " ; ")
}

func (s *Step) told() string {
	text := s.Stage + "/" + s.Department
	if s.Element != "" {
		text += ":" + s.Element
	}
	text = strings.TrimSpace(text + " " + string(s.Progress) + " " + s.Last().Outcome)
	if n := s.Returned(); n > 0 {
		text += fmt.Sprintf(" x%d", n)
	}
	if s.Blocked {
		text += " blocked"
	}
	return text
}

// ends ends the open task of a stage a minute later.
func (b bench) ends(who actor.Actor, f *File, stage, outcome string) *File {
	b.Helper()
	b.clock.Set(b.clock.Now().Add(time.Minute))
	if _, err := b.Complete(b.as(who), b.at(f, stage).ID, Input{Outcome: outcome, Opinion: "同意"}); err != nil {
		b.Fatal(err)
	}
	return b.file(f)
}

// back sends work back a minute later.
func (b bench) back(who actor.Actor, f *File, stage string, r Return) *File {
	b.Helper()
	b.clock.Set(b.clock.Now().Add(time.Minute))
	if _, err := b.SendBack(b.as(who), b.at(f, stage).ID, r); err != nil {
		b.Fatal(err)
	}
	return b.file(f)
}

func (b bench) courseIs(f *File, want string) Course {
	b.Helper()
	stuck, err := b.Stuck(b.Context(), f)
	if err != nil {
		b.Fatal(err)
	}
	c := b.Course(f, stuck...)
	if got := told(c); got != want {
		b.Errorf("its course is\n%s, want\n%s", got, want)
	}
	return c
}

func TestACourseTellsEveryBranch(t *testing.T) {
	each(t, func(b bench) {
		f := b.drawn(sideBySide)
		b.courseIs(f, "FOOD/MARKET open, FOOD2/MARKET ahead | FIRE/TRANS open ; DECIDE/TRANS ahead")
		f = b.ends(market, f, "FOOD", "pass")
		b.courseIs(f, "FOOD/MARKET done pass, FOOD2/MARKET open | FIRE/TRANS open ; DECIDE/TRANS ahead")
		f = b.back(market, f, "FOOD2", Return{To: "food", Reason: "缺一张图"})
		c := b.courseIs(f, "FOOD/MARKET open x1, FOOD2/MARKET ahead | FIRE/TRANS open ; DECIDE/TRANS ahead")
		food := c.Steps()[0].Last()
		if food.Again.Detail.Reason != "缺一张图" || c.Steps()[0].Rounds[0].Said.Detail.Opinion != "同意" {
			b.Error("nobody reads what was said")
		}
		if said := c.Steps()[1].Last().Said; said == nil || said.Event != SendBack {
			b.Error("who sent it back is not known")
		}
		for _, stage := range []string{"FOOD", "FOOD2"} {
			f = b.ends(market, f, stage, "pass")
		}
		f = b.ends(reviewer, f, "FIRE", "pass")
		b.courseIs(f, "FOOD/MARKET done pass x1, FOOD2/MARKET done pass | FIRE/TRANS done pass ; DECIDE/TRANS open")
		f = b.step(approver, f, Grant, Input{})
		c = b.courseIs(b.file(f), "FOOD/MARKET done pass x1, FOOD2/MARKET done pass | FIRE/TRANS done pass ; DECIDE/TRANS done granted")
		if !c.Branched() || c.Parts[1].Branches[0].Steps[0].Last().Said.Event != Grant {
			b.Error("the decision is not told")
		}
	})
}

func TestACourseTellsWhatAVetoCutShort(t *testing.T) {
	each(t, func(b bench) {
		f := b.drawn(sideBySide)
		b.courseIs(b.ends(reviewer, f, "FIRE", "refuse"), "FOOD/MARKET cut | FIRE/TRANS done refuse ; DECIDE/TRANS open")
	})
}

func TestACourseBeginsBeforeTheCaseIsAccepted(t *testing.T) {
	each(t, func(b bench) {
		b.courseIs(b.submitted(mei), "REVIEW/TRANS ahead, DECIDE/TRANS ahead")
	})
}

func TestTheCourseOfACaseFromBeforeThereWereProcesses(t *testing.T) {
	each(t, func(b bench) {
		f := b.in(Deciding)
		b.exec(`UPDATE casework_case SET process = '' WHERE id = $1`, f.Case.ID)
		b.exec(`UPDATE casework_task SET node = '', activity = 0 WHERE case_id = $1`, f.Case.ID)
		b.courseIs(b.file(f), "REVIEW/TRANS done pass, DECIDE/TRANS open")
		f = b.step(approver, b.file(f), Grant, Input{})
		b.courseIs(b.file(f), "REVIEW/TRANS done pass, DECIDE/TRANS done granted")
	})
}

func TestACourseTellsWhatOneBranchUsesOfItsTime(t *testing.T) {
	each(t, func(b bench) {
		f := b.drawn(sideBySide)
		b.clock.Set(at(count("2026-02-10", 2) + " 10:00"))
		clock := b.Course(b.file(f)).Steps()[0].Clock
		if clock.Workdays != 3 || clock.Used != 2 || clock.Left != 1 || clock.Late {
			b.Errorf("after two of three days: %+v", clock)
		}
		if _, err := b.Claim(b.as(reviewer), b.at(f, "FIRE").ID); err != nil {
			b.Fatal(err)
		}
		f = b.step(reviewer, b.file(f), Suspend, inputs[Suspend])
		b.clock.Set(at(count("2026-02-10", 6) + " 10:00"))
		if clock = b.Course(b.file(f)).Steps()[0].Clock; clock.Used != 2 || !clock.Stopped {
			b.Errorf("while it stands still: %+v", clock)
		}
		b.step(reviewer, b.file(f), Resume, Input{})
		b.clock.Set(at(count("2026-02-10", 8) + " 10:00"))
		if clock = b.Course(b.file(f)).Steps()[0].Clock; clock.Used != 4 || clock.Left != -1 || !clock.Late {
			b.Errorf("a day late: %+v", clock)
		}
	})
}

func TestACourseTellsWhereItIsStuck(t *testing.T) {
	each(t, func(b bench) {
		b.city.absent = "MARKET"
		f := b.drawn(sideBySide)
		c := b.courseIs(b.file(f), "FOOD/MARKET open blocked, FOOD2/MARKET ahead | FIRE/TRANS open ; DECIDE/TRANS ahead")
		if stuck := c.Parts[0].Branches[0].Stuck; len(stuck) != 1 || stuck[0].Cause != incidentNobody {
			b.Errorf("its branch is stuck at %v", stuck)
		}
		f, err := b.Entrust(b.as(head), b.at(f, "FOOD").ID, "HEALTH", "该部门已撤并")
		if err != nil {
			b.Fatal(err)
		}
		b.courseIs(b.file(f), "FOOD/HEALTH open, FOOD2/MARKET ahead | FIRE/TRANS open ; DECIDE/TRANS ahead")
		b.city.absent = ""

		b.city.drawing = nil
		stuck := b.drawn(`
			user first stage=FIRST role=reviewer
			xor way
			user second stage=SECOND role=reviewer
			end done
			start > first > way
			way > second if vars.nothing == "set"
			second > done`)
		stuck = b.step(reviewer, stuck, PassStage, inputs[PassStage])
		c = b.courseIs(b.file(stuck), "FIRST/TRANS done pass, SECOND/TRANS ahead")
		if len(c.Stuck) != 1 || c.Stuck[0].Node != "way" {
			b.Errorf("it is stuck at %v", c.Stuck)
		}
	})
}

func TestTheCourseOfACaseWhoseDrawingIsLost(t *testing.T) {
	each(t, func(b bench) {
		f := b.drawn(sideBySide)
		b.city.drawing = nil
		b.courseIs(b.file(f), "food/MARKET open, fire/TRANS open")
	})
}

func TestEachElementOfAListIsABranch(t *testing.T) {
	each(t, func(b bench) {
		f := b.drawn(`
			user opinion stage=OPINION role=reviewer outcomes=pass,refuse
			many opinion over=["TRANS","MARKET"]
			user decide stage=DECIDE role=approver decides=true
			end done
			start > opinion > decide > done`)
		b.courseIs(f, "OPINION/TRANS:TRANS open | OPINION/MARKET:MARKET open ; DECIDE/TRANS ahead")
		for _, task := range f.OpenTasks() {
			as := map[string]actor.Actor{"TRANS": reviewer, "MARKET": market}[task.Element]
			b.clock.Set(b.clock.Now().Add(time.Minute))
			if _, err := b.Complete(b.as(as), task.ID, Input{Outcome: "pass", Opinion: "同意"}); err != nil {
				b.Fatal(err)
			}
		}
		f = b.back(approver, b.file(f), "DECIDE", Return{To: "opinion", Element: "MARKET", Reason: "意见不明"})
		b.courseIs(f, "OPINION/TRANS:TRANS done pass | OPINION/MARKET:MARKET open x1 ; DECIDE/TRANS ahead")
	})
}
