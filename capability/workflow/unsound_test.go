package workflow_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"tongban/capability/workflow"
	"tongban/capability/workflow/bpmn"
	"tongban/capability/workflow/workflowtest"
)

// TestRandomUnsoundProcessesAreRefused breaks random sound processes in random ways and
// has cases play in them with the engine alone: if one of them gets stuck, does a step
// twice, loses work or never ends, the check has to have found an error.
func TestRandomUnsoundProcessesAreRefused(t *testing.T) {
	runs, plays := 400, 12
	if os.Getenv("TONGBAN_LONG") != "" {
		runs, plays = 12_000, 12
	}
	bad, refused, compiled := 0, 0, 0
	for seed := range runs {
		m := mutant{Rand: rand.New(rand.NewPCG(uint64(seed), 9))}
		d, must := m.breed(t)
		if d == nil { // the compiler refuses it
			continue
		}
		compiled++
		found := slices.DeleteFunc(d.Sound(workflow.Known{}), func(f workflow.Fault) bool { return f.Severity != bpmn.Error })
		if len(found) > 0 {
			refused++
		}
		why := must
		for range plays {
			if why == "" {
				why = m.judge(d)
			}
		}
		if why == "" {
			continue
		}
		if bad++; len(found) == 0 {
			t.Errorf("seed %d, %s: the check found nothing, and a case %s", seed, m.did, why)
		}
	}
	t.Logf("%d of %d broken drawings could be executed, %d went wrong, %d were refused", compiled, runs, bad, refused)
	if bad < runs/10 {
		t.Error("hardly anything went wrong: the test proves little")
	}
}

// mutant breaks drawings.
type mutant struct {
	*rand.Rand
	did       string
	terminate string   // the end event that was made to terminate
	beside    []string // border events that interrupt nothing: what they begin may be done twice
}

var (
	flows    = regexp.MustCompile(`(?s)<bpmn:sequenceFlow id="([^"]+)" sourceRef="([^"]+)" targetRef="([^"]+)"(/>|>.*?</bpmn:sequenceFlow>)`)
	gateways = regexp.MustCompile(`(?s)<bpmn:(parallel|exclusive|inclusive)Gateway id="([^"]+)".*?</bpmn:(?:parallel|exclusive|inclusive)Gateway>`)
	ends     = regexp.MustCompile(`(?s)<bpmn:endEvent id="([^"]+)">(.*?)</bpmn:endEvent>`)
	stays    = regexp.MustCompile(`<bpmn:boundaryEvent id="([^"]+)"[^>]* cancelActivity="false"`)
	asked    = regexp.MustCompile(`(?s)<bpmn:conditionExpression.*?</bpmn:conditionExpression>`)
)

// breed breaks a random drawing. must says what is wrong with it for certain.
func (m *mutant) breed(t *testing.T) (d *workflow.Definition, must string) {
	docs := workflowtest.Random(m.Rand, 2+m.IntN(8)).Documents()
	var library []*workflow.Definition
	for _, doc := range docs[:len(docs)-1] {
		one, _ := workflow.Compile(doc, library...)
		library = append(library, one)
	}
	xml := string(docs[len(docs)-1].Write())
	switch m.IntN(7) {
	case 0:
		xml = m.unlink(xml)
	case 1, 2:
		xml = m.swap(xml)
	case 3:
		m.did = "nobody to do it"
		if xml = strings.Replace(xml, ` role="reviewer"`, "", 1); !strings.Contains(xml, "<tongban:task limit") {
			return nil, ""
		}
		must = "waits for nobody"
	case 4:
		m.did = "no limit"
		if xml = strings.Replace(xml, ` limit="2"`, "", 1); !strings.Contains(xml, `role="reviewer" outcomes`) {
			return nil, ""
		}
		must = "has no limit"
	case 5:
		xml = m.turn(xml)
	case 6:
		xml = m.end(xml)
	}
	for _, b := range stays.FindAllStringSubmatch(xml, -1) {
		m.beside = append(m.beside, b[1])
	}
	d, _ = workflow.Parse([]byte(xml), library...)
	return d, must
}

// unlink takes a flow away.
func (m *mutant) unlink(xml string) string {
	all := flows.FindAllStringSubmatch(xml, -1)
	one := all[m.IntN(len(all))]
	m.did = "without " + one[2] + " > " + one[3]
	xml = strings.Replace(xml, one[0], "", 1)
	for _, tag := range []string{"<bpmn:incoming>%s</bpmn:incoming>", "<bpmn:outgoing>%s</bpmn:outgoing>", ` default="%s"`} {
		xml = strings.ReplaceAll(xml, fmt.Sprintf(tag, one[1]), "")
	}
	return xml
}

// swap makes another kind of a gateway.
func (m *mutant) swap(xml string) string {
	all := gateways.FindAllStringSubmatch(xml, -1)
	if len(all) == 0 {
		return xml
	}
	one := all[m.IntN(len(all))]
	kind := []string{"parallel", "exclusive", "inclusive"}[m.IntN(3)]
	m.did = one[2] + " is " + kind
	changed := strings.ReplaceAll(one[0], one[1]+"Gateway", kind+"Gateway")
	if kind == "parallel" {
		changed = regexp.MustCompile(` default="[^"]*"`).ReplaceAllString(changed, "")
	}
	xml = strings.Replace(xml, one[0], changed, 1)
	return flows.ReplaceAllStringFunc(xml, func(text string) string {
		f := flows.FindStringSubmatch(text)
		switch {
		case f[2] != one[2]:
		case kind == "parallel":
			return asked.ReplaceAllString(text, "")
		case f[4] == "/>" && strings.Count(xml, `sourceRef="`+one[2]+`"`) > 1 && !strings.Contains(changed, `default="`+f[1]+`"`):
			return strings.TrimSuffix(text, "/>") + "><bpmn:conditionExpression>form.yes</bpmn:conditionExpression></bpmn:sequenceFlow>"
		}
		return text
	})
}

