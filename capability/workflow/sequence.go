package workflow

import "tongban/capability/workflow/bpmn"

// Sequence draws the process of an item for which nobody has drawn one: its tasks one
// after the other. Nodes of the tasks have to be names of XML other than Start and End.
func Sequence(id, name string, tasks []Task) *bpmn.Document {
	b := bpmn.Build(id, name)
	b.Add(bpmn.StartEvent, "Start", "")
	last := "Start"
	for _, t := range tasks {
		b.Add(bpmn.UserTask, t.Node, t.Name).Extend(t.element())
		b.Connect(last, t.Node, "")
		last = t.Node
	}
	b.Add(bpmn.EndEvent, "End", "")
	b.Connect(last, "End", "")
	doc, faults := b.Document()
	if doc == nil {
		panic(faults[0].Key) // ids of tasks are codes of the caller
	}
	return doc
}
