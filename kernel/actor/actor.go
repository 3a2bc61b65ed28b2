// Package actor says who does something, and on whose behalf. The web layer puts the
// actor of a request into its context; services read it there and decide.
package actor

import (
	"context"
	"slices"
)

// Kind tells the sorts of actors apart.
type Kind string

// The kinds of actors.
const (
	Guest   Kind = "guest"
	Citizen Kind = "citizen"
	Staff   Kind = "staff"
	System  Kind = "system"
	Program Kind = "program" // of others, by a service key
)

// Role is what a member of staff may be asked to do, e.g. Window or Approver.
type Role string

// The roles of staff. The first block does casework; the sample catalogue names
// them as the actor of a stage. The last three are held by three people
// (三员分设).
const (
	Window   Role = "window"
	Reviewer Role = "reviewer"
	Approver Role = "approver"
	Head     Role = "head"
	// Government is who approves for the local government (本级人民政府).
	Government Role = "government"
	Inspector  Role = "inspector"
	Street     Role = "street"
	Hospital   Role = "hospital"
	Bank       Role = "bank"
	Tax        Role = "tax"
	Registrar  Role = "registrar"
	Finance    Role = "finance"

	HallManager Role = "hall-manager"
	Supervisor  Role = "supervisor"
	Editor      Role = "editor"
	Publisher   Role = "publisher"

	SystemAdmin   Role = "system-admin"
	SecurityAdmin Role = "security-admin"
	AuditAdmin    Role = "audit-admin"
)

// Actor is a person, a member of staff, a program, a guest or the system itself.
type Actor struct {
	ID   string // account id as text; empty for a guest
	Kind Kind
	Name string

	Department string // staff and programs: code of the department, e.g. "TRANS"
	Outlet     string // staff: id of the outlet, where there is one
	Region     string // staff: code of the region served
	Roles      []Role // staff only

	Session string // id of the session; empty for the system

	For Party // on whose behalf; zero for oneself. Of staff: whom they help to apply
}

// Is reports whether a holds role.
func (a Actor) Is(role Role) bool { return slices.Contains(a.Roles, role) }

// SignedIn reports whether a is a known person.
func (a Actor) SignedIn() bool { return a.Kind == Citizen || a.Kind == Staff }

// AsSystem returns the actor of work nobody asked for in person, such as a sweep.
func AsSystem(name string) Actor { return Actor{ID: "system:" + name, Kind: System, Name: name} }

type key struct{}

// With returns ctx carrying a.
func With(ctx context.Context, a Actor) context.Context { return context.WithValue(ctx, key{}, a) }

// From returns the actor of ctx, a guest if there is none.
func From(ctx context.Context) Actor {
	if a, ok := ctx.Value(key{}).(Actor); ok {
		return a
	}
	return Actor{Kind: Guest}
}
