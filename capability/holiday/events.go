package holiday

import "tongban/capability/audit"

const eventEntered = "holiday.entered"

// Events are the audit events of holiday.
var Events = []audit.Event{
	{Name: eventEntered, When: "A notice of days off was entered.", Data: "the notice, versions of the calendar before and after"},
}
