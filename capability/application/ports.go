package application

import (
	"context"
	"time"

	"tongban/capability/casework"
)

// People tells who an applicant is.
type People interface {
	Person(ctx context.Context, account string) (casework.Person, error)
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
