package bundle

import (
	"tongban/capability/audit"
	"tongban/kernel/id"
)

// The events of the log.
const (
	eventWritten   = "bundle.written"
	eventDiscarded = "bundle.discarded"
	eventPublished = "bundle.published"
	eventWithdrawn = "bundle.withdrawn"
)

// versionData is what an entry holds.
type versionData struct {
	Version id.ID  `json:"version"`
	Number  int64  `json:"number"`
	Digest  string `json:"digest"`
}

const data = "version, number, digest of the definition"

// Events are the audit events of bundles.
var Events = []audit.Event{
	{Name: eventWritten, When: "A draft of a bundle was saved.", Data: data},
	{Name: eventDiscarded, When: "A draft of a bundle was thrown away.", Data: data},
	{Name: eventPublished, When: "A bundle was offered, in place of the version before it.", Data: data},
	{Name: eventWithdrawn, When: "A bundle was taken out of the offer; what was handed in goes on.", Data: data},
}
