package workflow_test

import (
	"strings"
	"testing"

	"tongban/capability/workflow"
	"tongban/capability/workflow/workflowtest"
)

func TestTheStateOfThreeBranchesIsSmall(t *testing.T) {
	p := begin(t, vetoed, nil)
	largest := 0
	for range 5 {
		if n := len(p.State.Encode()); n > largest {
			largest = n
		}
		if len(p.Tasks) > 0 {
			p.Complete(strings.Fields(strings.Join(p.Names(), " "))[0], "190000000000000001", "pass")
		}
	}
	p.Ends("done")
	if largest > 1024 {
		t.Errorf("the largest state has %d bytes", largest)
	}
}

func TestAStateOfANewerEngineIsRefused(t *testing.T) {
	d := workflowtest.Compile(t, "p", "user a\nend done\nstart > a > done")
	for _, text := range []string{`{"v":2}`, `{"v":1,"future":true}`, `{"v":1,"t":[{"i":1,"n":"a","future":1}]}`, `{}`, `[]`, ``} {
		if _, err := d.Decode([]byte(text)); err == nil {
			t.Errorf("%s is read", text)
		}
	}
}

func TestAStateThatDoesNotFitTheDrawingIsRefused(t *testing.T) {
	d := workflowtest.Compile(t, "p", `
		user a
		sub s {
			user b
			end e
			start > b > e
		}
		end done
		start > a > s > done`)
	for _, text := range []string{
		`{"v":1,"t":[{"i":1,"n":"gone","w":[{"i":2}]}]}`,
		`{"v":1,"t":[{"i":1,"n":"b","w":[{"i":2}]}]}`,
		`{"v":1,"t":[{"i":1,"n":"a","s":9,"w":[{"i":2}]}]}`,
		`{"v":1,"t":[{"i":1,"n":"done","w":[{"i":2}]}]}`,
		`{"v":1,"t":[{"i":1,"n":"a","a":[{"i":3,"n":"gone"}]}]}`,
		`{"v":1,"t":[{"i":1,"n":"a"}],"h":[{"i":3,"n":"gone"}]}`,
		`{"v":1,"t":[{"i":1,"n":"a"}],"h":[{"i":3,"n":"a","f":[{"n":"gone"}]}]}`,
	} {
		if _, err := d.Decode([]byte(text)); err == nil || err.Error() != "workflow.state-foreign" {
			t.Errorf("%s is answered by %v", text, err)
		}
	}
	if _, err := d.Decode([]byte(`{"v":1,"t":[{"i":1,"n":"s","w":[{"i":2}]},{"i":3,"n":"b","s":2,"w":[{"i":4}]}]}`)); err != nil {
		t.Error(err)
	}
}

func TestTooManyVariablesAreRefused(t *testing.T) {
	p := begin(t, "user a\nend done\nstart > a > done", nil)
	p.Refuses("workflow.too-large", workflow.Completed{Activity: p.Task("a").ID, Values: values{"text": strings.Repeat("x", 9000)}})
	p.Refuses("workflow.value", workflow.Completed{Activity: p.Task("a").ID, Values: values{"f": func() {}}})
	p.Sees("a")
}

func TestLongElementsAndOutcomesAreRefused(t *testing.T) {
	long := strings.Repeat("x", 300)
	p := begin(t, "user a\nmany a over=form.names\nend done\nstart > a > done", values{"names": []string{long}})
	p.StuckAt("a", "workflow.incident.kind")
	p = begin(t, "service s registry\nend done\nstart > s > done", nil)
	p.Refuses("workflow.outcome", workflow.Completed{Activity: 2, Outcome: long})
}

func TestTasksComeInTheOrderAReaderWalks(t *testing.T) {
	d := workflowtest.Compile(t, "p", vetoed)
	var got []string
	for _, task := range d.Tasks() {
		got = append(got, task.Node)
	}
	if want := "receive fire water health grant deny"; strings.Join(got, " ") != want {
		t.Errorf("the tasks come as %v, not %s", got, want)
	}
	if task, _ := d.Task("fire"); task.Stage != "fire" || task.Countersign != 1 || task.Unit != workflow.Workday || task.Clock != workflow.Run {
		t.Errorf("the task is %+v", task)
	}
	if _, found := d.Task("joint"); found {
		t.Error("a sub-process is a task")
	}
}
