package drawing_test

import (
	"fmt"
	"strings"
	"testing"

	"tongban/capability/procedure/drawing"
	"tongban/capability/workflow/bpmn"
	"tongban/kernel/fault"
)

// sheet is a drawing under a test's hands.
type sheet struct {
	*testing.T
	xml string
}

func blank(t *testing.T) *sheet {
	t.Helper()
	return &sheet{t, drawing.Blank("P", "审批")}
}

func (s *sheet) doc() *bpmn.Document {
	s.Helper()
	doc, faults := bpmn.Read([]byte(s.xml))
	if doc == nil {
		s.Fatalf("unreadable: %v\n%s", faults, s.xml)
	}
	return doc
}

// row finds the row of a step by its name.
func (s *sheet) row(name string) drawing.Row {
	s.Helper()
	for _, r := range drawing.Outline(s.doc()) {
		if r.Node != nil && r.Node.Name == name && r.Sort != drawing.Leap {
			return r
		}
	}
	s.Fatalf("no step %s in\n%s", name, s.list())
	return drawing.Row{}
}

// does changes the drawing.
func (s *sheet) does(do drawing.Do, at string, names ...string) error {
	s.Helper()
	xml, _, err := drawing.Apply(s.doc(), drawing.Op{Do: do, At: at, Names: names})
	if err == nil {
		s.xml = xml
	}
	return err
}

// after inserts something behind a step; "" is the start.
func (s *sheet) after(name string, do drawing.Do, names ...string) {
	s.Helper()
	if err := s.does(do, s.row(name).After.ID, names...); err != nil {
		s.Fatal(err)
	}
}

func (s *sheet) with(name string, do drawing.Do, names ...string) {
	s.Helper()
	if err := s.does(do, s.row(name).Node.ID, names...); err != nil {
		s.Fatal(err)
	}
}

// list is the drawing as a list, each level further in.
func (s *sheet) list() string {
	var b strings.Builder
	for _, r := range drawing.Outline(s.doc()) {
		b.WriteString(strings.Repeat("  ", r.Depth))
		switch {
		case r.Sort == drawing.Branch:
			fmt.Fprintf(&b, "%d:\n", r.Number)
			continue
		case r.Sort == drawing.Leap:
			b.WriteString("→ ")
		case r.Sort == drawing.Lost:
			b.WriteString("?\n")
			continue
		}
		fmt.Fprintln(&b, string(r.Node.Kind)+" "+r.Node.Name)
	}
	return b.String()
}

func (s *sheet) shows(want string) {
	s.Helper()
	if got := s.list(); strings.TrimSpace(got) != strings.TrimSpace(want) {
		s.Errorf("the list is\n%s\nwant\n%s", got, want)
	}
}

// restaurant draws five steps, three of them side by side.
func restaurant(t *testing.T) *sheet {
	s := blank(t)
	s.after("", drawing.AddStep, "资料审查")
	s.after("资料审查", drawing.AddPart, "食品安全", "消防", "排水")
	for _, r := range drawing.Outline(s.doc()) {
		if r.Sort == drawing.Part {
			if err := s.does(drawing.AddStep, r.After.ID, "决定"); err != nil {
				t.Fatal(err)
			}
		}
	}
	return s
}

const restaurantList = `
startEvent 
userTask 资料审查
parallelGateway 
  1:
    userTask 食品安全
  2:
    userTask 消防
  3:
    userTask 排水
userTask 决定
endEvent `

func TestAProcessWithAParallelPartIsMadeAsAList(t *testing.T) {
	restaurant(t).shows(restaurantList)
}

func TestStepsAndWholePartsChangePlaces(t *testing.T) {
	s := restaurant(t)
	if r := s.row("资料审查"); r.Up || !r.Down {
		t.Errorf("the first step goes up %v, down %v", r.Up, r.Down)
	}
	s.with("资料审查", drawing.Down)
	s.shows(`
startEvent 
parallelGateway 
  1:
    userTask 食品安全
  2:
    userTask 消防
  3:
    userTask 排水
userTask 资料审查
userTask 决定
endEvent `)
	s.with("资料审查", drawing.Up)
	s.shows(restaurantList)
	s.after("消防", drawing.AddStep, "消防复核")
	s.with("消防复核", drawing.Up)
	if list := s.list(); strings.Index(list, "消防复核") > strings.Index(list, " 消防\n") {
		t.Errorf("within a branch the step did not go up:\n%s", list)
	}
	if err := s.does(drawing.Up, s.row("消防复核").Node.ID); fault.KindOf(err) != fault.Conflict {
		t.Errorf("the first step of a branch left it: %v", err)
	}
}

