package objection

import "tongban/capability/audit"

// objectionData is what an entry holds.
type objectionData struct {
	Number  string  `json:"number"`
	Kind    Kind    `json:"kind"`
	About   About   `json:"about"`
	Outcome Outcome `json:"outcome,omitempty"`
}

const data = "number, kind, what it is about, outcome"

// Events are the audit events of objections.
var Events = []audit.Event{
	{Name: "objection.file", When: "Somebody objected or complained.", Data: data},
	{Name: "objection.answer", When: "The office answered.", Data: data},
}
