package licence

import "tongban/capability/audit"

const (
	eventIssued     = "licence.issued"
	eventRegistered = "licence.registered"
	eventChanged    = "licence.changed"
	eventDrawn      = "licence.drawn"
)

// Events are the audit entries of this capability. Their subject is the licence.
var Events = []audit.Event{
	{Name: eventIssued, When: "A licence was issued.", Data: "identifier, type, status, digest of the content, caseNo"},
	{Name: eventRegistered, When: "A licence issued elsewhere was taken over.", Data: "identifier, type, status, digest of the content"},
	{Name: eventChanged, When: "A licence changed its status: a new version.", Data: "identifier, type, status, digest of the content, caseNo"},
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
