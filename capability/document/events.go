package document

import "tongban/capability/audit"

const (
	received = "document.received"
	removed  = "document.removed"
)

// Events are the audit events of files. Who looked at a file is recorded by the
// capability that showed it.
var Events = []audit.Event{
	{Name: received, When: "A file was taken in; the subject is the file."},
	{Name: removed, When: "A file was removed because nothing refers to it any more."},
}
