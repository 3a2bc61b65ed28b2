package licence

import (
	"context"

	"tongban/kernel/db"
	"tongban/kernel/id"
)

// Holders tells those in whose wallet a licence lies: a person, or of a firm whoever
// acts for it.
type Holders interface {
	Inform(ctx context.Context, tx *db.Tx, account id.ID, key string, args []string, link string) error
}
