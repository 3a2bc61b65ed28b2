package catalogue

import (
	"cmp"
	"context"
	"crypto/sha256"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"tongban/capability/audit"
	"tongban/kernel/db"
	"tongban/kernel/fault"
)

// end publishes what is staged, unless there is nothing or the policy forbids it.
func (r *run) end(ctx context.Context) error {
	r.report.File = r.list.File()
	r.report.Withheld = r.AllOrNothing && r.report.Count(Refused) > 0
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
	if err := r.refresh(ctx); err != nil {
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

// publish puts everything staged in its place, in one unit, and returns the edition. What somebody has
// published, suspended or retired since it was compared is not overwritten.
func (r *run) publish(ctx context.Context) (edition int64, err error) {
	now := r.now.Now()
	outcomes := make([]Outcome, len(r.staged))
	for i, c := range r.staged {
		outcomes[i] = c.row.Outcome
	}
	all := r.digest()
	err = r.db.Write(ctx, importLane, func(ctx context.Context, tx *db.Tx) error {
		for i, c := range r.staged { // the unit may run again
			c.row.Outcome, c.row.Faults = outcomes[i], nil
		}
		if err := holdImport(ctx, tx, r.report.ID, r.report.File.Bytes); err != nil {
			return err
		}
		if edition, err = raiseEdition(ctx, tx); err != nil {
			return err
		}
		digest := all
		if edition != r.edition+1 {
			if err := r.giveWay(ctx, tx); err != nil {
				return err
			}
			digest = r.digest()
		}
		if err := publishStaged(ctx, tx, r.report.ID, edition, now); err != nil {
			return err
		}
		if err := endImport(ctx, tx, r.report, ImportApplied, &edition, now); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{
			Event: imported, Actor: r.author, Subject: r.report.ID.String(), At: now,
			Data: map[string]any{
				"format": r.Format, "file": fmt.Sprintf("%x", r.report.File.Digest), "edition": edition,
				"added": r.report.Count(Added), "changed": r.report.Count(Changed), "refused": r.report.Count(Refused),
				"digest": digest,
			},
		})
	})
	return edition, err
}

// giveWay refuses the rows whose items have changed since they were compared.
func (r *run) giveWay(ctx context.Context, tx *db.Tx) error {
	standings, err := listStandings(ctx, tx, r.report.ID)
	if err != nil {
		return err
	}
	for _, c := range r.staged {
		if at := standings[c.itemID]; at.version == c.stored.versionID && at.state == c.stored.state {
			continue
		}
		c.row.Outcome, c.row.Faults = Refused, []fault.Field{{Name: "version", Key: "catalogue.import.edited"}}
		if err := deleteStaged(ctx, tx, c.version, c.itemID); err != nil {
			return err
		}
		if err := insertImportRow(ctx, tx, r.report.ID, c.row); err != nil {
			return err
		}
	}
	return nil
}

// digest is what the log keeps of the published versions: SHA-256 over a line
// "code digest" of each, sorted.
func (r *run) digest() string {
	published := slices.DeleteFunc(slices.Clone(r.staged), func(c *candidate) bool { return c.row.Outcome == Refused })
	slices.SortFunc(published, func(a, b *candidate) int { return cmp.Compare(a.row.Code, b.row.Code) })
	sum := sha256.New()
	for _, c := range published {
		fmt.Fprintf(sum, "%s %x\n", c.row.Code, c.digest)
	}
	return fmt.Sprintf("%x", sum.Sum(nil))
}

const imported = "catalogue.imported"

// Events are the entries this capability writes to the log. An import has one, not
// one for each item; see ADR 0017.
var Events = []audit.Event{
	{
		Name: imported, When: "Versions of items were published from an imported list: one entry for the whole list.",
		Data: "format, file (SHA-256), edition, added, changed, refused, digest (SHA-256 over a line \"code digest\" of each version, sorted)",
	},
	{Name: revised, When: "An editor saved a draft of an item.", Data: "version, base"},
	{Name: discarded, When: "A version that was not published was thrown away.", Data: "version"},
	{Name: "catalogue.submitted", When: "An author handed a draft in.", Data: "version"},
	{Name: "catalogue.returned", When: "A version was given back to its author.", Data: "version"},
	{Name: "catalogue.reviewed", When: "A submitted version was found lawful and complete.", Data: "version"},
	{Name: "catalogue.published", When: "A reviewed version took the place of the current one.", Data: "version, number, digest (SHA-256)"},
	{Name: "catalogue.suspended", When: "An item takes no new applications for a while.", Data: "version"},
	{Name: "catalogue.resumed", When: "A suspended item takes applications again.", Data: "version"},
	{Name: "catalogue.retired", When: "An item was ended for good.", Data: "version"},
}

// older reports whether version a comes before b, number by number.
func older(a, b string) bool {
	x, y := strings.Split(a, "."), strings.Split(b, ".")
	for i := range max(len(x), len(y)) {
		n, m := part(x, i), part(y, i)
		if n != m {
			return n < m
		}
	}
	return false
}

func part(version []string, i int) int {
	if i >= len(version) {
		return 0
	}
	n, _ := strconv.Atoi(version[i]) // what is no number counts as 0
	return n
}
