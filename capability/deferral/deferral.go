package deferral

import (
	"slices"
	"time"

	"tongban/capability/access"
	"tongban/kernel/actor"
	"tongban/kernel/calendar"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// Promise is a paper that may be brought later, or that somebody promises to bring.
type Promise struct {
	Code     string
	Name     string
	Workdays int           // from acceptance
	Until    calendar.Date // the last day, if it was accepted today
}

// Signing is how somebody commits themselves.
type Signing struct {
	Signer id.ID // account
	Name   string
	Method string // as the application was signed: drawn, typed, paper, session
	At     time.Time
}

// Case is the case a commitment is for.
type Case struct {
	ID         id.ID
	No         string
	ShortNo    string
	ItemCode   string
	ItemName   string
	Department string
	Region     string
	Outlet     string
	Owner      id.ID // whom it is for
	Agent      id.ID // who handed it in for them; zero if they did
}

// Commitment is what an applicant has promised to bring for a case.
type Commitment struct {
	ID         id.ID
	Case       Case
	Signing    Signing // without the name, which the paper has
	Version    string  // of the text
	Text       []string
	Digest     []byte // SHA-256 of the text
	Papers     []Paper
	State      State
	AcceptedOn calendar.Date // zero before
	Calendar   string        // version by which the days were counted
	Decision   calendar.Date // the promised day of the decision; zero before, or without a limit
	Extended   Extension
	OverAt     time.Time
	Revision   int64 // of the row

	reminded int // how many working days were left when somebody was reminded last
}

// Extension is the one time the days are put off.
type Extension struct {
	By  string // name
	Why string
	At  time.Time
}

// Standing is where a paper stands.
type Standing string

// The standings.
const (
	Owed      Standing = "owed"
	Brought   Standing = "brought"
	Faulty    Standing = "faulty" // what came is not right, and is owed again
	Confirmed Standing = "confirmed"
)

// Paper is one thing that was promised.
type Paper struct {
	Code      string        `json:"code"`
	Name      string        `json:"name"`
	Workdays  int           `json:"workdays"` // from acceptance
	DueOn     calendar.Date `json:"dueOn"`
	Standing  Standing      `json:"standing"`
	BroughtAt time.Time     `json:"broughtAt,omitzero"`
	Wrong     string        `json:"wrong,omitempty"` // what was said of what came
	JudgedBy  string        `json:"judgedBy,omitempty"`
	JudgedAt  time.Time     `json:"judgedAt,omitzero"`
}

// IsOwed reports whether the applicant still has to bring p.
func (p Paper) IsOwed() bool { return p.Standing == Owed || p.Standing == Faulty }

// Paper returns the paper with a code, nil if it was not promised.
func (c *Commitment) Paper(code string) *Paper {
	for i := range c.Papers {
		if c.Papers[i].Code == code {
			return &c.Papers[i]
		}
	}
	return nil
}

// IsOpen reports whether something may still happen to c.
func (c *Commitment) IsOpen() bool { return c.State == Signed || c.State == Running }

// Owed are the papers that the applicant still has to bring.
func (c *Commitment) Owed() (list []Paper) {
	for _, p := range c.Papers {
		if p.IsOwed() {
			list = append(list, p)
		}
	}
	return list
}

// Unconfirmed names the papers that keep the case from being granted.
func (c *Commitment) Unconfirmed() (names []string) {
	for _, p := range c.Papers {
		if p.Standing != Confirmed {
			names = append(names, p.Name)
		}
	}
	return names
}

// ToCheck is how many papers wait for the office.
func (c *Commitment) ToCheck() (n int) {
	for _, p := range c.Papers {
		if p.Standing == Brought {
			n++
		}
	}
	return n
}

// DueOn is the first last day of what is still owed, zero if nothing is.
func (c *Commitment) DueOn() (due calendar.Date) {
	for _, p := range c.Owed() {
		if due == 0 || p.DueOn < due {
			due = p.DueOn
		}
	}
	return due
}

// told are the accounts that hear of what happens to c.
func (c *Commitment) told() []id.ID {
	if c.Case.Agent == 0 {
		return []id.ID{c.Case.Owner}
	}
	return []id.ID{c.Case.Owner, c.Case.Agent}
}

// URL is where the applicant brings what is owed.
func (c *Commitment) URL() string { return "/cases/" + c.Case.ShortNo + "/deferral" }

// DeskURL is where the office works on c.
func (c *Commitment) DeskURL() string { return "/desk/deferrals/" + c.ID.String() }

// object describes c to the access matrix.
func (c *Commitment) object() access.Object {
	return access.Object{
		Owner: c.Case.Owner.String(), Item: c.Case.ItemCode, Department: c.Case.Department, Region: c.Case.Region,
		Outlet: c.Case.Outlet, State: string(c.State),
	}
}

// may says why a may not do e with c on today.
func (c *Commitment) may(a actor.Actor, e Event) error {
	if err := access.May(a, access.DeferralRead, c.object()); err != nil {
		if fault.KindOf(err) == fault.Unauthenticated {
			return err
		}
		return errUnknown
	}
	if !Lifecycle.May(c.State, e) {
		return errNotNow
	}
	return access.May(a, access.DeferralJudge, c.object())
}

// next is what a may do with c now.
func (c *Commitment) next(a actor.Actor) (list []Event) {
	for _, e := range []Event{Confirm, Reject, Extend} {
		if c.may(a, e) != nil || e != Extend && c.ToCheck() == 0 || e == Extend && (!c.Extended.At.IsZero() || len(c.Owed()) == 0) {
			continue
		}
		list = append(list, e)
	}
	return list
}

// drop takes the papers out that are not in codes any more.
func (c *Commitment) drop(codes []string) {
	c.Papers = slices.DeleteFunc(c.Papers, func(p Paper) bool { return !slices.Contains(codes, p.Code) })
}

// The faults of commitments.
var (
	errUnknown = fault.New(fault.NotFound, "deferral.unknown")
	errNotNow  = fault.New(fault.Conflict, "deferral.not-now")
	errChanged = fault.New(fault.Conflict, "deferral.changed")
	errLate    = fault.New(fault.Conflict, "deferral.late")
)
