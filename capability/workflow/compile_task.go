package workflow

import (
	"slices"
	"strconv"
	"strings"

	"cel.dev/cel-go/cel"

	"tongban/capability/workflow/bpmn"
)

// human takes the properties of a human task.
func (c *compiler) human(n *node, b *bpmn.Node) {
	t := Task{Node: n.id, Name: b.Name}
	if e := b.Element.Extension(bpmn.Tongban, "task"); e != nil {
		t.read(e, func(key string, args ...any) { c.fault(b.Item, key, args...) })
	}
	n.task = t.complete()
	if t.Candidates != "" {
		n.candidates = c.program(b.Item, t.Candidates, cel.ListType(cel.StringType))
	}
}

// read takes what the element says; fault notes what makes no sense.
func (t *Task) read(e *bpmn.Element, fault func(key string, args ...any)) {
	text := func(local string) string { return strings.TrimSpace(e.Attr(local)) }
	words := func(local string) []string {
		return strings.FieldsFunc(e.Attr(local), func(r rune) bool { return r == ',' || r == ' ' })
	}
	one := func(local, value string, allowed ...string) {
		for _, a := range allowed {
			if value == a {
				return
			}
		}
		if value != "" {
			fault("task-word", local, value, strings.Join(allowed, ", "))
		}
	}
	t.Stage, t.Role, t.Department, t.Candidates = text("stage"), text("role"), text("department"), text("candidates")
	t.Fields, t.Outcomes, t.Notice = words("fields"), words("outcomes"), text("notice")
	t.Unit, t.Clock, t.Procedure, t.Statute = text("unit"), text("clock"), text("procedure"), text("statute")
	t.Decides, t.Visit = text("decides") == "true", text("visit") == "true"
	one("unit", t.Unit, Workday, Minute)
	one("clock", t.Clock, Run, Special)
	if t.Clock == Special && t.Procedure == "" && t.Statute == "" {
		fault("task-special")
	}
	number := func(local string, least, most float64) float64 {
		value := text(local)
		n, err := strconv.ParseFloat(value, 64)
		if value != "" && (err != nil || n < least || n > most) {
			fault("task-number", local, value)
		}
		return n
	}
	t.Limit = number("limit", 0.01, 10_000)
	t.Countersign = int(number("countersign", 1, maxInstances))
	if t.Visit && (t.Decides || t.Countersign > 1 || len(t.Outcomes) > 0 && !slices.Equal(t.Outcomes, []string{Pass})) {
		fault("task-visit")
	}
}

// element writes t as the element it is read from.
func (t Task) element() *bpmn.Element {
	limit, signers := "", ""
	if t.Limit > 0 {
		limit = strconv.FormatFloat(t.Limit, 'f', -1, 64)
	}
	if t.Countersign > 1 {
		signers = strconv.Itoa(t.Countersign)
	}
	is := func(b bool) string {
		if b {
			return "true"
		}
		return ""
	}
	return bpmn.New(bpmn.Tongban, "task",
		"stage", t.Stage, "role", t.Role, "department", t.Department, "candidates", t.Candidates, "fields", strings.Join(t.Fields, ","),
		"limit", limit, "unit", t.Unit, "clock", t.Clock, "procedure", t.Procedure, "statute", t.Statute,
		"countersign", signers, "outcomes", strings.Join(t.Outcomes, ","), "notice", t.Notice, "decides", is(t.Decides), "visit", is(t.Visit))
}
