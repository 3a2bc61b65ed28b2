package drawing_test

import (
	"fmt"
	"strings"
	"testing"

	"tongban/capability/procedure/drawing"
	"tongban/capability/workflow/bpmn"
)

// boxes are where steps stand, by name.
func (s *sheet) boxes() map[string]drawing.Box {
	at := map[string]drawing.Box{}
	for _, shape := range drawing.PictureOf(s.doc()).Shapes {
		if name := strings.Join(shape.Text, ""); name != "" {
			at[name] = shape.Box
		}
	}
	return at
}

// pulls moves a step by hand, as the modeler does.
func (s *sheet) pulls(name string, dx, dy float64) {
	s.Helper()
	box := s.boxes()[name]
	old, moved := bounds(box), bounds(drawing.Box{X: box.X + dx, Y: box.Y + dy, W: box.W, H: box.H})
	if !strings.Contains(s.xml, old) {
		s.Fatalf("%s is not at %s", name, old)
	}
	s.xml = strings.Replace(s.xml, old, moved, 1)
}

func TestWhatWasMovedByHandStaysThere(t *testing.T) {
	s := restaurant(t)
	s.pulls("消防", 0, 40)
	s.pulls("决定", 30, -20)
	before := s.boxes()
	s.after("排水", drawing.AddStep, "验收")
	after := s.boxes()
	for _, name := range []string{"资料审查", "食品安全", "消防", "排水"} {
		if after[name] != before[name] {
			t.Errorf("%s stood at %v and stands at %v", name, before[name], after[name])
		}
	}
	if got, was := after["决定"], before["决定"]; got.Y != was.Y || got.X <= was.X {
		t.Errorf("the decision, pulled up, goes on to the right of a longer part: %v after %v", got, was)
	}
	for name, box := range after {
		if name != "验收" && box.X < after["验收"].X+after["验收"].W && after["验收"].X < box.X+box.W && box.Y < after["验收"].Y+after["验收"].H && after["验收"].Y < box.Y+box.H {
			t.Errorf("the new step at %v lies on %s at %v", after["验收"], name, box)
		}
	}
	s.sound()
}

func TestArrangingPutsEverythingBack(t *testing.T) {
	s := restaurant(t)
	want := s.xml
	s.pulls("消防", 0, 40)
	if err := s.does(drawing.Arrange, ""); err != nil {
		t.Fatal(err)
	}
	if s.xml != want {
		t.Error("an arranged drawing differs from one that nobody touched")
	}
}

func TestARemovedStepLeavesTheOthersWhereTheyWerePut(t *testing.T) {
	s := restaurant(t)
	s.pulls("资料审查", 0, 90)
	before := s.boxes()
	if err := s.does(drawing.Remove, s.row("排水").Node.ID); err != nil {
		t.Fatal(err)
	}
	after := s.boxes()
	if _, there := after["排水"]; there {
		t.Error("the removed step is still drawn")
	}
	for _, name := range []string{"资料审查", "食品安全", "消防"} {
		if after[name] != before[name] {
			t.Errorf("%s stood at %v and stands at %v", name, before[name], after[name])
		}
	}
}

// bounds are a box as a document has it.
func bounds(b drawing.Box) string {
	return fmt.Sprintf(`x="%g" y="%g" width="%g" height="%g"`, b.X, b.Y, b.W, b.H)
}

// sound fails on a drawing whose shapes and ways do not all show something that is there.
func (s *sheet) sound() {
	s.Helper()
	if _, faults := bpmn.Read([]byte(s.xml)); len(faults) > 0 {
		s.Errorf("the drawing has faults: %v", faults)
	}
	for _, line := range drawing.PictureOf(s.doc()).Lines {
		if len(line.Points) < 2 {
			s.Errorf("the way %s has %d points", line.ID, len(line.Points))
		}
	}
}
