package procedure

import (
	"tongban/capability/audit"
	"tongban/kernel/id"
)

// The events of the log.
const (
	eventDrawn     = "procedure.drawn"
	eventDiscarded = "procedure.discarded"
	eventPublished = "procedure.published"
	eventRestored  = "procedure.restored"
	eventWithdrawn = "procedure.withdrawn"
	eventMoved     = "procedure.cases-moved"
)

// versionData is what an entry holds.
type versionData struct {
	Version  id.ID  `json:"version"`
	Revision int    `json:"revision"`
	Digest   string `json:"digest"`
}

const data = "version, revision, digest of the drawing"

// Events are the audit events of procedures.
var Events = []audit.Event{
	{Name: eventDrawn, When: "A draft of a procedure was saved.", Data: data},
	{Name: eventDiscarded, When: "A draft of a procedure was thrown away.", Data: data},
	{Name: eventPublished, When: "A procedure was put in force for new cases of its item.", Data: data},
	{Name: eventRestored, When: "The drawing of an earlier version was put in force again.", Data: data},
	{Name: eventWithdrawn, When: "A procedure was taken out of force; the item's stages hold again.", Data: data},
	{Name: eventMoved, When: "The cases that run on a version were ordered to be moved to the one in force.", Data: data},
}
