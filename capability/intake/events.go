package intake

import "tongban/capability/audit"

// imported is named after what it changes: the log keeps the name for ever.
const imported = "catalogue.imported"

// Events are the entries this capability writes to the log. An import has one, not
// one for each item; see ADR 0017.
var Events = []audit.Event{
	{
		Name: imported, When: "Versions of items were published from an imported list: one entry for the whole list.",
		Data: "format, file (SHA-256), edition, added, changed, refused, digest (SHA-256 over a line \"code digest\" of each version, sorted)",
	},
}
