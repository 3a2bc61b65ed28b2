package deferral

import "tongban/capability/audit"

// commitmentData is what an entry of the log holds; what was written is not in it.
type commitmentData struct {
	CaseNo string `json:"caseNo"`
	State  State  `json:"state"`
	Paper  string `json:"paper,omitempty"`
	DueOn  string `json:"dueOn,omitempty"`
}

const data = "caseNo, state, code of the paper, last day"

// Events are the audit events of commitments.
var Events = []audit.Event{
	{Name: "deferral.commit", When: "An applicant committed themselves to bring papers later.", Data: "caseNo, state, digest of the text, codes of the papers"},
	{Name: "deferral.start", When: "The case was accepted with papers still to come.", Data: data},
	{Name: "deferral.bring", When: "The applicant brought a paper.", Data: data},
	{Name: "deferral.confirm", When: "The office confirmed a paper.", Data: data},
	{Name: "deferral.reject", When: "The office said what is wrong with a paper that came.", Data: data},
	{Name: "deferral.extend", When: "The last day was put off, once.", Data: data},
	{Name: "deferral.recount", When: "A late notice of days off moved the last day.", Data: data},
	{Name: "deferral.lapse", When: "A promise was not kept and the case ended.", Data: data},
	{Name: "deferral.end", When: "The case was over first, or nothing was missing any more.", Data: data},
}
