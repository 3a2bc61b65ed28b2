package prereview

import "tongban/capability/audit"

const which = "application, state"

// Events are the audit events of prereview.
var Events = []audit.Event{
	{Name: "prereview.asked", When: "An applicant asked a person to look at a draft.", Data: which},
	{Name: "prereview.claimed", When: "A member of staff took the look on.", Data: which},
	{Name: "prereview.ready", When: "They found that the application can be handed in.", Data: which},
	{Name: "prereview.mend", When: "They listed what has to be mended.", Data: which},
	{Name: "prereview.cancelled", When: "The applicant took the request back.", Data: which},
	{Name: "prereview.handed-over", When: "A ready draft was put on a list for the platform that decides.", Data: which},
	{Name: "prereview.settled", When: "The result of the other platform was entered.", Data: which},
}
