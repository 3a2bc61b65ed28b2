package shadow

import "tongban/capability/audit"

// runData is what an entry of a run holds.
type runData struct {
	Item   string `json:"item"`
	Digest string `json:"digest"`
	Wanted int    `json:"wanted,omitempty"`
	Cases  int    `json:"cases,omitempty"`
	Agreed int    `json:"agreed,omitempty"`
}

// Events are the audit events of shadow runs.
var Events = []audit.Event{
	{Name: "shadow.start", When: "Somebody had rules run over past cases.", Data: "item, digest of the rules, cases wanted"},
	{Name: "shadow.end", When: "The run ended.", Data: "item, digest of the rules, cases compared, cases agreed"},
}
