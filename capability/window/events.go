package window

import "tongban/capability/audit"

// Events are the audit events of window.
var Events = []audit.Event{
	{Name: "window.began", When: "A member of staff began to help somebody; the subject is the visit.", Data: "channel"},
	{Name: "window.for-firm", When: "A member of staff noted for which firm somebody came; the subject is the visit.", Data: "code of the firm, by what power"},
	{Name: "window.original-checked", When: "Somebody held an original beside its copy; the subject is the application.", Data: "material"},
	{Name: "window.original-returned", When: "An original was given back; the subject is the application.", Data: "material"},
	{Name: "window.signing-asked", When: "An applicant was given a link to sign on their telephone; the subject is the visit."},
	{Name: "window.signed", When: "An applicant signed on their telephone; the subject is the visit."},
	{Name: "window.handed-out", When: "Results were given out; the subject is the hand-out.", Data: "numbers of the cases"},
}
