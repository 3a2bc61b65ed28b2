package integration

import "tongban/capability/audit"

const (
	eventMade    = "integration.made"
	eventRevoked = "integration.revoked"
)

// Events are the audit entries of integration.
var Events = []audit.Event{
	{Name: eventMade, When: "A service key was made for a program; the subject is the key.", Data: "name, department, scopes, expiry"},
	{Name: eventRevoked, When: "A service key was revoked; the subject is the key.", Data: "name, department"},
}