// turn leads a flow elsewhere, or adds one.
func (m *mutant) turn(xml string) string {
	all := flows.FindAllStringSubmatch(xml, -1)
	one, other := all[m.IntN(len(all))], all[m.IntN(len(all))]
	if m.IntN(2) == 0 {
		m.did = one[2] + " leads to " + other[3]
		return strings.Replace(xml, one[0], strings.Replace(one[0], `targetRef="`+one[3]+`"`, `targetRef="`+other[3]+`"`, 1), 1)
	}
	m.did = one[2] + " leads to " + other[3] + ", too"
	condition := ""
	if asked.MatchString(one[0]) {
		condition = "<bpmn:conditionExpression>form.yes</bpmn:conditionExpression>"
	}
	return strings.Replace(xml, one[0], one[0]+fmt.Sprintf(`<bpmn:sequenceFlow id="more" sourceRef="%s" targetRef="%s">%s</bpmn:sequenceFlow>`, one[2], other[3], condition), 1)
}

// end leads a flow to an end that ends everything.
func (m *mutant) end(xml string) string {
	all := flows.FindAllStringSubmatch(xml, -1)
	one := all[m.IntN(len(all))]
	m.did, m.terminate = one[2]+" ends everything", "over"
	turned := strings.Replace(one[0], `targetRef="`+one[3]+`"`, `targetRef="over"`, 1)
	return strings.Replace(xml, one[0], turned+`<bpmn:endEvent id="over"><bpmn:terminateEventDefinition/></bpmn:endEvent>`, 1)
}

// judge plays one case with the engine alone, and says what goes wrong in it.
func (m *mutant) judge(d *workflow.Definition) string {
	open := map[string]workflow.Event{} // what can happen
	s, effects, err := d.Start(m.answers())
	for moves := 0; err == nil; moves++ {
		for _, e := range effects {
			switch e := e.(type) {
			case workflow.TaskOpened:
				open[fmt.Sprint("task ", e.ID, " ", e.Node)] = workflow.Completed{Activity: e.ID}
			case workflow.TaskClosed:
				if delete(open, fmt.Sprint("task ", e.ID, " ", e.Node)); e.Why == workflow.ByProcess && s.Over() && s.Ended.Node == m.terminate && e.Element == "" {
					return "loses " + e.Node
				}
			case workflow.Called:
				open[fmt.Sprint("call ", e.ID)] = workflow.Completed{Activity: e.ID}
			case workflow.CalledOff:
				delete(open, fmt.Sprint("call ", e.ID))
			case workflow.TimerSet:
				if !slices.Contains(m.beside, e.Node) {
					open[fmt.Sprint("timer ", e.Timer)] = workflow.Fired{Timer: e.Timer}
				}
			case workflow.TimerCleared:
				delete(open, fmt.Sprint("timer ", e.Timer))
			case workflow.Awaits:
				open[fmt.Sprint("wait ", e.Wait)] = workflow.Received{Message: e.Name, Wait: e.Wait}
			case workflow.AwaitsNoMore:
				delete(open, fmt.Sprint("wait ", e.Wait))
			case workflow.Incident:
				switch e.Key {
				case "workflow.incident.join", "workflow.incident.circle":
					return "is stuck at " + e.Node
				}
				return "" // no way holds, or a list is not there: of that the check warns
			}
		}
		switch {
		case s.Over():
			return ""
		case len(open) == 0:
			return "stands still"
		case len(s.Tokens) > 40: // heaped up before a join: another play will show it sooner
			return ""
		case moves > 300:
			return "never ends"
		}
		if node := doubled(s); node != "" {
			return "does " + node + " twice"
		}
		what := slices.Sorted(maps.Keys(open))[m.IntN(len(open))]
		e := open[what]
		if c, task := e.(workflow.Completed); task && strings.HasPrefix(what, "task ") {
			node, _ := d.Task(what[strings.LastIndex(what, " ")+1:])
			c.Outcome = node.Outcomes[m.IntN(len(node.Outcomes))]
			e = c
		} else {
			delete(open, what)
		}
		s, effects, err = d.Step(s, e, m.answers())
	}
	return "" // too large: it was told so
}

// doubled finds a task at which two tokens stand.
func doubled(s workflow.State) string {
	for i, t := range s.Tokens {
		if len(t.Work) > 0 && slices.ContainsFunc(s.Tokens[:i], func(o workflow.Token) bool { return o.At == t.At && o.Scope == t.Scope }) {
			return t.At
		}
	}
	return ""
}

// answers are other ones for every step: the check holds for all of them.
func (m *mutant) answers() workflow.Input {
	values := map[string]any{"yes": m.IntN(2) == 0}
	for i := range 120 {
		var chosen []int
		for k := range 3 {
			if m.IntN(2) == 0 {
				chosen = append(chosen, k)
			}
		}
		values[fmt.Sprint("b", i)] = chosen
		values[fmt.Sprint("l", i)] = []string{"FIRE", "WATER"}
	}
	return workflow.Input{Now: workflowtest.Monday, Values: values}
}
