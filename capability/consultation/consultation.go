package consultation

import (
	"time"

	"tongban/kernel/actor"
	"tongban/kernel/calendar"
	"tongban/kernel/id"
)

// Opinion is what who was asked thinks.
type Opinion string

// The opinions.
const (
	Agreed      Opinion = "agree"
	Conditional Opinion = "conditions" // agreed, with conditions
	Opposed     Opinion = "disagree"
	NotOurs     Opinion = "not-ours" // declined: not theirs to say
)

// Opinions are offered in this order.
var Opinions = []Opinion{Agreed, Conditional, Opposed, NotOurs}

// Roles are those whose holders can be asked in a department, in the order pages offer them.
var Roles = []actor.Role{actor.Reviewer, actor.Inspector, actor.Registrar, actor.Approver, actor.Head}

// Consultation is one question about a case, and what came of it.
type Consultation struct {
	ID         id.ID
	Case       Case
	Task       id.ID // of who asks
	Whom       Whom
	About      string
	Question   string
	DueOn      calendar.Date // last day
	Blocking   bool
	Asker      Person
	AskedAt    time.Time
	State      State
	Holder     Person // who has taken it on, or answered
	Forwarding Forwarding
	WaivedWhy  string    // why the task goes on without the answer
	WaivedAt   time.Time // zero while it waits
	Opinion    Opinion
	Words      string // of the answer, or why it was withdrawn
	OverAt     time.Time
	Version    int64
	Remarks    []Note // oldest first

	asks bool // its reader stands on the side that asks
}

// Case is which case it is about.
type Case struct {
	ID       id.ID
	No       string
	ShortNo  string
	ItemName string
}

// Whom says who is asked: the holders of a role in a department, or one colleague.
type Whom struct {
	Department string
	Role       actor.Role // empty where one colleague is asked
	Colleague  string     // account
}

// guest is as what casework knows who is asked.
func (w Whom) guest() string {
	if w.Colleague != "" {
		return w.Colleague
	}
	return w.Department
}

// Person is a member of staff.
type Person struct{ Account, Name, Department string }

// Forwarding is that a department has passed a question on; zero if none has.
type Forwarding struct {
	From, By, Why string // department, name, words
	At            time.Time
}

// Note is what who asked has added.
type Note struct {
	By    string
	Words string
	At    time.Time
}

// IsOpen reports whether an answer is still awaited.
func (c *Consultation) IsOpen() bool { return c.State == Asked || c.State == Taken }

// IsLate reports whether its time was over before today and nobody has answered.
func (c *Consultation) IsLate(today calendar.Date) bool { return c.IsOpen() && c.DueOn < today }

// Holds reports whether the asker's task cannot be ended yet.
func (c *Consultation) Holds() bool { return c.Blocking && c.IsOpen() && c.WaivedAt.IsZero() }

// URL returns the address of its page.
func (c *Consultation) URL() string { return "/desk/consultations/" + c.ID.String() }

// Asking is what somebody asks.
type Asking struct {
	Task     id.ID // zero: the one the asker has
	Whom     Whom
	About    string
	Question string
	Days     int // working days, zero is the usual
	Blocking bool
}

// Reply is an answer.
type Reply struct {
	Opinion Opinion
	Words   string
	Version int64 // of the question as it was read; zero if that does not matter
}