func TestTheLastStepOfABranchTakesTheBranchWithIt(t *testing.T) {
	s := restaurant(t)
	s.with("排水", drawing.Remove)
	s.with("消防", drawing.Remove)
	s.shows(`
startEvent 
userTask 资料审查
userTask 食品安全
userTask 决定
endEvent `)
}

func TestAPartGoesWithAllInIt(t *testing.T) {
	s := restaurant(t)
	for _, r := range drawing.Outline(s.doc()) {
		if r.Sort == drawing.Part {
			if err := s.does(drawing.AddBranch, r.Node.ID, "人防"); err != nil {
				t.Fatal(err)
			}
		}
	}
	s.row("人防")
	for _, r := range drawing.Outline(s.doc()) {
		if r.Sort == drawing.Part {
			if err := s.does(drawing.Remove, r.Node.ID); err != nil {
				t.Fatal(err)
			}
		}
	}
	s.shows(`
startEvent 
userTask 资料审查
userTask 决定
endEvent `)
	if flows := strings.Count(s.xml, "<bpmn:sequenceFlow"); flows != 3 {
		t.Errorf("%d flows are left:\n%s", flows, s.xml)
	}
}

func TestADrawingMayLeadBack(t *testing.T) {
	s := blank(t)
	s.after("", drawing.AddStep, "审查")
	s.after("审查", drawing.AddChoice, "补充说明", "通过登记")
	var back drawing.Row
	for _, r := range drawing.Outline(s.doc()) {
		if r.Node != nil && r.Node.Name == "补充说明" {
			back = r
		}
	}
	xml, _, err := drawing.Apply(s.doc(), drawing.Op{Do: drawing.Redirect, At: back.After.ID, To: s.row("审查").Node.ID})
	if err != nil {
		t.Fatal(err)
	}
	s.xml = xml
	if !strings.Contains(s.list(), "→ userTask 审查") {
		t.Errorf("the list does not lead back:\n%s", s.list())
	}
}

// TestNothingLiesUponAnother draws a large process as a list and looks at every pair.
func TestNothingLiesUponAnother(t *testing.T) {
	s := restaurant(t)
	s.after("食品安全", drawing.AddPart, "甲", "乙", "丙")
	s.after("乙", drawing.AddChoice, "同意", "不同意")
	s.after("消防", drawing.AddStep, "消防复核")
	s.with("消防复核", drawing.AddTimer, "提醒负责人")
	p := drawing.PictureOf(s.doc())
	for i, a := range p.Shapes {
		for _, b := range p.Shapes[i+1:] {
			if a.Kind == bpmn.BoundaryEvent || b.Kind == bpmn.BoundaryEvent {
				continue
			}
			if a.X < b.X+b.W && b.X < a.X+a.W && a.Y < b.Y+b.H && b.Y < a.Y+a.H {
				t.Errorf("%s %v lies upon %s %v", a.ID, a.Text, b.ID, b.Text)
			}
		}
	}
	if len(p.Lines) == 0 || p.View.W < 500 {
		t.Errorf("the picture has %d lines and is %g wide", len(p.Lines), p.View.W)
	}
}

func TestWordsOfAnOpAreChecked(t *testing.T) {
	s := restaurant(t)
	flow := s.row("决定").After.ID
	for name, op := range map[string]drawing.Op{
		"no name":        {Do: drawing.AddStep, At: flow},
		"an empty name":  {Do: drawing.AddStep, At: flow, Names: []string{" "}},
		"one branch":     {Do: drawing.AddPart, At: flow, Names: []string{"甲"}},
		"a long name":    {Do: drawing.AddStep, At: flow, Names: []string{strings.Repeat("长", 61)}},
		"a hundred":      {Do: drawing.AddPart, At: flow, Names: make([]string, 100)},
		"another's flow": {Do: drawing.AddStep, At: "Flow_999", Names: []string{"甲"}},
		"the start":      {Do: drawing.Remove, At: "Start"},
	} {
		if _, _, err := drawing.Apply(s.doc(), op); fault.KindOf(err) != fault.Invalid && fault.KindOf(err) != fault.Conflict {
			t.Errorf("%s: %v", name, err)
		}
	}
}
