package credit

import (
	"context"

	"tongban/kernel/db"
	"tongban/kernel/id"
)

// Cases knows the cases in which facts are seen.
type Cases interface {
	// Matter returns a case that the actor may read; NotFound for any other.
	Matter(ctx context.Context, no string) (Matter, error)
	// Shown returns the case whose page at the desk is being drawn.
	Shown(ctx context.Context) (Matter, bool)
}

// Firms knows the firms that have an account, in the caller's unit.
type Firms interface {
	// NumberIn returns the number (USCC) of the firm with an account; none for anybody else.
	NumberIn(ctx context.Context, tx *db.Tx, account id.ID) (string, error)
	// SpeakersIn returns the accounts that may speak for the firm with a number.
	SpeakersIn(ctx context.Context, tx *db.Tx, uscc string) ([]id.ID, error)
}

// Informer tells people what has happened. It inserts its own rows only.
type Informer interface {
	Inform(ctx context.Context, tx *db.Tx, account id.ID, key string, args []string, link string) error
}

// DeskPlace is the place at the end of a case's page at the desk.
const DeskPlace = "desk.case"
