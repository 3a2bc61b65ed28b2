// Package workflowtest draws processes for tests: by hand in a few lines, or at random.
package workflowtest

import (
	"fmt"
	"strings"
	"testing"

	"tongban/capability/workflow"
	"tongban/capability/workflow/bpmn"
)

// kinds are the words for nodes. The others have lines of their own.
var kinds = map[string]bpmn.Kind{
	"user": bpmn.UserTask, "manual": bpmn.ManualTask, "service": bpmn.ServiceTask, "rule": bpmn.BusinessRuleTask,
	"script": bpmn.ScriptTask, "send": bpmn.SendTask, "receive": bpmn.ReceiveTask, "call": bpmn.CallActivity, "sub": bpmn.SubProcess,
	"xor": bpmn.ExclusiveGateway, "and": bpmn.ParallelGateway, "or": bpmn.InclusiveGateway, "first": bpmn.EventBasedGateway,
	"end": bpmn.EndEvent, "throw": bpmn.ThrowEvent, "catch": bpmn.CatchEvent,
}

// Draw draws a process. Each line is a node with its properties, or flows:
//
//	user fire outcomes=pass,refuse     a task; its properties are those of tongban:task
//	and fork | xor way | or some       gateways; first: event-based
//	end done | end veto error=refused  events: timer= message= signal= error= escalation= terminate
//	script risk result=risk = form.area > 200.0 ? "high" : "low"
//	service check service=registry
//	at fire late timer=P5WD stays      an event on the border of fire, which stays or interrupts
//	many fire over=form.departments until=nrOfCompletedInstances>=2 sequential
//	sub reviews {  …  }                what follows up to the brace lies within
//	start > fire > way > done          flows; start is drawn for every level
//	way > fire if outcome == "again"   under a condition
//	way > done else                    the default
func Draw(t testing.TB, id, text string) *bpmn.Document {
	t.Helper()
	p := &pen{t: t, declared: map[string]bool{}, nodes: map[string]*bpmn.Element{}}
	root := bpmn.Build(id, id)
	p.root = root
	p.level(root, "start", strings.Split(text, "\n"))
	doc, faults := root.Document()
	if doc == nil {
		t.Fatalf("the drawing does not hold together: %v", faults)
	}
	// Read again: this is how the engine gets it.
	doc, faults = bpmn.Read(doc.Write())
	if doc == nil {
		t.Fatalf("the drawing cannot be read: %v", faults)
	}
	return doc
}

// Compile draws a process and compiles it.
func Compile(t testing.TB, id, text string, library ...*workflow.Definition) *workflow.Definition {
	t.Helper()
	d, faults := workflow.Compile(Draw(t, id, text), library...)
	if d == nil {
		t.Fatalf("the drawing cannot be executed: %+v", faults)
	}
	return d
}

type pen struct {
	t        testing.TB
	root     *bpmn.Builder
	declared map[string]bool
	nodes    map[string]*bpmn.Element
}

// level draws the lines up to a closing brace and returns the rest.
func (p *pen) level(b *bpmn.Builder, start string, lines []string) []string {
	b.Add(bpmn.StartEvent, start, "")
	for len(lines) > 0 {
		line := strings.TrimSpace(lines[0])
		lines = lines[1:]
		words := strings.Fields(line)
		switch {
		case len(words) == 0 || strings.HasPrefix(line, "#"):
		case line == "}":
			return lines
		case len(words) > 1 && words[1] == ">":
			p.flows(b, start, line)
		case strings.HasSuffix(line, "{"):
			e, within := b.Within(bpmn.SubProcess, words[1], words[1])
			p.nodes[words[1]] = e
			lines = p.level(within, words[1]+"-start", lines)
		case words[0] == "at":
			e := b.Attach(words[1], words[2], words[2], !strings.HasSuffix(line, " stays"))
			p.nodes[words[2]] = e
			p.event(e, words[3:])
		case words[0] == "many":
			p.many(p.nodes[words[1]], line)
		default:
			p.node(b, words, line)
		}
	}
	return nil
}

