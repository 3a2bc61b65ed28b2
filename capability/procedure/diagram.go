package procedure

import (
	"github.com/a-h/templ"

	"tongban/capability/procedure/drawing"
	"tongban/capability/workflow/bpmn"
	"tongban/ui"
)

// Mark is what is said at an element of a diagram: how far a case is there, how many cases
// are and how long they take.
type Mark struct {
	Tone  ui.Tone // empty is plain
	Badge string  // a few characters at the corner
	Foot  string  // a name on the lower edge
}

// Diagram draws a document with marks at its elements, by id. It is drawn by the server,
// needs no script and is printed as it stands. Label says what it shows to who hears the page.
func Diagram(doc *bpmn.Document, label string, marks map[string]Mark) templ.Component {
	p := drawing.PictureOf(doc)
	d := ui.DiagramProps{Label: label, X: p.View.X, Y: p.View.Y, W: p.View.W, H: p.View.H}
	for _, s := range p.Shapes {
		mark := marks[s.ID]
		shape := ui.DiagramShape{
			ID: s.ID, Kind: kindOf(s), Sign: signOf(s), X: s.X, Y: s.Y, W: s.W, H: s.H, Text: s.Text,
			Tone: mark.Tone, Badge: mark.Badge, Foot: mark.Foot, Dashed: s.Side,
		}
		d.Shapes = append(d.Shapes, shape)
	}
	for _, l := range p.Lines {
		line := ui.DiagramLine{Text: l.Text, Dashed: l.Dashed, Slash: l.Default}
		for _, at := range l.Points {
			line.Points = append(line.Points, [2]float64{at.X, at.Y})
		}
		d.Lines = append(d.Lines, line)
	}
	return ui.Diagram(d)
}

func kindOf(s drawing.Shape) ui.DiagramKind {
	switch {
	case s.Kind == bpmn.StartEvent:
		return ui.DiagramStart
	case s.Kind == bpmn.EndEvent:
		return ui.DiagramEnd
	case s.Kind.IsEvent():
		return ui.DiagramBetween
	case s.Kind.IsGateway():
		return ui.DiagramFork
	case s.Open, s.Kind == "participant", s.Kind == "lane", s.Kind == "group":
		return ui.DiagramFrame
	case s.Kind == "textAnnotation":
		return ui.DiagramNote
	}
	return ui.DiagramBox
}

// signs are the signs of elements.
var signs = map[bpmn.Kind]string{
	bpmn.UserTask: "person", bpmn.ManualTask: "hand", bpmn.ServiceTask: "gear", bpmn.BusinessRuleTask: "rows", bpmn.ScriptTask: "script",
	bpmn.SendTask: "letter", bpmn.ReceiveTask: "letter", bpmn.CallActivity: "call",
	bpmn.ExclusiveGateway: "cross", bpmn.ParallelGateway: "plus", bpmn.InclusiveGateway: "ring", bpmn.EventBasedGateway: "five",
}

// eventSigns are those of what events wait for or make happen.
var eventSigns = map[bpmn.EventKind]string{
	bpmn.Timer: "clock", bpmn.Message: "letter", bpmn.ErrorEvent: "flash", bpmn.Signal: "triangle", bpmn.Escalation: "up", bpmn.Terminate: "dot",
}

func signOf(s drawing.Shape) string {
	switch {
	case s.Open:
		return ""
	case s.Loop:
		return "many"
	case s.Event != "":
		return eventSigns[s.Event]
	}
	return signs[s.Kind]
}
