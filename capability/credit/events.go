package credit

import "tongban/capability/audit"

// factData is what an entry of the log holds.
type factData struct {
	Kind  Kind   `json:"kind"`
	Case  string `json:"case"`
	State State  `json:"state"`
}

const data = "kind, number of the case, where it stands"

// Events are the audit events of facts.
var Events = []audit.Event{
	{Name: "credit.record", When: "A fact about an applicant was recorded.", Data: data},
	{Name: "credit.object", When: "The applicant objected.", Data: data},
	{Name: "credit.decide", When: "Somebody else upheld or cancelled it.", Data: data},
	{Name: "credit.withdraw", When: "The capability that reported it found it was none.", Data: data},
	{Name: "credit.take-back", When: "Who recorded it took it back.", Data: data},
}
