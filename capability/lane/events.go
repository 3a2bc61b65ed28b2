package lane

import "tongban/capability/audit"

const which = "number of the case, step, reason"

// Events are the audit events of the lane.
var Events = []audit.Event{
	{Name: "lane.enter", When: "A case was found to be in the green lane.", Data: which},
	{Name: "lane.step", When: "A step of the lane was done.", Data: which},
	{Name: "lane.leave", When: "A step was refused, or the rule held no more: the case goes on as an ordinary one.", Data: which},
	{Name: "lane.end", When: "The result was reported back, or the case ended without one.", Data: which},
}
