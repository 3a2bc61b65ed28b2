package casework

import (
	"context"
	"time"

	"tongban/capability/catalogue"
	"tongban/kernel/db"
	"tongban/kernel/id"
)

// Procedure is what a department does between acceptance and decision. It is told
// where a case stands and answers which tasks open next; it never moves a case by
// itself, so no procedure can break the statutory life.
type Procedure interface {
	// Begin returns the first step after acceptance.
	Begin(item *catalogue.Item) Step
	// After returns the step that follows stage. The step with Decides set is the
	// last before the decision.
	After(item *catalogue.Item, stage string) Step
}

// Step is one step of a procedure.
type Step struct {
	Stage   string // code of the item's stage
	Role    string
	Decides bool // the decision is taken in this step
}

// Person is an applicant as the register of persons knows them.
type Person struct {
	ID       string
	Name     string
	IDNumber string
	Mobile   string
	Address  string
	Proven   bool // name and number agree with the population register
}

// People tells who an applicant is.
type People interface {
	Person(ctx context.Context, account string) (Person, error)
}

// Departments knows how departments sign their papers.
type Departments interface {
	// Mark returns the words a department's notice numbers begin with: 云交.
	Mark(ctx context.Context, department string) (string, error)
}

// HeldLicence is an e-licence an applicant already has.
type HeldLicence struct {
	Type    string            // "机动车驾驶证"
	ID      string            // its identifier; the number may be the holder's own and stays with the licence
	Values  map[string]string // by data element, e.g. "licence.class"
	Expires time.Time
}

// LicenceOrder asks for the licence a granted case results in.
type LicenceOrder struct {
	Type        string
	CaseNo      string
	Holder      Person
	Department  string
	IssuerName  string
	IssuerCode  string // USCC
	Values      map[string]string
	Validity    string // ISO 8601 period, "P6Y"
	DecidedAt   time.Time
	PhotoFileID string
}

// IssuedLicence is what came of an order.
type IssuedLicence struct {
	ID      string
	Number  string
	ValidTo time.Time
}

// Licences issues licences and knows those an applicant holds.
type Licences interface {
	Held(ctx context.Context, account string) ([]HeldLicence, error)
	// Issue registers the licence in the unit that grants the case.
	Issue(ctx context.Context, tx *db.Tx, order LicenceOrder) (IssuedLicence, error)
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
	Ask(ctx context.Context, resource string, person Person) (SharedRecord, error)
}

// Informer tells the applicant what has happened. It inserts its own rows only.
type Informer interface {
	Inform(ctx context.Context, tx *db.Tx, account id.ID, key string, args []string, link string) error
}
