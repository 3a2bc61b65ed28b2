package instant

import (
	"context"
	"time"

	"tongban/capability/casework"
	"tongban/capability/decision"
	"tongban/capability/rulebook"
	"tongban/kernel/db"
	"tongban/kernel/id"
)

// Rulebooks holds the rules of items.
type Rulebooks interface {
	// InForce reports within a unit whether an item has a published rulebook.
	InForce(ctx context.Context, tx *db.Tx, item string) (bool, error)
	// Current returns the version that is in force for an item, false if there is none.
	Current(ctx context.Context, item string) (*rulebook.Version, bool, error)
	// Needs returns the inputs that what a version answers rests on: nothing else is found out.
	Needs(v *rulebook.Version) ([]rulebook.Input, error)
	// Ask asks a version, by the names of its inputs.
	Ask(v *rulebook.Version, inputs map[string]any) (decision.Answer, error)
	// Ruled returns the codes of the items that have one in force.
	Ruled(ctx context.Context) ([]string, error)
}

// Registers are those of people and organisations.
type Registers interface {
	// Elements returns what they know of an account by data element, and whether they are
	// those of a demonstration.
	Elements(ctx context.Context, account string) (known map[string]any, simulated bool, err error)
	Person(ctx context.Context, account string) (casework.Person, error)
}

// Held is a licence of an applicant.
type Held struct {
	Type    string
	Status  string // of its life, "valid" if it stands for a paper now
	Values  map[string]string
	Since   time.Time // issued, as its first version
	Expires time.Time
}

// Licences knows who holds which.
type Licences interface {
	Held(ctx context.Context, account string) ([]Held, error)
}

// Shared is another department's answer.
type Shared struct {
	Found     bool
	Values    map[string]string
	Source    string // who answered
	Simulated bool
}

// Registry asks other departments.
type Registry interface {
	Ask(ctx context.Context, resource string, person casework.Person) (Shared, error)
}

// Papers knows what the pre-check can say for certain of the papers of a case: "questions",
// how many it wants looked at again, and by "material#field" what is written on them.
type Papers interface {
	Facts(ctx context.Context, f *casework.File) (facts map[string]any, simulated bool, err error)
}

// Record says whether somebody's record lets them have an effect, such as "commitment".
type Record interface {
	May(ctx context.Context, account id.ID, effect string) (bool, error)
}

// Commitments knows what was promised in writing.
type Commitments interface {
	Signed(ctx context.Context, caseID id.ID) (bool, error)
}

// History counts what an applicant has applied for before.
type History interface {
	// Earlier counts the cases of the same applicant and item before f.
	Earlier(ctx context.Context, f *casework.File) (int, error)
}

// Warnings knows what reviewers are to look at.
type Warnings interface {
	// Open returns the kinds of the warnings on a case that nobody has looked at.
	Open(ctx context.Context, f *casework.File) ([]string, error)
}

// Informer tells people what has happened. It inserts its own rows only.
type Informer interface {
	Inform(ctx context.Context, tx *db.Tx, account id.ID, key string, args []string, link string) error
}
