package rulebook

import (
	"tongban/capability/audit"
	"tongban/kernel/id"
)

// The events of the log.
const (
	eventWritten   = "rulebook.written"
	eventDiscarded = "rulebook.discarded"
	eventPublished = "rulebook.published"
	eventWithdrawn = "rulebook.withdrawn"
)

// versionData is what an entry holds.
type versionData struct {
	Version id.ID  `json:"version"`
	Number  int64  `json:"number"`
	Digest  string `json:"digest"`
	Proof   string `json:"proof,omitempty"`
}

const data = "version, number, digest of rules and inputs"

// Events are the audit events of rulebooks.
var Events = []audit.Event{
	{Name: eventWritten, When: "A draft of a rulebook was saved.", Data: data},
	{Name: eventDiscarded, When: "A draft of a rulebook was thrown away.", Data: data},
	{Name: eventPublished, When: "A rulebook was put in force for cases of its item.", Data: data + ", the shadow run that proved it"},
	{Name: eventWithdrawn, When: "A rulebook was taken out of force; people decide again.", Data: data},
}
