package publicity

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"tongban/capability/audit"
)

// recordData is what an entry holds.
type recordData struct {
	Case     string `json:"case"`
	Revision int    `json:"revision"`
	State    State  `json:"state"`
	Digest   string `json:"digest"`
}

// digest proves what was published.
func (c Content) digest() string {
	text, _ := json.Marshal(c) // plain data always marshals
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

const data = "case, revision, state, digest of what the public reads"

// Events are the audit events of publicity.
var Events = []audit.Event{
	{Name: "publicity.publish", When: "A decision was made public.", Data: data},
	{Name: "publicity.hold", When: "Somebody held a decision back to look at it.", Data: data},
	{Name: "publicity.release", When: "Somebody let a held decision go.", Data: data},
	{Name: "publicity.withhold", When: "A decision is kept back under the law.", Data: data},
	{Name: "publicity.correct", When: "What the public reads of a decision was corrected.", Data: data},
	{Name: "publicity.withdraw", When: "A published decision was taken back.", Data: data},
	{Name: "publicity.drop", When: "A decision was not published, since its case ended another way.", Data: data},
}
