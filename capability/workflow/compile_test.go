package workflow_test

import (
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"tongban/capability/workflow"
	"tongban/capability/workflow/bpmn"
	"tongban/capability/workflow/workflowtest"
	"tongban/kernel/markup"
	"tongban/kernel/message"
)

// wrong are drawings that cannot be executed, with the element and the fault.
var wrong = []struct{ element, key, drawing string }{
	{"a", "no-way-out", "user a\nend done\nstart > a"},
	{"a", "no-way-in", "user a\nend done\nstart > done\na > done"},
	{"Flow_3", "condition-none", "xor way\nuser a\nuser b\nend done\nstart > way\nway > a if true\nway > b\na > done\nb > done"},
	{"Flow_2", "condition-idle", "and fork\nuser a\nuser b\nend done\nstart > fork\nfork > a if true\nfork > b\na > done\nb > done"},
	{"Flow_2", "expression", "xor way\nuser a\nend done\nstart > way\nway > a if area > 500\nway > done else\na > done"},
	{"Flow_2", "expression-kind", "xor way\nuser a\nend done\nstart > way\nway > a if outcome\nway > done else\na > done"},
	{"Flow_2", "expression-length", "xor way\nuser a\nend done\nstart > way\nway > a if outcome == \"" + strings.Repeat("x", 2000) + "\"\nway > done else\na > done"},
	{"s", "script-none", "script s\nend done\nstart > s > done"},
	{"c", "event-nothing", "catch c\nend done\nstart > c > done"},
	{"c", "timer", "catch c timer=soon\nend done\nstart > c > done"},
	{"c", "timer", "catch c timer=R/PT1H\nend done\nstart > c > done"},
	{"c", "timer", "catch c timer=PT0S\nend done\nstart > c > done"},
	{"c", "event.conditional", "catch c conditional\nend done\nstart > c > done"},
	{"c", "event.compensate", "throw c compensate\nend done\nstart > c > done"},
	{"done", "event.cancel", "end done cancel\nstart > done"},
	{"c", "event-nameless", "catch c message\nend done\nstart > c > done"},
	{"c", "event-several", "catch c timer=PT1H message=paid\nend done\nstart > c > done"},
	{"out", "link-loose", "throw out link=away\nend done\nuser a\nstart > out\na > done"},
	{"first", "event-gateway", "first first\nuser a\nend done\nstart > first > a > done"},
	{"late", "boundary-host", "script s = {\"x\": 1}\nat s late timer=PT1H\nend done\nstart > s > done\nlate > done"},
	{"e", "error-stays", "user a\nat a e error=x stays\nend done\nstart > a > done\ne > done"},
	{"call", "call-unknown", "call call nowhere\nend done\nstart > call > done"},
	{"a", "many-none", "user a\nmany a until=true\nend done\nstart > a > done"},
	{"r", "many-kind", "receive r\nmany r times=3\nend done\nstart > r > done"},
	{"a", "task-word", "user a unit=week\nend done\nstart > a > done"},
	{"a", "task-number", "user a limit=soon\nend done\nstart > a > done"},
	{"a", "task-number", "user a countersign=0\nend done\nstart > a > done"},
	{"a", "task-special", "user a clock=special\nend done\nstart > a > done"},
	{"a", "task-visit", "user a visit=true decides=true\nend done\nstart > a > done"},
	{"a", "task-visit", "user a visit=true countersign=2\nend done\nstart > a > done"},
	{"a", "task-visit", "user a visit=true outcomes=pass,refuse\nend done\nstart > a > done"},
	{"a", "expression", "user a candidates=nobody\nend done\nstart > a > done"},
}

func TestWhatCannotBeExecutedIsRefusedWithItsPlace(t *testing.T) {
	texts, err := message.Load(workflow.Messages, markup.Messages)
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range wrong {
		d, faults := workflow.Compile(workflowtest.Draw(t, "p", w.drawing))
		i := slices.IndexFunc(faults, func(f workflow.Fault) bool {
			return f.Key == "workflow.compile."+w.key && f.Element == w.element && f.Line > 0
		})
		if d != nil || i < 0 {
			t.Errorf("%s at %s: %v, %+v", w.key, w.element, d != nil, faults)
			continue
		}
		for _, lang := range []message.Lang{message.Chinese, message.English} {
			if text := texts.Text(lang, faults[i].Key, faults[i].Args...); strings.Contains(text, "{") || text == faults[i].Key {
				t.Errorf("%s reads %q", w.key, text)
			}
		}
	}
}

