package application

import (
	"context"
	"time"

	"tongban/capability/casework"
	"tongban/capability/catalogue"
	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/id"
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

// AtOnce decides by rules what is plainly fine (package instant). Everything else stays with
// people.
type AtOnce interface {
	// Offers reports whether rules may decide on an item now.
	Offers(ctx context.Context, item string) (bool, error)
	// WishPerson notes, in the unit that hands a case in, that a person is to decide.
	WishPerson(ctx context.Context, tx *db.Tx, no string, caseID id.ID, seq int64) error
	// Try decides on a case and waits for it no longer than ctx.
	Try(ctx context.Context, no string)
}

// HeldLicence is an e-licence in an applicant's wallet.
type HeldLicence struct {
	Type      string            // "机动车驾驶证"
	ID        string            // its identifier; the number may be the holder's own and stays with the licence
	Was       []string          // identifiers of its earlier versions
	Values    map[string]string // by data element, e.g. "licence.class"
	Since     time.Time         // issued, as its first version
	Expires   time.Time
	Unusable  string // why it stands for no paper: its status, or "unpermitted"; empty if it does
	Permitted bool   // the applicant let it be used for the application
}

// Licences knows the e-licences an applicant holds.
type Licences interface {
	// Held returns an account's licences, also those that stand for no paper of an
	// application (zero for one that has not begun), with why.
	Held(ctx context.Context, account string, application id.ID) ([]HeldLicence, error)
	// Permit notes that the applicant lets licences, by identifier, be used.
	Permit(ctx context.Context, tx *db.Tx, ids []string, use LicenceUse) error
	// Use notes that licences stand in the place of papers. It is refused, saying why,
	// for one that does not hold any more or whose holder has ended the consent.
	Use(ctx context.Context, tx *db.Tx, ids []string, use LicenceUse) error
}

// LicenceUse is what licences are used for.
type LicenceUse struct {
	Application id.ID
	CaseNo      string // once there is one
	ItemCode    string
	ItemName    string
	Until       time.Time // of a consent: to be used for the first time
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

// Pledge is what whoever takes the track of a commitment is told and promises (告知承诺), in
// the reader's language.
type Pledge struct {
	Digest       string // of the words that count, which are Chinese
	Conditions   []string
	Materials    []string // to be handed in all the same
	Replaced     []string // that the promise stands for
	Codes        []string // of these, and of the written promise
	Clauses      []string
	Check        string // of several items a line each
	Consequences []string
	Parts        []PledgePart // for several items: whose promises it is made of, all clauses of each
}

// Commitment is a Pledge as somebody makes it by handing in.
type Commitment struct {
	CaseID      id.ID
	Application id.ID
	Item        *catalogue.Item
	Plan        catalogue.Plan
	Owner       id.ID
	Signer      id.ID
	SignerName  string
	For         string // on whose behalf, empty for their own
	Method      Method
	At          time.Time
	Pledged
}

// Commitments grants at once what is promised, and checks it later.
type Commitments interface {
	// Pledge returns what plan asks an applicant for item to promise, false if nothing.
	Pledge(ctx context.Context, item *catalogue.Item, plan catalogue.Plan) (Pledge, bool)
	// MayPledge says why an account may not, nil if it may.
	MayPledge(ctx context.Context, account id.ID) error
	// Commit stores a commitment in the unit that hands the application in, before that is
	// received.
	Commit(ctx context.Context, tx *db.Tx, c Commitment) error
}
