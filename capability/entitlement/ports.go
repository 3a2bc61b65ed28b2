package entitlement

import (
	"context"

	"tongban/capability/application"
	"tongban/capability/casework"
	"tongban/capability/catalogue"
	"tongban/capability/form"
	"tongban/kernel/db"
	"tongban/kernel/id"
)

// Population is whom programmes look through.
type Population interface {
	// People returns accounts of people of whom it is certain who they are, above after, by id.
	People(ctx context.Context, after id.ID, limit int) ([]id.ID, error)
	// Holders returns accounts that hold a licence of a type, above after, by id.
	Holders(ctx context.Context, kind string, after id.ID, limit int) ([]id.ID, error)
}

// Registers are those of people.
type Registers interface {
	// Elements returns what they know for certain of an account by data element, and whether
	// they are those of a demonstration.
	Elements(ctx context.Context, account string) (known map[string]any, simulated bool, err error)
	Person(ctx context.Context, account string) (casework.Person, error)
}

// Paper is a licence in somebody's wallet that is valid.
type Paper struct {
	ID        string // its identifier
	Type      string
	Values    map[string]string // by data element
	Simulated bool
}

// Licences knows who holds which.
type Licences interface {
	Held(ctx context.Context, account string) ([]Paper, error)
}

// Shared is another department's answer.
type Shared struct {
	Found     bool
	Values    map[string]string
	Source    string
	Simulated bool
}

// Registry asks other departments.
type Registry interface {
	Ask(ctx context.Context, resource string, person casework.Person) (Shared, error)
}

// Earlier is what somebody has applied for before.
type Earlier struct {
	No      string
	Running bool
	Granted bool
	Values  form.Values
}

// Cases knows what people have applied for, and the forms of items.
type Cases interface {
	Earlier(ctx context.Context, account id.ID, item string) ([]Earlier, error)
	Form(item *catalogue.Item) (*form.Definition, error)
}

// Items are what can be applied for.
type Items interface {
	Published(ctx context.Context, code string) (*catalogue.Item, error)
}

// Applications are handed in as everybody hands theirs in.
type Applications interface {
	Begin(ctx context.Context, item string, answers catalogue.Answers, consent bool) (*application.Work, error)
	Save(ctx context.Context, applicationID id.ID, values form.Values) (*application.Work, error)
	Submit(ctx context.Context, applicationID id.ID, signing *application.Signing) (application.Receipt, error)
}

// Informer tells people what has happened. It inserts its own rows only.
type Informer interface {
	Inform(ctx context.Context, tx *db.Tx, account id.ID, key string, args []string, link string) error
}
