package casework

import (
	"context"
	"time"

	"tongban/capability/workflow"
	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/id"
)

// Procedures are the processes that departments have drawn: what is done between acceptance
// and decision. They say which tasks open next and never move a case by themselves, so
// none can break the statutory life.
type Procedures interface {
	// Current returns the procedure that a new case of an item follows, zero if nobody has
	// drawn one: then the item's stages are done one after the other.
	Current(ctx context.Context, item string) (id.ID, error)
	// Definition returns a procedure, NotFound if there is none. A published one never changes.
	Definition(ctx context.Context, procedure id.ID) (*workflow.Definition, error)
}

// Person is an applicant as the registers know them: a person or an organisation.
type Person struct {
	ID       string
	Name     string
	Firm     bool   // an organisation
	IDNumber string // of an organisation its USCC
	Mobile   string
	Address  string
	Proven   bool // name and number agree with the register
}

// People tells who an applicant is.
type People interface {
	Person(ctx context.Context, account string) (Person, error)
}

// Departments knows how departments sign their papers.
type Departments interface {
	// Mark returns the words a department's notice numbers begin with: 云交.
	Mark(ctx context.Context, department string) (string, error)
	// Name returns what a department is called.
	Name(ctx context.Context, department string) (string, error)
}

// LicenceOrder asks for the licence a granted case results in.
type LicenceOrder struct {
	Type        string
	CaseNo      string
	Holder      Person
	Department  string
	IssuerName  string
	IssuerCode  string            // USCC
	Values      map[string]string // answers by key of the form, as people read them
	Elements    map[string]string // the same by data element
	Codes       map[string]string // by data element: what is written by a code, and the region of an address
	Validity    string            // ISO 8601 period, "P6Y"
	DecidedAt   time.Time
	PhotoFileID string
}

// IssuedLicence is what came of an order.
type IssuedLicence struct {
	ID      string
	Number  string
	ValidTo time.Time
}

// Licences issues licences.
type Licences interface {
	// Issue registers the licence in the unit that grants the case.
	Issue(ctx context.Context, tx *db.Tx, order LicenceOrder) (IssuedLicence, error)
}

// Parcel is a result on its way by post.
type Parcel struct {
	CaseNo             string
	What               string // name of the item
	Account            id.ID  // whom the carrier's news are told
	To, Phone, Address string
}

// Post takes parcels to applicants.
type Post interface {
	// Send hands a parcel to the carrier in the unit that delivers the case, and
	// returns the number it can be followed by.
	Send(ctx context.Context, tx *db.Tx, p Parcel) (tracking string, err error)
}

// Colleagues tells who works here.
type Colleagues interface {
	// Colleague returns a member of staff who is at work, with what they may do;
	// NotFound if there is none.
	Colleague(ctx context.Context, account string) (actor.Actor, error)
	// Named returns the same for what a drawing calls somebody: an account, or the name with
	// which they sign in.
	Named(ctx context.Context, name string) (actor.Actor, error)
	// Anybody reports whether anybody of a department, or at an outlet's windows, is at work
	// with a role.
	Anybody(ctx context.Context, department, outlet string, role actor.Role) (bool, error)
}

// TodoPlace is the first place on the home page: what its reader has to do now.
const TodoPlace = "home.todo"

// DraftsPlace is the place above the list of cases for what was begun and not handed in.
const DraftsPlace = "cases.drafts"

// SignedPlace is the place on the pages of a case for how it was signed. Its Render asks
// Shown which case the page is about.
const SignedPlace = "case.signed"

// DonePlace is the place on the page that says a case has been handed in, for what has become
// of it by then. Its Render asks Shown which case.
const DonePlace = "case.done"

// TurnPlace is the first place on the applicant's page of a case, for what they have to do now or
// must not miss. Its Render asks Shown which case.
const TurnPlace = "case.turn"

// MorePlace is the place below the facts on the applicant's page of a case, for what else
// there is to know of it or to do about it. Its Render asks Shown which case.
const MorePlace = "case.more"

// TrackPlace is the place on the page of a case for whoever knows its number and query code:
// nothing personal belongs there. Its Render asks Shown which case.
const TrackPlace = "case.track"

// DeskPlace is the place at the end of a case's page at the desk.
const DeskPlace = "desk.case"

// BranchesPlace is the place on the page that shows the branches of a case beside each other,
// for what several departments do together: a visit, what was asked of others. Its Render asks
// Shown which case.
const BranchesPlace = "desk.branches"

// WorklistPlace is the place above the worklist, for what else waits for its reader.
const WorklistPlace = "desk.todo"

// ShownCase is a case as a page shows it.
type ShownCase struct {
	*File
	Desk   bool // to staff
	Reveal bool // in full
}

type shownKey struct{}

// Shown returns the case whose page is being drawn.
func Shown(ctx context.Context) (ShownCase, bool) {
	shown, ok := ctx.Value(shownKey{}).(ShownCase)
	return shown, ok
}

// Informer tells the applicant what has happened. It inserts its own rows only.
type Informer interface {
	Inform(ctx context.Context, tx *db.Tx, account id.ID, key string, args []string, link string) error
}
