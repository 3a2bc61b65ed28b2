package recheck

import "tongban/capability/audit"

// sampleData is what an entry of a sample holds.
type sampleData struct {
	Case    string  `json:"case"`
	Ground  Ground  `json:"ground"`
	Verdict Verdict `json:"verdict,omitempty"`
}

// alarmData is what an entry of an alarm holds.
type alarmData struct {
	Item  string `json:"item"`
	Cause Cause  `json:"cause"`
}

// Events are the audit events of samples and alarms.
var Events = []audit.Event{
	{Name: "recheck.draw", When: "A case was drawn to be looked at again.", Data: "case, ground"},
	{Name: "recheck.judge", When: "Somebody looked again and agreed or disputed.", Data: "case, ground, verdict"},
	{Name: "recheck.alarm", When: "Automatic decisions on an item want a look.", Data: "item, cause"},
	{Name: "recheck.end-alarm", When: "Somebody said what was found.", Data: "item, cause"},
}
