package lifestage

import "tongban/capability/audit"

// switchData is what the log holds of a switch.
type switchData struct {
	On bool `json:"on"`
}

// Events are the audit events of suggestions.
var Events = []audit.Event{
	{Name: "lifestage.switch", When: "Somebody turned suggestions on or off for themselves.", Data: "on or off"},
}
