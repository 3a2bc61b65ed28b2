package warning

import "tongban/capability/audit"

// Events are the audit events of warnings.
var Events = []audit.Event{
	{Name: "warning.look", When: "A case was looked at by itself for what is unusual.", Data: "kinds that were looked for, number of new warnings"},
	{Name: "warning.answer", When: "A reviewer answered a warning.", Data: "number of the case, kind, where it stands"},
	{Name: "warning.kind", When: "What a kind of warning is set to was changed.", Data: "whether it is on, thresholds"},
	{Name: "warning.rule", When: "A condition under which answers contradict each other was changed.", Data: "item, whether it is on"},
}
