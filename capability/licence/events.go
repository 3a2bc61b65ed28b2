package licence

import "tongban/capability/audit"

const (
	eventIssued     = "licence.issued"
	eventRegistered = "licence.registered"
	eventChanged    = "licence.changed"
	eventDrawn      = "licence.drawn"
	eventAmended    = "licence.amended"
	eventProposed   = "licence.proposed"
	eventSettled    = "licence.settled"

	eventCopied      = "licence.copied"
	eventUsed        = "licence.used"
	eventPermitted   = "licence.permitted"
	eventUnpermitted = "licence.unpermitted"
)

// Events are the audit entries of this capability. Their subject is the licence.
var Events = []audit.Event{
	{Name: eventIssued, When: "A licence was issued.", Data: "identifier, type, status, digest of the content, caseNo"},
	{Name: eventRegistered, When: "A licence issued elsewhere was taken over.", Data: "identifier, type, status, digest of the content"},
	{Name: eventChanged, When: "A licence changed its status or was reviewed: a new version. Of one that has ended by itself the actor is the system.", Data: "identifier, type, status, digest of the content, caseNo"},
	{Name: eventAmended, When: "A licence says other things, or holds longer: a new version.", Data: "identifier, type, status, digest of the content, caseNo"},
	{Name: eventProposed, When: "Somebody proposed a change that a second person has to agree to.", Data: "proposal, event, version, state, identifier"},
	{Name: eventSettled, When: "A second person agreed to a proposal or refused it, or it was taken back.", Data: "proposal, event, version, state, identifier"},
	{Name: eventCopied, When: "A copy for one purpose was drawn and signed.", Data: "identifier, digest of the file"},
	{Name: eventUsed, When: "A licence was shown to a checker, copied, or took the place of a paper.", Data: "identifier, kind, subject, status"},
	{Name: eventPermitted, When: "A holder let a licence be used for an application.", Data: "identifier, subject"},
	{Name: eventUnpermitted, When: "A holder ended such a consent.", Data: "identifier"},
	{Name: eventDrawn, When: "The file of a version was drawn and signed.", Data: "identifier, digest of the file"},
}

// versionData is what an entry tells of a version.
type versionData struct {
	Identifier string `json:"identifier"`
	Type       string `json:"type"`
	Status     Status `json:"status"`
	Digest     string `json:"digest"`
	CaseNo     string `json:"caseNo,omitempty"`
}

// fileData is what an entry tells of a file.
type fileData struct {
	Identifier string `json:"identifier"`
	Digest     string `json:"digest"`
}

// eventOf is the event of the log for an event of a licence's life.
func eventOf(e Event) string {
	if e == Amend {
		return eventAmended
	}
	return eventChanged
}

// proposalData is what an entry tells of a proposal.
type proposalData struct {
	Proposal   string        `json:"proposal"`
	Event      Event         `json:"event"`
	Version    int           `json:"version"`
	State      ProposalState `json:"state"`
	Identifier string        `json:"identifier"`
}

// useData is what an entry tells of a use or a consent.
type useData struct {
	By         string  `json:"-"`
	Identifier string  `json:"identifier"`
	Kind       UseKind `json:"kind,omitempty"`
	Subject    string  `json:"subject,omitempty"`
	Status     Status  `json:"status,omitempty"`
}
