package identity

import (
	"time"

	"tongban/kernel/actor"
	"tongban/kernel/check"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// Person is a citizen, in full.
type Person struct {
	ID       id.ID
	Name     string
	IDNumber string // 公民身份号码
	Mobile   string
	Address  string // of residence
	Region   string // code of the region of residence
	Email    string
	Level    Level
	// SaidAddress reports that Address and Region are what the person says, and no register
	// does. Nothing that is decided by itself may rest on them.
	SaidAddress bool
}

// Level is how well we know that a person is who they say (实名等级).
type Level int

// The levels.
const (
	Unproven Level = iota // only a mobile number is known
	Checked               // name and ID number agree with the population register
	Seen                  // and the face, at a counter or by camera
)

// Born returns the day of birth, the zero time if the ID number does not tell.
func (p Person) Born() time.Time {
	day, _ := check.Birth(p.IDNumber)
	return day
}

// Female reports whether p is a woman.
func (p Person) Female() bool { return check.Female(p.IDNumber) }

// String keeps personal data out of logs and error texts.
func (p Person) String() string { return "person " + p.ID.String() }

// GoString does the same for %#v.
func (p Person) GoString() string { return p.String() }

// Firm is an organisation. What is in it is public.
type Firm struct {
	ID             id.ID
	USCC           string
	Name           string
	Kind           string // 企业类型
	Representative string // name of the 法定代表人 or 经营者
	Region         string // code
	Address        string
	Capital        string // 注册资本 in yuan, empty where there is none
	Industry       string // code of GB/T 4754
	Scope          string // 经营范围
	FoundedOn      string // day
}

// Member is one of staff.
type Member struct {
	ID         id.ID
	Account    string
	Name       string
	Department string // code
	Outlet     string // id; empty for those without a counter
	Region     string // code
	Roles      []actor.Role
	Active     bool
	MustChange bool // the password was set by another
}

// Session is a stay of somebody who signed in.
type Session struct {
	ID        id.ID
	Kind      actor.Kind // citizen or staff
	Subject   id.ID      // the person or member
	Means     Means
	Device    string // in a few words: "Chrome, Windows"
	CreatedAt time.Time
	SeenAt    time.Time // to the minute
	ExpiresAt time.Time // unless there is another sign of life
	Acting    id.ID     // the mandate it acts under; 0 for oneself
}

// Means is how somebody proved who they are.
type Means string

// The means.
const (
	ByCode     Means = "code"     // sent to the mobile
	ByPassword Means = "password" // staff
	ByPersona  Means = "persona"  // no proof at all: the demo
)

// Persona is an identity of the demo city.
type Persona struct {
	Key     string // lin
	Kind    actor.Kind
	Subject id.ID
	Name    string
	Section Section
	Note    string // what this persona is good for
	NoteEn  string
	Roles   []actor.Role // staff only
}

// Section is where a persona stands on the page of personas.
type Section string

// The sections, in the order of the page.
const (
	Citizens   Section = "citizen"
	Business   Section = "business"
	Windows    Section = "window"
	Approval   Section = "approval"
	Management Section = "management"
)

// Sections lists the sections in the order of the page.
var Sections = []Section{Citizens, Business, Windows, Approval, Management}

// Visitor is what a request tells about who tries to sign in.
type Visitor struct {
	Device   string // as it names itself
	Replaces string // token of the session that the new one takes the place of
}

// Pass is what somebody gets who has signed in.
type Pass struct {
	Token     string // given out once, kept nowhere
	Actor     actor.Actor
	ExpiresAt time.Time // if it is not used before
}

// The faults of identity.
var (
	errSession  = fault.New(fault.Unauthenticated, "identity.session-ended")
	errDemoOnly = fault.New(fault.Unavailable, "identity.demo-only")
	errPersona  = fault.New(fault.NotFound, "identity.persona-unknown")
	errNothing  = fault.New(fault.Invalid, "identity.signin.nothing")
	errUnknown  = fault.New(fault.NotFound, "identity.unknown")
)
