package drawing

import "tongban/capability/workflow/bpmn"

// Blank is a process without a step: a start that leads to an end.
func Blank(id, name string) string {
	b := bpmn.Build(id, name)
	b.Add(bpmn.StartEvent, "Start", "")
	b.Add(bpmn.EndEvent, "End", "")
	b.Connect("Start", "End", "")
	doc, faults := b.Document()
	if doc == nil {
		panic(faults[0].Key) // id is the caller's own
	}
	return string(doc.Write())
}
