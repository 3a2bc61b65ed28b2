package lane

import (
	"slices"
	"strings"
	"time"

	"tongban/capability/access"
	"tongban/capability/casework"
	"tongban/kernel/actor"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// Kind names a step of the lane.
type Kind string

// The steps, in their order.
const (
	Filing       Kind = "filing"       // 线上申报
	Prereview    Kind = "prereview"    // 现场预审
	Registration Kind = "registration" // 受理登记
	Originals    Kind = "originals"    // 原件核对
	Visit        Kind = "visit"        // 实地调查
	Signing      Kind = "signing"      // 合同签署
	Reporting    Kind = "reporting"    // 结果反馈
)

// Kinds are all steps in their order.
var Kinds = []Kind{Filing, Prereview, Registration, Originals, Visit, Signing, Reporting}

// refusable are the steps that can be refused: what has begun the case, and what ends it,
// cannot.
var refusable = []Kind{Prereview, Registration, Originals, Visit, Signing}

// Entry is a case in the lane.
type Entry struct {
	CaseID      id.ID
	CaseNo      string
	ShortNo     string
	Application id.ID
	Owner       id.ID
	Department  string
	Outlet      string
	Region      string
	ItemCode    string
	ItemName    string
	Rule        int    // of the item's rules
	Reason      string // of the rule, as it was then
	Workdays    int    // promised
	State       State
	EnteredAt   time.Time
	EnteredBy   string
	Originals   []string // codes of the materials whose originals are wanted
	ClosedAt    time.Time
	ClosedBy    string
	Refused     Kind   // the step because of which it left, "" if the rule held no more
	Why         string // it left
}

// Step is one step of the lane in a case.
type Step struct {
	Kind   Kind
	Done   time.Time // zero: open, or not needed
	By     string    // name of who did it; of the applicant's filing ""
	Note   string
	Spare  bool     // nothing is to be done: no original is wanted, no agreement needed
	Waits  []string // for what it waits, in words of others
	Unmet  bool     // the site is not as it has to be
	Refuse bool     // it was refused
}

// IsOpen reports whether something is still to be done.
func (s Step) IsOpen() bool { return s.Done.IsZero() && !s.Spare && !s.Refuse }

// Cost is what a task of a lane case has cost others.
type Cost struct {
	Task       id.ID
	CaseID     id.ID
	Department string
	Outlet     string // of the window: its desk is the outlet's
	Role       string
	ClosedAt   time.Time
	Minutes    int // working time from claim to close: the most it was worked on
	Overtaken  int // older tasks of ordinary cases that still waited there
	People     int // who worked there
}

// Group is what the lane has cost one desk in a time.
type Group struct {
	Desk      string // code of the department, id of the outlet of a window
	Window    bool
	Role      string
	Tasks     int // of lane cases that were closed
	Minutes   int // working minutes they took, at most
	Overtaken int // times an older ordinary task waited longer
	Delay     int // working minutes all of those waited longer, together
}

// maxText is the longest reason or note, in characters.
const maxText = 500

// checkWhy finds what is wrong with a reason.
func checkWhy(why string) []fault.Field {
	switch length := len([]rune(strings.TrimSpace(why))); {
	case length == 0:
		return []fault.Field{{Name: "why", Key: "lane.why-missing"}}
	case length > maxText:
		return []fault.Field{{Name: "why", Key: "lane.too-long", Args: []any{maxText}}}
	}
	return nil
}

// may says why a may not do a step of the lane in the case of f, or refuse one: whoever
// takes it in or works on it may.
func may(a actor.Actor, f *casework.File) error {
	o := f.Object()
	o.By = "" // who accepted may go on
	var first error
	for _, p := range []access.Permission{access.CaseReview, access.CasePrereview, access.CaseDecide} {
		err := access.May(a, p, o)
		if err == nil {
			return nil
		}
		if first == nil {
			first = err
		}
	}
	return first
}

// isOver reports whether nothing can be done in the lane any more.
func isOver(c *casework.Case) bool {
	return slices.Contains([]casework.Status{casework.Approved, casework.Denied, casework.Issuing}, c.Status) || !c.Status.IsOpen()
}

// The faults of the lane.
var (
	errUnknown = fault.New(fault.NotFound, "lane.unknown")
	errLeft    = fault.New(fault.Conflict, "lane.left")
)
