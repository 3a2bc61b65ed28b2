package desk

import "tongban/capability/audit"

// Events are the audit events of the desk.
var Events = []audit.Event{
	{Name: "desk.mark", When: "Somebody remarked on a place in a material."},
	{Name: "desk.unmark", When: "Somebody took back a remark of their own."},
	{Name: "desk.phrase", When: "A phrase of a person or department was added, changed or removed."},
}
