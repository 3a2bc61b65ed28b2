package desk

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"tongban/capability/casework"
	"tongban/capability/casework/caseworktest"
	"tongban/capability/place"
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

var head = caseworktest.Staff("郑敏", "TRANS", actor.Head)

// reads returns what who reads on a page.
func (s site) reads(who actor.Actor, address string) string {
	s.Helper()
	_, read := s.asks(who, message.Chinese, http.MethodGet, address, nil)
	return read
}

// offices are the departments of the city.
type offices struct{}

func (offices) Departments(context.Context) ([]place.Department, error) {
	return []place.Department{{Code: "TRANS"}, {Code: "MARKET"}, {Code: "HEALTH"}}, nil
}

// TestTheLeadDepartmentSeesAllBranchesOnOnePage follows a case of two branches: one is sent
// back by the decision, the other is untouched.
func TestTheLeadDepartmentSeesAllBranchesOnOnePage(t *testing.T) {
	t.Parallel()
	with := func(d *casework.Deps) {
		d.Procedures, d.Colleagues = drawing{workflowtest.Compile(t, "drawn", parallel)}, colleagues{}
	}
	w := caseworktest.New(t, dbtest.SQLite(t), with, db.Source{Name: "desk", FS: migrations})
	s := opened(t, w)
	f := w.Step(window, w.Submitted(mei), casework.Accept, casework.Input{})
	at := casework.DeskURL(f.Case.ShortNo)
	ends := func(who actor.Actor, stage string) {
		t.Helper()
		w.Clock.Set(w.Clock.Now().Add(time.Minute))
		f, err := w.Casework.File(w.As(who), f.Case.No)
		if err != nil {
			t.Fatal(err)
		}
		for _, task := range f.OpenTasks() {
			if task.Stage == stage {
				if _, err := w.Casework.Complete(w.As(who), task.ID, casework.Input{Outcome: "pass", Opinion: "符合" + stage}); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	if _, err := w.Casework.Claim(w.As(market), f.OpenTasks()[0].ID); err != nil {
		t.Fatal(err)
	}
	read := s.reads(reviewer, at+"/branches")
	for _, want := range []string{"并联审批", "食品审查", "罗立", "剩余 3 个工作日", "本环节限 3 个工作日，已用 0 个", "待领取", "复核", "还没到", "催办"} {
		if !strings.Contains(read, want) {
			t.Errorf("the reviewer does not read %q: %s", want, read)
		}
	}
	if strings.Contains(read, f.Case.ApplicantName) || strings.Contains(read, f.Case.ShownName()) {
		t.Error("the applicant stands there")
	}
	if read = s.reads(head, at+"/branches"); !strings.Contains(read, "改由其他部门办理") {
		t.Errorf("the head cannot entrust: %s", read)
	}
	for who, stage := range map[*actor.Actor]string{&market: "FOOD", &reviewer: "FIRE"} {
		ends(*who, stage)
	}
	ends(reviewer, "AGAIN")
	decide := f.Case.No
	f, err := w.Casework.File(w.As(approver), decide)
	if err != nil || f.Case.Status != casework.Deciding {
		t.Fatalf("%v, %s", err, f.Case.Status)
	}
	read = s.reads(approver, at+"/branches")
	for _, want := range []string{"意见：符合FOOD", "意见：符合FIRE", "退回重办"} {
		if !strings.Contains(read, want) {
			t.Errorf("the approver does not read %q: %s", want, read)
		}
	}
	w.Clock.Set(w.Clock.Now().Add(time.Minute))
	address := "/desk/tasks/" + f.OpenTask().ID.String() + "/send-back"
	answer, read := s.asks(approver, message.Chinese, http.MethodPost, address, map[string][]string{"to": {"食品审查"}, "reason": {"意见不全"}, "from": {"branches"}})
	if answer.StatusCode != http.StatusSeeOther || answer.Header.Get("Location") != at+"/branches" {
		t.Fatalf("%d to %s: %s", answer.StatusCode, answer.Header.Get("Location"), read)
	}
	read = s.reads(approver, at+"/branches")
	for _, want := range []string{"退回重办 1 次", "意见不全", "意见：符合FIRE"} {
		if !strings.Contains(read, want) {
			t.Errorf("after it was sent back nobody reads %q: %s", want, read)
		}
	}
	if answer, read := s.asks(approver, message.English, http.MethodGet, at+"/branches", nil); answer.StatusCode != http.StatusOK || strings.Contains(read, "⟦") {
		t.Errorf("%d %s", answer.StatusCode, read)
	}
}

// TestOneElementOfAListIsSentBackOnThePage asks for one department's opinion anew.
func TestOneElementOfAListIsSentBackOnThePage(t *testing.T) {
	t.Parallel()
	with := func(d *casework.Deps) {
		d.Colleagues = colleagues{}
		d.Procedures = drawing{workflowtest.Compile(t, "drawn", `
			user 会签 stage=SIGN role=reviewer
			many 会签 over=["TRANS","MARKET"]
			user 决定 stage=DECIDE role=approver decides=true
			end done
			start > 会签 > 决定 > done`)}
	}
	w := caseworktest.New(t, dbtest.SQLite(t), with, db.Source{Name: "desk", FS: migrations})
	s := opened(t, w)
	f := w.Step(window, w.Submitted(mei), casework.Accept, casework.Input{})
	for _, task := range f.OpenTasks() {
		who := map[string]actor.Actor{"TRANS": reviewer, "MARKET": market}[task.Element]
		if _, err := w.Casework.Complete(w.As(who), task.ID, casework.Input{Outcome: "pass", Opinion: "同意"}); err != nil {
			t.Fatal(err)
		}
	}
	f, err := w.Casework.File(w.As(approver), f.Case.No)
	if err != nil {
		t.Fatal(err)
	}
	address := "/desk/tasks/" + f.OpenTask().ID.String() + "/send-back"
	if read := s.reads(approver, address); !strings.Contains(read, "会签（MARKET）") || !strings.Contains(read, "会签（TRANS）") {
		t.Fatalf("the departments are no choice: %s", read)
	}
	w.Clock.Set(w.Clock.Now().Add(time.Minute))
	answer, read := s.asks(approver, message.Chinese, http.MethodPost, address, map[string][]string{"to": {"会签 MARKET"}, "reason": {"意见不明"}})
	if answer.StatusCode != http.StatusSeeOther {
		t.Fatalf("%d: %s", answer.StatusCode, read)
	}
	if f, err = w.Casework.File(w.As(approver), f.Case.No); err != nil || len(f.OpenTasks()) != 1 || f.OpenTask().Element != "MARKET" {
		t.Errorf("%v: open are %v", err, f.OpenTasks())
	}
}
