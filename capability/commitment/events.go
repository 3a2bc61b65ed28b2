package commitment

import "tongban/capability/audit"

// commitmentData is what an entry of the log holds.
type commitmentData struct {
	Case   string `json:"case"`
	State  State  `json:"state"`
	Digest string `json:"digest"`
}

const data = "number of the case, where the commitment stands, SHA-256 of the signed text"

// Events are the audit events of commitments.
var Events = []audit.Event{
	{Name: "commitment.sign", When: "An applicant promised to meet the conditions.", Data: data},
	{Name: "commitment.grant", When: "The case was granted; the after-check is due.", Data: data},
	{Name: "commitment.end", When: "The case ended without a grant.", Data: data},
	{Name: "commitment.pass", When: "It was checked and is as promised.", Data: data},
	{Name: "commitment.order", When: "It was checked; something has to be put right.", Data: data},
	{Name: "commitment.doubt", When: "It was found false or not put right; a withdrawal is intended.", Data: data},
	{Name: "commitment.answer", When: "The applicant was heard.", Data: data},
	{Name: "commitment.revoke", When: "What was granted was withdrawn.", Data: data},
	{Name: "commitment.keep", When: "After the hearing it was not withdrawn.", Data: data},
	{Name: "commitment.urge", When: "It was reminded that something is due or late.", Data: data},
}
