package announcement

import (
	"tongban/capability/audit"
	"tongban/kernel/id"
)

// The events of the log.
const (
	eventWritten   = "announcement.written"
	eventDiscarded = "announcement.discarded"
	eventPublished = "announcement.published"
	eventWithdrawn = "announcement.withdrawn"
)

// versionData is what an entry holds.
type versionData struct {
	Version  id.ID  `json:"version"`
	Revision int    `json:"revision"`
	Digest   string `json:"digest"`
}

const data = "version, revision, digest of what it says"

// Events are the audit events of announcements.
var Events = []audit.Event{
	{Name: eventWritten, When: "A draft of an announcement was stored.", Data: data},
	{Name: eventDiscarded, When: "A draft of an announcement was thrown away.", Data: data},
	{Name: eventPublished, When: "An announcement, or a correction of one, was published.", Data: data},
	{Name: eventWithdrawn, When: "A published announcement was taken back.", Data: data},
}
