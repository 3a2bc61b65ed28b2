package lane

import (
	"context"
	"time"

	"tongban/capability/casework"
	"tongban/capability/catalogue"
	"tongban/kernel/db"
	"tongban/kernel/id"
)

// Paper is a material whose original is wanted.
type Paper struct{ Code, Name string }

// Look is an original that somebody held beside its copy.
type Look struct {
	Material string
	By       string
	At       time.Time
}

// Counter is where originals are checked.
type Counter interface {
	// Wanted lists the materials of what was handed in whose originals are to be seen.
	Wanted(item *catalogue.Item, handed casework.Submission) []Paper
	// Seen returns the originals of an application that were seen, within a unit.
	Seen(ctx context.Context, tx *db.Tx, application id.ID) ([]Look, error)
}

// Reviews knows what a person has found in a draft before it was handed in.
type Reviews interface {
	// Ready returns who found that exactly what was handed in can be handed in, and when;
	// false if nobody did. It reads within a unit.
	Ready(ctx context.Context, tx *db.Tx, application id.ID, handed casework.Submission) (by string, at time.Time, ready bool, err error)
}

// Informer tells people what has happened. It inserts its own rows only.
type Informer interface {
	Inform(ctx context.Context, tx *db.Tx, account id.ID, key string, args []string, link string) error
}

// Offices names the desks in figures.
type Offices interface {
	Desk(ctx context.Context, code string, window bool) (string, error)
}
