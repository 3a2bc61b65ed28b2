package intake

import (
	"context"
	"fmt"
	"slices"

	"tongban/capability/audit"
	"tongban/capability/catalogue"
	"tongban/kernel/db"
	"tongban/kernel/fault"
)

// end publishes what is staged, unless there is nothing or the policy forbids it.
func (r *run) end(ctx context.Context) error {
	r.report.File = r.list.File()
	r.report.Withheld = r.AllOrNothing && r.report.Count(catalogue.Refused) > 0
	switch {
	case r.DryRun:
		return nil
	case r.report.Withheld:
		if err := r.clear(ctx, r.report.ID); err != nil {
			return err
		}
		return r.close(ctx, ImportRefused)
	case len(r.staged) == 0:
		return r.close(ctx, ImportApplied)
	}
	edition, err := r.publish(ctx)
	if err != nil {
		return err
	}
	r.published = true
	if err := r.catalogue.Refresh(ctx); err != nil {
		return err
	}
	return r.tidy(ctx, r.report.ID, edition)
}

// close ends an import that publishes nothing.
func (r *run) close(ctx context.Context, state ImportState) error {
	now := r.now.Now()
	return r.db.Write(ctx, importLane, func(ctx context.Context, tx *db.Tx) error {
		return endImport(ctx, tx, r.report, state, nil, now)
	})
}

// publish puts everything staged in its place, in one unit, and returns the edition.
func (r *run) publish(ctx context.Context) (edition int64, err error) {
	now, all := r.now.Now(), incoming(r.staged)
	whole := catalogue.Digest(all)
	err = r.db.Write(ctx, importLane, func(ctx context.Context, tx *db.Tx) error {
		if err := holdImport(ctx, tx, r.report.ID, r.report.File.Bytes); err != nil {
			return err
		}
		var late []*catalogue.Incoming
		if edition, late, err = r.batch.Publish(ctx, tx, all); err != nil {
			return err
		}
		if err := r.giveWay(ctx, tx, late); err != nil {
			return err
		}
		digest := whole
		if len(late) > 0 {
			digest = catalogue.Digest(slices.DeleteFunc(slices.Clone(all), func(in *catalogue.Incoming) bool { return slices.Contains(late, in) }))
		}
		if err := endImport(ctx, tx, r.report, ImportApplied, &edition, now); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{
			Event: imported, Actor: r.author, Subject: r.report.ID.String(), At: now,
			Data: map[string]any{
				"format": r.Format, "file": fmt.Sprintf("%x", r.report.File.Digest), "edition": edition,
				"added": r.report.Count(catalogue.Added), "changed": r.report.Count(catalogue.Changed), "refused": r.report.Count(catalogue.Refused),
				"digest": digest,
			},
		})
	})
	return edition, err
}

// giveWay refuses the rows whose items are late: they have changed since they were
// compared. The unit may run again, so the others are what they were.
func (r *run) giveWay(ctx context.Context, tx *db.Tx, late []*catalogue.Incoming) error {
	for _, c := range r.staged {
		c.row.Outcome, c.row.Faults = c.Outcome, nil
		if !slices.Contains(late, c.Incoming) {
			continue
		}
		c.row.Outcome, c.row.Faults = catalogue.Refused, []fault.Field{{Name: "version", Key: "catalogue.import.edited"}}
		if err := insertImportRow(ctx, tx, r.report.ID, c.row); err != nil {
			return err
		}
	}
	return nil
}
