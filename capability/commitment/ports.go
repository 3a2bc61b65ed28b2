package commitment

import (
	"context"

	"tongban/capability/casework"
	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/id"
)

// Credit knows what stands against somebody's word.
type Credit interface {
	// May reports whether an account may commit itself; if not, why, in words.
	May(ctx context.Context, account id.ID) (ok bool, why []string, err error)
	// Broken puts a false commitment into the record of whom the case is for, within the unit
	// that withdraws what was granted.
	Broken(ctx context.Context, tx *db.Tx, b Breach) error
}

// Breach is a commitment that was not true.
type Breach struct {
	Case  *casework.Case
	Words string // what was found
	Paper string // number of the decision
}

// Licences ends licences.
type Licences interface {
	// TakeBack withdraws the licence of a kind with a number, within the unit that decides so;
	// one whose life is over stays as it is. Finder is who found the reason, and may not decide.
	TakeBack(ctx context.Context, tx *db.Tx, kind, number, finder, reason, ground string) error
}

// Colleagues knows who works where.
type Colleagues interface {
	// Of returns who is at work in a department.
	Of(ctx context.Context, department string) ([]actor.Actor, error)
	// Supervisors returns who watches over all departments.
	Supervisors(ctx context.Context) ([]actor.Actor, error)
}

// Visits knows the site visits of a case.
type Visits interface {
	// Records returns the numbers of the records of a case's visits since an instant, newest
	// first, with what each came to.
	Records(ctx context.Context, f *casework.File) ([]Visited, error)
}

// Visited is the record of a visit.
type Visited struct {
	Number string
	On     string // YYYY-MM-DD
	Met    bool
}

// Informer tells people what has happened. It inserts its own rows only.
type Informer interface {
	Inform(ctx context.Context, tx *db.Tx, account id.ID, key string, args []string, link string) error
}
