package catalogue

import "tongban/capability/audit"

// Events are the entries this capability writes to the log.
var Events = []audit.Event{
	{Name: revised, When: "An editor saved a draft of an item.", Data: "version, base"},
	{Name: discarded, When: "A version that was not published was thrown away.", Data: "version"},
	{Name: "catalogue.submitted", When: "An author handed a draft in.", Data: "version"},
	{Name: "catalogue.returned", When: "A version was given back to its author.", Data: "version"},
	{Name: "catalogue.reviewed", When: "A submitted version was found lawful and complete.", Data: "version"},
	{Name: "catalogue.published", When: "A reviewed version took the place of the current one.", Data: "version, number, digest (SHA-256)"},
	{Name: "catalogue.suspended", When: "An item takes no new applications for a while.", Data: "version"},
	{Name: "catalogue.resumed", When: "A suspended item takes applications again.", Data: "version"},
	{Name: "catalogue.retired", When: "An item was ended for good.", Data: "version"},
}
