package notice

import (
	"tongban/capability/audit"
	"tongban/kernel/id"
)

// The events of the log.
const (
	eventDrawn     = "notice.drawn"
	eventFallback  = "notice.fallback"
	eventWritten   = "notice.template-written"
	eventDiscarded = "notice.template-discarded"
	eventPublished = "notice.template-published"
	eventWithdrawn = "notice.template-withdrawn"
)

// drawnData is what an entry about a paper holds.
type drawnData struct {
	Number string `json:"number"`
	File   string `json:"file"`
}

// templateData is what an entry about a template holds.
type templateData struct {
	Template id.ID  `json:"template"`
	Name     Name   `json:"name"`
	Revision int    `json:"revision"`
	Digest   string `json:"digest,omitempty"`
	Field    string `json:"field,omitempty"`
}

const data = "template, name, revision, digest of its words"

// Events are the audit events of notices.
var Events = []audit.Event{
	{Name: eventDrawn, When: "The file of an official paper was drawn and signed.", Data: "number, digest of the file"},
	{Name: eventFallback, When: "A department's template named a field that is gone; the built-in words were used.", Data: "template, name, revision, the field"},
	{Name: eventWritten, When: "A draft of a template of notices was stored.", Data: data},
	{Name: eventDiscarded, When: "A draft of a template of notices was thrown away.", Data: data},
	{Name: eventPublished, When: "A template of notices was published.", Data: data},
	{Name: eventWithdrawn, When: "A template of notices was taken back; the built-in words hold again.", Data: data},
}
