package prereview

import (
	"time"

	"tongban/capability/access"
	"tongban/capability/casework"
	"tongban/kernel/id"
	"tongban/kernel/mask"
)

// Request is a person's look at a draft, asked for by its applicant.
type Request struct {
	ID            id.ID
	Number        string // for people: YS-260212-7K3M9QXA
	Application   id.ID
	DraftVersion  int64  // of the draft as it was looked at last
	Print         string // tells what was looked at from anything else
	Owner         id.ID  // account of the applicant
	ApplicantName string
	Firm          bool // the applicant is an organisation
	ItemCode      string
	ItemName      string
	Department    string
	Outlet        string
	Region        string
	State         State
	Elsewhere     string // the platform that decides, "" is this one
	Version       int64
	AskedAt       time.Time
	DueAt         time.Time // end of the promised time
	Assignee      string
	AssigneeName  string
	AnsweredAt    time.Time
	AnsweredBy    string
	Opinion       string
	Gaps          []casework.Gap
	HandedAt      time.Time
	ListNo        string
	Result        string // of the other platform: granted, denied
	ResultNo      string
	ResultNote    string
	ResultAt      time.Time
}

// The results of another platform.
const (
	Granted = "granted"
	Denied  = "denied"
)

// Answer is what a member of staff has found.
type Answer struct {
	DraftVersion int64 // of the draft as it was shown
	Ready        bool
	Opinion      string
	Gaps         []casework.Gap // if it is not ready
}

// Outcome is what the other platform has decided.
type Outcome struct {
	Result string // granted, denied
	Number string // of the case there
	Note   string
}

// Office says where this installation serves.
type Office struct {
	Region string
	Outlet string // which looks at what comes in online
}

// object describes r to the access matrix.
func (r *Request) object() access.Object {
	return access.Object{
		Owner: r.Owner.String(), Item: r.ItemCode, Department: r.Department, Outlet: r.Outlet, Region: r.Region, State: string(r.State),
	}
}

// shownName is the applicant's name for those who only see the list.
func (r *Request) shownName() string {
	if r.Firm {
		return r.ApplicantName
	}
	return mask.Name(r.ApplicantName)
}
