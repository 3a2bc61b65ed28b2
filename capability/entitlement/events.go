package entitlement

import "tongban/capability/audit"

// invitationData is what an entry of an invitation holds; nothing of what the rule was told.
type invitationData struct {
	Programme string `json:"programme"`
	State     State  `json:"state"`
	Digest    []byte `json:"digest,omitempty"` // of the sealed facts
	Case      string `json:"case,omitempty"`
}

// roundData is what an entry of a round holds.
type roundData struct {
	Looked  int `json:"looked"`
	Matched int `json:"matched"`
}

// switchData is what an entry of a switch holds.
type switchData struct {
	Mode Mode `json:"mode"`
}

// Events are the audit events of entitlements.
var Events = []audit.Event{
	{Name: "entitlement.invite", When: "A rule found somebody entitled and they were told so.", Data: "programme, state, digest of the sealed facts"},
	{Name: "entitlement.confirm", When: "They confirmed: an application was handed in.", Data: "programme, state, case"},
	{Name: "entitlement.end", When: "An invitation ended in another way: declined, objected to, expired, no longer true, applied for otherwise, stopped.", Data: "programme, state"},
	{Name: "entitlement.object", When: "Somebody objected to being matched.", Data: ""},
	{Name: "entitlement.return", When: "Somebody took their objection back.", Data: ""},
	{Name: "entitlement.round", When: "A programme has looked through its population.", Data: "looked, matched"},
	{Name: "entitlement.switch", When: "Somebody paused, stopped or took up a programme.", Data: "mode"},
}