// flows draws a chain of flows.
func (p *pen) flows(b *bpmn.Builder, start, line string) {
	line, condition, _ := strings.Cut(line, " if ")
	line, otherwise := strings.CutSuffix(line, " else")
	ids := strings.Split(line, " > ")
	for i := range ids {
		if ids[i] = strings.TrimSpace(ids[i]); ids[i] == "start" {
			ids[i] = start
		}
	}
	for i := 0; i+1 < len(ids); i++ {
		flow := b.Connect(ids[i], ids[i+1], condition)
		if otherwise {
			b.Otherwise(flow)
		}
	}
}

// node draws an event, a task or a gateway.
func (p *pen) node(b *bpmn.Builder, words []string, line string) {
	kind, known := kinds[words[0]]
	if !known {
		p.t.Fatalf("there is no word %q", words[0])
	}
	e := b.Add(kind, words[1], words[1])
	p.nodes[words[1]] = e
	switch words[0] {
	case "user", "manual":
		task := bpmn.New(bpmn.Tongban, "task")
		for _, w := range words[2:] {
			name, value, _ := strings.Cut(w, "=")
			task.Set(name, value)
		}
		e.Extend(task)
	case "script":
		_, text, _ := strings.Cut(line, " = ")
		e.SetOf(bpmn.Tongban, "result", value(words, "result"))
		e.Append(bpmn.New(bpmn.Model, "script").Write(text))
	case "service":
		e.SetOf(bpmn.Tongban, "service", words[len(words)-1])
	case "rule":
		e.SetOf(bpmn.Tongban, "decision", words[len(words)-1])
	case "send", "receive":
		e.Set("messageRef", p.declare("message", words[1]))
	case "call":
		e.Set("calledElement", words[2])
	case "end", "throw", "catch":
		p.event(e, words[2:])
	}
}

// value returns what stands after name=.
func value(words []string, name string) string {
	for _, w := range words {
		if v, ok := strings.CutPrefix(w, name+"="); ok {
			return v
		}
	}
	return ""
}

// event draws what an event waits for or makes happen.
func (p *pen) event(e *bpmn.Element, words []string) {
	for _, w := range words {
		kind, what, _ := strings.Cut(w, "=")
		switch kind {
		case "timer":
			local := "timeDuration"
			if strings.HasPrefix(what, "R") {
				local = "timeCycle"
			}
			e.Append(bpmn.New(bpmn.Model, "timerEventDefinition").Append(bpmn.Expression(local, strings.ReplaceAll(what, "_", " "))))
		case "message", "signal", "error", "escalation":
			definition := bpmn.New(bpmn.Model, kind+"EventDefinition")
			if what != "" {
				definition.Set(kind+"Ref", p.declare(kind, what))
			}
			e.Append(definition)
		case "terminate", "compensate", "conditional", "cancel":
			e.Append(bpmn.New(bpmn.Model, kind+"EventDefinition"))
		case "link":
			e.Append(bpmn.New(bpmn.Model, "linkEventDefinition", "name", what))
		case "stays":
		default:
			p.t.Fatalf("there is no event %q", kind)
		}
	}
}

// declare declares a message or the like once and returns its id.
func (p *pen) declare(kind, name string) string {
	id := fmt.Sprintf("%s-%s", kind, name)
	if !p.declared[id] {
		p.declared[id] = true
		code := ""
		if kind == "error" || kind == "escalation" {
			code = name
		}
		p.root.Declare(kind, id, name, code)
	}
	return id
}

// many draws that an activity is done several times.
func (p *pen) many(e *bpmn.Element, line string) {
	loop := bpmn.New(bpmn.Model, "multiInstanceLoopCharacteristics")
	line, sequential := strings.CutSuffix(line, " sequential")
	if sequential {
		loop.Set("isSequential", "true")
	}
	line, until, _ := strings.Cut(line, " until=")
	if _, over, found := strings.Cut(line, " over="); found {
		loop.SetOf(bpmn.Tongban, "over", over)
	}
	if _, times, found := strings.Cut(line, " times="); found {
		loop.Append(bpmn.Expression("loopCardinality", times))
	}
	if until != "" {
		loop.Append(bpmn.Expression("completionCondition", until))
	}
	e.Append(loop)
}
