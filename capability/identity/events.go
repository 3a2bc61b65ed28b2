package identity

import "tongban/capability/audit"

const (
	signedIn        = "identity.signed-in"
	signInFailed    = "identity.sign-in-failed"
	signedOut       = "identity.signed-out"
	sessionEnded    = "identity.session-ended"
	mandateGiven    = "identity.mandate-given"
	mandateAccepted = "identity.mandate-accepted"
	mandateEnded    = "identity.mandate-ended"
	actingBegan     = "identity.acting-began"

	firmAdded  = "identity.firm-added"
	childAdded = "identity.child-added"

	registerAsked    = "identity.register-asked"
	identityProven   = "identity.proven"
	accountReclaimed = "identity.account-reclaimed"
	mobileBound      = "identity.mobile-bound"
	profileChanged   = "identity.profile-changed"
	othersEnded      = "identity.others-ended"
	personMet        = "identity.met"

	staffCreated  = "identity.staff-created"
	staffDisabled = "identity.staff-disabled"
	staffEnabled  = "identity.staff-enabled"
	rolesSet      = "identity.roles-set"
	staffPosted   = "identity.staff-posted"
	passwordSet   = "identity.password-set"
)

// Events are the audit entries of identity.
var Events = []audit.Event{
	{Name: signedIn, When: "Somebody signed in; the subject is the session.", Data: "means"},
	{Name: signInFailed, When: "Somebody gave a wrong code or password; the subject is whose account it was, 0 if nobody's.", Data: "means"},
	{Name: signedOut, When: "Somebody signed out, or signed in anew in the same browser; the subject is the session."},
	{Name: sessionEnded, When: "Somebody ended one of their own sessions from another one; the subject is the session ended."},
	{Name: mandateGiven, When: "A firm or person offered somebody the power to act for them; the subject is the mandate.", Data: "for, relation"},
	{Name: mandateAccepted, When: "Somebody accepted a mandate; the subject is the mandate.", Data: "for, relation"},
	{Name: mandateEnded, When: "A mandate was declined, given up or taken back; the subject is the mandate.", Data: "for, relation"},
	{Name: actingBegan, When: "Somebody began to act for another in a session; the subject is the mandate.", Data: "for"},
	{Name: firmAdded, When: "Somebody became the representative of a firm by the business register; the subject is the mandate.", Data: "for, relation"},
	{Name: childAdded, When: "A guardian recorded a child by the population register; the subject is the mandate.", Data: "for, relation"},
	{Name: registerAsked, When: "Somebody had a register asked about a person or a firm, whatever it answered; the subject is who asked.", Data: "register"},
	{Name: identityProven, When: "The population register confirmed somebody's name and ID number; the subject is the person."},
	{Name: accountReclaimed, When: "Somebody with a new mobile took their earlier account over by its mobile; the subject is that account, the actor the new one."},
	{Name: mobileBound, When: "Somebody bound another mobile, themselves or before a member of staff, who is the actor then; other sessions ended. The subject is the person."},
	{Name: profileChanged, When: "Somebody changed their address or e-mail; the subject is the person."},
	{Name: othersEnded, When: "Somebody ended all their other sessions; the subject is the session that stays."},
	{Name: personMet, When: "A member of staff saw somebody's ID card at a counter; the subject is the person."},
	{Name: staffCreated, When: "A staff account was made; the subject is the member.", Data: "roles"},
	{Name: staffDisabled, When: "A staff account was disabled and its sessions ended; the subject is the member.", Data: "roles"},
	{Name: staffEnabled, When: "A disabled staff account was opened again; the subject is the member.", Data: "roles"},
	{Name: rolesSet, When: "A staff account was given other roles; the subject is the member.", Data: "roles"},
	{Name: staffPosted, When: "A member of staff was moved to another department or outlet; the subject is the member.", Data: "roles"},
	{Name: passwordSet, When: "The password of a staff account was set, by the member or by another; the other sessions ended. The subject is the member."},
}