// TestKindsThatCannotBeExecutedSayWhatToDraw replaces a task by each kind that is refused.
func TestKindsThatCannotBeExecutedSayWhatToDraw(t *testing.T) {
	texts, _ := message.Load(workflow.Messages, markup.Messages)
	for _, kind := range []string{"task", "transaction", "adHocSubProcess", "complexGateway", "implicitThrowEvent", "choreographyTask", "callChoreography", "subChoreography"} {
		xml := strings.ReplaceAll(`<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="x"><process id="p" isExecutable="true">
			<startEvent id="s"/><KIND id="a" name="A"/><endEvent id="e"/>
			<sequenceFlow id="f" sourceRef="s" targetRef="a"/><sequenceFlow id="g" sourceRef="a" targetRef="e"/></process></definitions>`, "KIND", kind)
		d, faults := workflow.Parse([]byte(xml))
		if d != nil || len(faults) == 0 || faults[0].Key != "workflow.compile.kind."+kind || faults[0].Name != "A" || !texts.Has(faults[0].Key) {
			t.Errorf("%s: %+v", kind, faults)
		}
	}
}

// TestDrawingsOfOthersAreCompiledOrRefused compiles every file of the fixtures of
// bpmn-moddle that can be read: no fault is without words, and nothing panics.
func TestDrawingsOfOthersAreCompiledOrRefused(t *testing.T) {
	texts, _ := message.Load(workflow.Messages, markup.Messages)
	files, _ := filepath.Glob("bpmn/testdata/*/*.bpmn")
	more, _ := filepath.Glob("bpmn/testdata/*.bpmn")
	compiled, refused := 0, 0
	for _, file := range append(files, more...) {
		xml, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		d, faults := workflow.Parse(xml)
		if (d == nil) != bpmn.Refused(faults) {
			t.Errorf("%s: a definition: %v, faults %v", file, d != nil, faults)
		}
		for _, f := range faults {
			if !texts.Has(f.Key) || f.Line == 0 {
				t.Errorf("%s: %+v", file, f)
			}
		}
		if d == nil {
			refused++
		} else {
			compiled++
		}
	}
	t.Logf("%d compiled, %d refused", compiled, refused)
}

func TestAHugeProcessIsRefused(t *testing.T) {
	var drawing strings.Builder
	for i := range 1000 {
		drawing.WriteString(sprintf("user t%d\n", i))
	}
	_, faults := workflow.Compile(workflowtest.Draw(t, "p", drawing.String()))
	if len(faults) != 1 || faults[0].Key != "workflow.compile.nodes-many" {
		t.Errorf("%d faults", len(faults))
	}
}

func TestASequenceKeepsEveryPropertyOfItsTasks(t *testing.T) {
	want := workflow.Task{
		Node: "TEST", Name: "Test", Stage: "T1", Role: "reviewer", Department: "FIRE", Candidates: `["li"]`, Fields: []string{"area", "use"},
		Limit: 0.5, Unit: workflow.Minute, Clock: workflow.Special, Procedure: "testing", Statute: "Fire Law, article 15", Countersign: 2,
		Outcomes: []string{"pass", "refuse"}, Notice: "special", Decides: true,
	}
	visit := workflow.Task{
		Node: "SITE", Stage: "SITE", Role: "inspector", Fields: []string{}, Unit: workflow.Workday, Clock: workflow.Run, Countersign: 1, Outcomes: []string{workflow.Pass}, Visit: true,
	}
	d, faults := workflow.Compile(workflow.Sequence("item", "Item", []workflow.Task{want, visit}))
	if d == nil {
		t.Fatal(faults)
	}
	if got, _ := d.Task("TEST"); !reflect.DeepEqual(got, want) {
		t.Errorf("the task is\n%+v, not\n%+v", got, want)
	}
	if got, _ := d.Task("SITE"); !reflect.DeepEqual(got, visit) {
		t.Errorf("the visit is\n%+v, not\n%+v", got, visit)
	}
}
