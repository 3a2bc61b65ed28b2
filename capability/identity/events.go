package identity

import "tongban/capability/audit"

const (
	signedIn     = "identity.signed-in"
	signedOut    = "identity.signed-out"
	sessionEnded = "identity.session-ended"
)

// Events are the audit entries of identity.
var Events = []audit.Event{
	{Name: signedIn, When: "Somebody signed in; the subject is the session.", Data: "means"},
	{Name: signedOut, When: "Somebody signed out, or signed in anew in the same browser; the subject is the session."},
	{Name: sessionEnded, When: "Somebody ended one of their own sessions from another one; the subject is the session ended."},
}
