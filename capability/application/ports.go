package application

import (
	"context"
	"time"

	"tongban/capability/casework"
	"tongban/kernel/actor"
	"tongban/kernel/db"
)

// People tells who an applicant is: a person or a firm.
type People interface {
	Person(ctx context.Context, account string) (casework.Person, error)
	// Elements returns what the registers know of them by data element: person.… of a
	// person, org.… and legalRep.… of a firm. An address is a form.Values.
	Elements(ctx context.Context, account string) (map[string]any, error)
}

// Agents keeps what somebody did on another's behalf, for the other to see; of what
// people do for themselves it keeps nothing.
type Agents interface {
	Used(ctx context.Context, tx *db.Tx, by actor.Actor, what, subject string) error
}

// Codes proves that whoever signs holds their mobile.
type Codes interface {
	// SendCode sends a code to sign with to the mobile of a person.
	SendCode(ctx context.Context, account string) error
	// CheckCode uses the code up; a wrong one is Invalid.
	CheckCode(ctx context.Context, account, code string) error
}

// HeldLicence is an e-licence an applicant already has.
type HeldLicence struct {
	Type    string            // "机动车驾驶证"
	ID      string            // its identifier; the number may be the holder's own and stays with the licence
	Values  map[string]string // by data element, e.g. "licence.class"
	Expires time.Time
}

// Licences knows the e-licences an applicant holds.
type Licences interface {
	Held(ctx context.Context, account string) ([]HeldLicence, error)
}

// SharedRecord is another department's answer about a person.
type SharedRecord struct {
	Found     bool
	Values    map[string]string
	Source    string // who answered
	Simulated bool
}

// Registry asks other departments for what they already know, so that nobody has
// to bring it.
type Registry interface {
	Ask(ctx context.Context, resource string, person casework.Person) (SharedRecord, error)
}
