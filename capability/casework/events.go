package casework

import "tongban/capability/audit"

const (
	eventConsented = "casework.consented"
	eventAsked     = "casework.data-shared"
)

const moved = "seq, from, to, digest of the detail"

// Events are the audit entries of this capability. Every move of a case is one; its
// subject is the case number.
var Events = []audit.Event{
	{Name: eventAsked, When: "Another department's data about the applicant was used for a draft.", Data: "resource, source"},
	{Name: eventConsented, When: "The applicant let licences and shared data stand for materials.", Data: "materials with their source and reference"},

	{Name: "casework.submit", When: "An application was handed in: the case begins.", Data: moved},
	{Name: "casework.start-pre-review", When: "The window took the case on.", Data: moved},
	{Name: "casework.request-correction", When: "The applicant was told, once, everything to mend.", Data: moved},
	{Name: "casework.correct", When: "The mended application was handed in.", Data: moved},
	{Name: "casework.lapse-correction", When: "No correction came in time; the case ended.", Data: moved},
	{Name: "casework.deem-accepted", When: "Silence accepted the case.", Data: moved},
	{Name: "casework.accept", When: "The window accepted the case.", Data: moved},
	{Name: "casework.find-not-needed", When: "No permission is needed; the case ended.", Data: moved},
	{Name: "casework.refuse", When: "Acceptance was refused; the case ended.", Data: moved},
	{Name: "casework.start-review", When: "A reviewer took the case on.", Data: moved},
	{Name: "casework.pass-stage", When: "A stage of the department's procedure was passed.", Data: moved},
	{Name: "casework.enter-special", When: "A special procedure began; the clock stopped.", Data: moved},
	{Name: "casework.leave-special", When: "The special procedure ended.", Data: moved},
	{Name: "casework.suspend", When: "The case was suspended.", Data: moved},
	{Name: "casework.resume", When: "The case was resumed.", Data: moved},
	{Name: "casework.extend", When: "The time to decide was extended.", Data: moved},
	{Name: "casework.propose-decision", When: "The review ended; the decision is asked for.", Data: moved},
	{Name: "casework.grant", When: "The case was granted.", Data: moved},
	{Name: "casework.deny", When: "The case was denied.", Data: moved},
	{Name: "casework.issue", When: "The licence was issued.", Data: moved},
	{Name: "casework.deliver", When: "The result was delivered; the case is complete.", Data: moved},
	{Name: "casework.withdraw", When: "The applicant took the application back.", Data: moved},
	{Name: "casework.terminate", When: "The case was ended without a decision.", Data: moved},
}
