package rating

import (
	"context"

	"tongban/capability/casework"
	"tongban/kernel/db"
	"tongban/kernel/id"
)

// People tells how somebody is called.
type People interface {
	Person(ctx context.Context, account string) (casework.Person, error)
}

// Informer tells people what has happened. It inserts its own rows only.
type Informer interface {
	Inform(ctx context.Context, tx *db.Tx, account id.ID, key string, args []string, link string) error
}
