package catalogue

import (
	"context"
	"errors"
	"time"

	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/id"
)

// Provenance is where a version of an item comes from.
type Provenance struct {
	Format   string    // of the list it was imported from: catalogue, gdzwfw; "" if it was written here
	Imported time.Time // when
}

// findProvenance returns where a version comes from.
func findProvenance(ctx context.Context, tx *db.Tx, version id.ID) (p Provenance, err error) {
	var at int64
	err = tx.Row(ctx, `SELECT format, imported_at FROM catalogue_source WHERE version_id = $1`, version).Scan(&p.Format, &at)
	if errors.Is(err, db.ErrNoRows) {
		return Provenance{}, nil
	}
	p.Imported = clock.FromMillis(at)
	return p, err
}
