package objection

import (
	"strconv"
	"strings"
	"time"

	"tongban/capability/access"
	"tongban/kernel/calendar"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// Kind says what somebody brings forward.
type Kind string

// The kinds.
const (
	Objecting Kind = "objection" // 异议
	Complaint Kind = "complaint" // 投诉
)

// Kinds are all kinds, in the order they are offered.
var Kinds = []Kind{Objecting, Complaint}

// About says what a Subject is.
type About string

// What can be objected to.
const (
	OfCase      About = "case"
	OfNotice    About = "notice"
	OfPublicity About = "publicity"
)

// Subject is what an objection is about.
type Subject struct {
	About      About
	Ref        string // number of the case, id of the paper, id of what was published
	Title      string
	CaseNo     string // "" where the objector may not know it
	Department string // that answers
	Region     string
	Owner      id.ID // of the case
}

// Outcome is whether the objector was right.
type Outcome string

// The outcomes.
const (
	Upheld   Outcome = "upheld"
	Partly   Outcome = "partly"
	Rejected Outcome = "rejected"
)

// Outcomes are all outcomes, in the order they are offered.
var Outcomes = []Outcome{Upheld, Partly, Rejected}

// Objection is one entry of the register.
type Objection struct {
	ID         id.ID
	Number     string // 20260210-0001
	Kind       Kind
	Subject    Subject
	Owner      id.ID // who objects
	OwnerName  string
	Text       string
	CreatedAt  time.Time
	DueOn      calendar.Date
	AnsweredAt time.Time // zero: open
	Outcome    Outcome
	Answer     string
	Answerer   string // code of the department; "" is the supervision
}

// Open reports whether nobody has answered yet.
func (o *Objection) Open() bool { return o.AnsweredAt.IsZero() }

// Late reports whether the last day has passed without an answer.
func (o *Objection) Late(today calendar.Date) bool { return o.Open() && o.DueOn < today }

// object describes an objection to the access matrix.
func (o *Objection) object() access.Object {
	return access.Object{Owner: o.Owner.String(), Department: o.Subject.Department, Region: o.Subject.Region, State: "filed"}
}

// Filing is what somebody hands in.
type Filing struct {
	Kind  Kind
	About About
	Ref   string // of the Subject
	Text  string
}

// Cursor is a place in a list by the day due; the zero Cursor is its beginning.
type Cursor struct {
	Due calendar.Date
	ID  id.ID
}

// String writes the cursor for an address, "" for the beginning.
func (c Cursor) String() string {
	if c.ID == 0 {
		return ""
	}
	return strconv.Itoa(int(c.Due)) + "-" + c.ID.String()
}

// parseCursor reads what String wrote. What is no cursor is the beginning.
func parseCursor(text string) Cursor {
	due, key, _ := strings.Cut(text, "-")
	day, err := strconv.Atoi(due)
	one, wrong := id.Parse(key)
	if err != nil || wrong != nil {
		return Cursor{}
	}
	return Cursor{calendar.Date(day), one}
}

// The faults of objections.
var (
	errUnknown  = fault.New(fault.NotFound, "objection.unknown")
	errAnswered = fault.New(fault.Conflict, "objection.answered")
)
