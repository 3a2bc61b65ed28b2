package archive

import "tongban/capability/audit"

// packageData is what an entry of the log holds.
type packageData struct {
	Digest string `json:"digest"`
	Status Status `json:"status"`
}

const data = "digest of the package, status"

// Events are the audit events of the archive.
var Events = []audit.Event{
	{Name: "archive.package", When: "A finished case was made into a package.", Data: data},
	{Name: "archive.export", When: "Somebody took a package out.", Data: data},
	{Name: "archive.transfer", When: "A package was handed over to the archive.", Data: data},
}
