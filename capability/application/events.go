package application

import "tongban/capability/audit"

// Events are the audit events of application. What is handed in is an event of casework.
var Events = []audit.Event{
	{Name: "application.consented", When: "An applicant let licences and shared data be looked up for an application, or handed in what came of it.", Data: "licences and resources, or material, source, reference of each"},
}
