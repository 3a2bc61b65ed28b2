package application

import "tongban/capability/audit"

// Events are the audit events of application. What is handed in is an event of casework.
var Events = []audit.Event{
	{Name: "application.consented", When: "An applicant let licences and shared data be looked up for an application, or handed in what came of it.", Data: "licences and resources, or material, source, reference of each"},
	{Name: "application.invited", When: "An applicant made a link by which somebody else fills in their part.", Data: "party"},
	{Name: "application.invitation-revoked", When: "The link was ended.", Data: ""},
	{Name: "application.part-taken", When: "Somebody opened the link and took the part on.", Data: "party"},
	{Name: "application.cosigned", When: "Somebody whom an application names besides its applicant signed their part, online or before a member of staff.", Data: "party, method"},
	{Name: "application.part-done", When: "They said that their part is complete.", Data: "party"},
}
