package agreement

import (
	"context"

	"tongban/capability/casework"
	"tongban/kernel/db"
	"tongban/kernel/id"
)

// People tells who can be a party.
type People interface {
	// Person returns who has an account.
	Person(ctx context.Context, account string) (casework.Person, error)
	// Known returns the person or organisation with a name and a number, if they have an
	// account; NotFound otherwise.
	Known(ctx context.Context, name, number string) (casework.Person, error)
}

// Codes prove that whoever signs holds their mobile.
type Codes interface {
	SendCode(ctx context.Context, account string) error
	CheckCode(ctx context.Context, account, code string) error
}

// Informer tells people what has happened. It inserts its own rows only.
type Informer interface {
	Inform(ctx context.Context, tx *db.Tx, account id.ID, key string, args []string, link string) error
}

// Drawing reads a drawn signature as a browser posts it, false if it is none.
type Drawing func(posted string) (picture []byte, ok bool)
