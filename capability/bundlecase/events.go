package bundlecase

import "tongban/capability/audit"

// moved is what an entry of the log holds of a part.
type moved struct {
	Part   string `json:"part,omitempty"`
	State  State  `json:"state,omitempty"`
	Case   string `json:"case,omitempty"`
	Cause  string `json:"cause,omitempty"`
	Digest string `json:"digest,omitempty"` // of what was reported
}

const data = "component, where it stands, number of its case, component that is why, digest of what was reported"

// Events are the audit events of bundle cases.
var Events = []audit.Event{
	{Name: "bundlecase.receive", When: "Several items were handed in as one.", Data: "code of the bundle, its edition, components"},
	{Name: "bundlecase.start", When: "A part began: its share was handed in, or it is with whom it is outside of here.", Data: data},
	{Name: "bundlecase.leave", When: "A share could not be handed in as it is and was left to the applicant.", Data: data},
	{Name: "bundlecase.submit", When: "The applicant handed in what was left to them.", Data: data},
	{Name: "bundlecase.find", When: "The applicant has already what a part gives.", Data: data},
	{Name: "bundlecase.grant", When: "A part was granted, by its case, by rule or by report.", Data: data},
	{Name: "bundlecase.excuse", When: "No permission is needed for a part.", Data: data},
	{Name: "bundlecase.deny", When: "A part was denied or not accepted.", Data: data},
	{Name: "bundlecase.withdraw", When: "The applicant took a part back.", Data: data},
	{Name: "bundlecase.end", When: "A part ended without a decision.", Data: data},
	{Name: "bundlecase.cancel", When: "A part will not begin, since one that it needs has failed.", Data: data},
	{Name: "bundlecase.stop", When: "The applicant stopped all of it.", Data: "parts that were taken back, parts that could not be"},
}
