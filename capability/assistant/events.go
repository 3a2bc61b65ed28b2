package assistant

import "tongban/capability/audit"

// wordingData is what the log keeps of a synonym.
type wordingData struct {
	Words string `json:"words"`
	Means string `json:"means"`
}

// Events are the entries this capability records.
var Events = []audit.Event{
	{Name: "assistant.synonym-added", When: "An editor said what an everyday word is called officially.", Data: "words, means"},
	{Name: "assistant.synonym-changed", When: "An editor changed a synonym.", Data: "words, means"},
	{Name: "assistant.synonym-deleted", When: "An editor deleted a synonym.", Data: "words, means"},
}
