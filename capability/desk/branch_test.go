package desk

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"tongban/capability/casework"
	"tongban/capability/casework/caseworktest"
	"tongban/capability/workflow"
	"tongban/capability/workflow/workflowtest"
	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/db/dbtest"
	"tongban/kernel/id"
	"tongban/kernel/message"
)

var market = caseworktest.Staff("罗立", "MARKET", actor.Reviewer)

// drawing is a process that every item has.
type drawing struct{ drawn *workflow.Definition }

func (drawing) Current(context.Context, string) (id.ID, error) { return 7, nil }

func (d drawing) Definition(context.Context, id.ID) (*workflow.Definition, error) {
	return d.drawn, nil
}

// colleagues are those of the city.
type colleagues struct{}

func (colleagues) Colleague(_ context.Context, account string) (actor.Actor, error) {
	for _, a := range []actor.Actor{caseworktest.Reviewer, caseworktest.Reviewer2, market} {
		if a.ID == account {
			return a, nil
		}
	}
	return actor.Actor{}, nil
}

func (c colleagues) Named(ctx context.Context, name string) (actor.Actor, error) {
	return c.Colleague(ctx, name)
}

func (colleagues) Anybody(context.Context, string, string, actor.Role) (bool, error) {
	return true, nil
}

func (colleagues) Team(_ context.Context, department, _ string) ([]actor.Actor, error) {
	if department == "TRANS" {
		return []actor.Actor{caseworktest.Reviewer, caseworktest.Reviewer2}, nil
	}
	return []actor.Actor{market}, nil
}

// parallel is food and fire, reviewed beside each other.
const parallel = `
	and fork
	and join
	user 食品审查 stage=FOOD role=reviewer department=MARKET outcomes=pass,refuse limit=3
	user 消防审查 stage=FIRE role=reviewer outcomes=pass,refuse
	user 复核 stage=AGAIN role=reviewer
	user 决定 stage=DECIDE role=approver decides=true
	end done
	start > fork > 食品审查 > join > 决定 > done
	fork > 消防审查 > 复核 > join`

func TestTasksStandSideBySideOnThePageOfACase(t *testing.T) {
	t.Parallel()
	with := func(d *casework.Deps) {
		d.Procedures, d.Colleagues = drawing{workflowtest.Compile(t, "drawn", parallel)}, colleagues{}
	}
	w := caseworktest.New(t, dbtest.SQLite(t), with, db.Source{Name: "desk", FS: migrations})
	s := opened(t, w)
	f := w.Step(window, w.Submitted(mei), casework.Accept, casework.Input{})
	at := casework.DeskURL(f.Case.ShortNo)
	for _, who := range []actor.Actor{reviewer, market} {
		_, read := s.asks(who, message.Chinese, http.MethodGet, at, nil)
		for _, want := range []string{"食品审查", "消防审查", "本环节限 3 个工作日"} {
			if !strings.Contains(read, want) {
				t.Errorf("%s does not read %q: %s", who.Name, want, read)
			}
		}
	}
	var fire id.ID
	for _, task := range f.OpenTasks() {
		if task.Stage == "FIRE" {
			fire = task.ID
		}
	}
	answer, read := s.asks(reviewer, message.Chinese, http.MethodGet, at+"/pass-stage", nil)
	if answer.StatusCode != http.StatusOK || !strings.Contains(read, "不通过") {
		t.Fatalf("%d: no choice of outcomes: %s", answer.StatusCode, read)
	}
	answer, read = s.asks(reviewer, message.Chinese, http.MethodPost, at+"/pass-stage", map[string][]string{"opinion": {"同意"}, "outcome": {"pass"}})
	if answer.StatusCode != http.StatusSeeOther {
		t.Fatalf("%d: %s", answer.StatusCode, read)
	}
	if _, read = s.asks(reviewer, message.Chinese, http.MethodGet, at, nil); !strings.Contains(read, "撤回") || !strings.Contains(read, "退回重办") {
		t.Errorf("neither taken back nor sent back: %s", read)
	}
	if answer, read = s.asks(reviewer, message.English, http.MethodPost, "/desk/tasks/"+fire.String()+"/take-back", nil); answer.StatusCode != http.StatusSeeOther {
		t.Errorf("%d: %s", answer.StatusCode, read)
	}
	for _, address := range []string{at, "/desk/incidents"} {
		if answer, read := s.asks(reviewer, message.English, http.MethodGet, address, nil); answer.StatusCode != http.StatusOK || strings.Contains(read, "⟦") {
			t.Errorf("%s: %d %s", address, answer.StatusCode, read)
		}
	}
}
