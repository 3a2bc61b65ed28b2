package credit

import "tongban/capability/audit"

// factData is what an entry of the log holds.
type factData struct {
	Kind  Kind   `json:"kind"`
	Case  string `json:"case"`
	State State  `json:"state"`
}

// repairData is what an entry about a repair holds.
type repairData struct {
	Fact  string      `json:"fact"`
	Kind  Kind        `json:"kind"`
	Case  string      `json:"case"`
	State RepairState `json:"state"`
}

const repaired = "fact, its kind, number of the case, where the repair stands"

// importData is what an entry about an import holds.
type importData struct {
	List    List `json:"list"`
	Added   int  `json:"added"`
	Renewed int  `json:"renewed"`
	Ended   int  `json:"ended"`
	LeftOut int  `json:"leftOut"`
}

// listingData is what an entry about a firm on a list holds.
type listingData struct {
	List List   `json:"list"`
	USCC string `json:"uscc"`
}

const data = "kind, number of the case, where it stands"

// Events are the audit events of facts.
var Events = []audit.Event{
	{Name: "credit.record", When: "A fact about an applicant was recorded.", Data: data},
	{Name: "credit.object", When: "The applicant objected.", Data: data},
	{Name: "credit.decide", When: "Somebody else upheld or cancelled it.", Data: data},
	{Name: "credit.lapse", When: "The time for which it counts has run out.", Data: data},
	{Name: "credit.mend", When: "Its repair was granted; it has no effect any more.", Data: data},
	{Name: "credit.repair-ask", When: "Whom a fact is about asked for its repair.", Data: repaired},
	{Name: "credit.repair-grant", When: "Somebody else than who recorded it granted the repair.", Data: repaired},
	{Name: "credit.repair-refuse", When: "The repair was refused.", Data: repaired},
	{Name: "credit.repair-withdraw", When: "Who asked for the repair took it back.", Data: repaired},
	{Name: "credit.repair-end", When: "The fact ended otherwise, and the repair with it.", Data: repaired},
	{Name: "credit.import", When: "A published list of firms was taken in.", Data: "list, added, renewed, ended, leftOut"},
	{Name: "credit.unlist", When: "A firm was taken off a list before its time.", Data: "list, uscc"},
	{Name: "credit.take-back", When: "Who recorded it took it back.", Data: data},
}
