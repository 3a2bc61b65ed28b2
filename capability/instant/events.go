package instant

import "tongban/capability/audit"

// decisionData is what an entry of a decision holds; whose values it rests on is not in it.
type decisionData struct {
	Seq     int64   `json:"seq"`
	Outcome Outcome `json:"outcome"`
	Reason  Reason  `json:"reason,omitempty"`
	Version string  `json:"version,omitempty"`
	Digest  []byte  `json:"digest"` // of the sealed account
}

// switchData is what an entry of a switch holds.
type switchData struct {
	Stopped bool `json:"stopped"`
	Limit   int  `json:"limit"`
}

// reviewData is what an entry of a review holds.
type reviewData struct {
	Case  string      `json:"case"`
	State ReviewState `json:"state"`
}

// Events are the audit events of automatic decisions.
var Events = []audit.Event{
	{Name: "instant.wish", When: "An applicant asked that a person decides.", Data: "seq of the submission"},
	{Name: "instant.decide", When: "Rules approved a case or left it to a person.", Data: "seq, outcome, reason, version of the rulebook, digest of the sealed account"},
	{Name: "instant.switch", When: "Somebody stopped automatic decisions on an item, started them again, or set how many there may be a day.", Data: "stopped, limit"},
	{Name: "instant.ask-review", When: "An applicant asked that a person looks at an automatic decision again.", Data: "case, state"},
	{Name: "instant.review", When: "A person looked at it and said what came of it.", Data: "case, state"},
}
