package window

import (
	"time"

	"tongban/capability/casework"
	"tongban/capability/identity"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/mask"
)

// Channel is how staff and applicant meet.
type Channel string

// The channels.
const (
	Counter   Channel = "counter"
	Telephone Channel = "telephone"
)

// Visit is one person helped with one matter.
type Visit struct {
	ID          id.ID
	Channel     Channel
	Staff       id.ID
	StaffName   string
	Outlet      string
	Person      id.ID
	Application id.ID  // zero until an item is chosen
	ItemName    string // of the application
	StartedAt   time.Time
	Name        string // of the person, sealed where it is stored
	Firm        id.ID  // whom they came for; zero: themselves
	FirmName    string
	Stands      Power // by what they stand for the firm
}

// Power is by what somebody stands for a firm: how the platform knows them, or a paper.
type Power string

// OnPaper is a power that was brought on paper; the others are relations of package identity.
const OnPaper Power = "paper"

// MaskedName is how lists call the person.
func (v *Visit) MaskedName() string { return mask.Name(v.Name) }

// present reports whether the applicant is there to sign.
func (v *Visit) present() bool { return v.Channel == Counter }

// Aid is one thing a member of staff did for an applicant.
type Aid struct {
	Application id.ID
	Staff       id.ID
	StaffName   string
	Channel     Channel
	Did         Deed
	At          time.Time
}

// Deed is what staff did.
type Deed string

// The deeds.
const (
	Began     Deed = "began"
	Consented Deed = "consented" // asked for and was given consent to look things up
	Filled    Deed = "filled"
	HandIn    Deed = "handed-in"
	Mended    Deed = "mended" // took corrections in
	Scanned   Deed = "scanned"
)

// Original is a paper that somebody held beside its copy.
type Original struct {
	Material   string // code
	CheckedBy  string // name
	CheckedAt  time.Time
	ReturnedBy string
	ReturnedAt time.Time // zero: the office still has it
}

// OpenOriginal is a material whose original nobody has seen yet.
type OpenOriginal struct {
	Code string `json:"code"`
	Name string `json:"name"`
}

// Signing is a link by which an applicant signs on their own telephone.
type Signing struct {
	Visit     id.ID
	Token     string
	ExpiresAt time.Time
	SignedAt  time.Time
	Picture   string // a PNG as data URL, as application.Signing takes it
}

// Handout is results given out at one time.
type Handout struct {
	ID        id.ID
	Outlet    string
	Staff     id.ID
	StaffName string
	At        time.Time
	Results   []Handed
	Number    string // of the hand-over list (办理结果交接单)
	receipt
	department string // whose paper the list is
}

// receipt is what is kept sealed of a hand-out.
type receipt struct {
	Receiver  string `json:"receiver"`
	Entrusted bool   `json:"entrusted,omitempty"` // came for another, with a power on paper
	Picture   string `json:"picture,omitempty"`   // of the receiver's signature, a PNG as data URL
}

// Handed is one result given out.
type Handed struct {
	CaseNo   string `json:"caseNo"`
	ShortNo  string `json:"shortNo"`
	ItemName string `json:"itemName"`
	Licence  string `json:"licence,omitempty"` // its number
}

// Person is somebody at the counter.
type Person struct {
	identity.Person
}

// applicant is the person as an application knows them.
func (p Person) applicant() casework.Person {
	return casework.Person{
		ID: p.ID.String(), Name: p.Name, IDNumber: p.IDNumber, Mobile: p.Mobile, Address: p.Address, Proven: p.Level >= identity.Checked,
	}
}

var (
	errVisit   = fault.New(fault.NotFound, "window.unknown-visit")
	errSigning = fault.New(fault.NotFound, "window.unknown-signing")
	errHandout = fault.New(fault.NotFound, "window.unknown-handout")
)
