package consultation

import "tongban/capability/audit"

// consultationData is what an entry holds; what was written is not in the log.
type consultationData struct {
	CaseNo     string  `json:"caseNo"`
	Department string  `json:"department"`
	State      State   `json:"state"`
	Opinion    Opinion `json:"opinion,omitempty"`
}

const data = "caseNo, department, state, opinion"

// Events are the audit events of consultations.
var Events = []audit.Event{
	{Name: "consultation.ask", When: "Somebody who works on a case asked another department or a colleague for an opinion.", Data: data},
	{Name: "consultation.claim", When: "Somebody of those asked took it on.", Data: data},
	{Name: "consultation.release", When: "It was given back to the others who are asked.", Data: data},
	{Name: "consultation.answer", When: "An opinion was given.", Data: data},
	{Name: "consultation.forward", When: "It was forwarded to another department.", Data: data},
	{Name: "consultation.remark", When: "Who asked added a remark.", Data: data},
	{Name: "consultation.proceed", When: "Its time being over, the asking task was let go on without it.", Data: data},
	{Name: "consultation.withdraw", When: "Who asked withdrew it.", Data: data},
	{Name: "consultation.end", When: "The case was decided or over before an answer.", Data: data},
	{Name: "consultation.urge", When: "Whoever is asked was reminded that the time is over.", Data: data},
}
