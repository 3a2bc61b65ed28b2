package catalogue

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// open is the revision of the one version of an item that somebody works on.
const open = 0

const revisionColumns = `v.id, v.revision, v.version, v.state, v.origin, v.author, v.publisher, v.reason,
	COALESCE(v.moved_at, v.published_at), v.errors, v.warnings`

// places returns where a row with revisionColumns is scanned to; moved is
// milliseconds.
func (r *Revision) places(moved *int64, more ...any) []any {
	return append([]any{&r.VersionID, &r.Number, &r.Version, &r.State, &r.Origin, &r.Author, &r.Publisher, &r.Reason,
		moved, &r.Errors, &r.Warnings}, more...)
}

// findItem returns the item with the code as its slug or as one of its own official
// codes. A code that several items share finds none.
func findItem(ctx context.Context, tx *db.Tx, code string) (item id.ID, err error) {
	slug, official := strings.ToLower(code), strings.ToUpper(code)
	found, err := db.List(ctx, tx, func(row db.Scanner) (one id.ID, err error) {
		return one, row.Scan(&one)
	}, `SELECT id FROM catalogue_item WHERE code = $1 OR handling_item_code = $2 OR implementation_code = $2 LIMIT 2`, slug, official)
	if err == nil && len(found) != 1 {
		err = fault.New(fault.NotFound, "catalogue.unknown")
	}
	if err != nil {
		return 0, err
	}
	return found[0], nil
}

// findVersionItem returns the item that a version is of, and its slug.
func findVersionItem(ctx context.Context, tx *db.Tx, version id.ID) (item id.ID, code string, err error) {
	err = tx.Row(ctx, `SELECT item_id, code FROM catalogue_version WHERE id = $1 AND revision >= 0`, version).Scan(&item, &code)
	if errors.Is(err, db.ErrNoRows) {
		return 0, "", fault.New(fault.NotFound, "catalogue.unknown")
	}
	return item, code, err
}

// findWorking returns what an editor's change of the item depends on.
func findWorking(ctx context.Context, tx *db.Tx, item id.ID) (working, error) {
	w := working{item: item}
	_, err := db.List(ctx, tx, func(row db.Scanner) (none struct{}, err error) {
		r := new(Revision)
		var moved int64
		var base *int64
		if err := row.Scan(r.places(&moved, &base)...); err != nil {
			return none, err
		}
		r.Moved = clock.FromMillis(moved)
		if r.Number != open {
			w.current = r
			return none, nil
		}
		w.open = r
		if base != nil {
			w.base = id.ID(*base)
		}
		return none, nil
	}, `SELECT `+revisionColumns+`, v.base_id FROM catalogue_version v
		WHERE v.item_id = $1 AND (v.revision = 0 OR v.revision > 0 AND v.state IN ('published', 'suspended'))`, item)
	return w, err
}

// lockCatalogue makes units that change the catalogue wait for each other where no
// edition is raised, because the public sees nothing of the change.
func lockCatalogue(ctx context.Context, tx *db.Tx) error {
	return tx.Send(ctx, `UPDATE catalogue_edition SET number = number WHERE id = 1`)
}

// draft is a version as an editor hands it in.
type draft struct {
	version, item, base id.ID
	content             *Item
	findings            []Finding
	author              string
}

func insertDraft(ctx context.Context, tx *db.Tx, d draft, now time.Time) error {
	document, digest, err := documentOf(d.content)
	if err != nil {
		return err
	}
	summary, err := json.Marshal(d.content.summary())
	if err != nil {
		return err
	}
	err = tx.Send(ctx, `
		INSERT INTO catalogue_version (id, item_id, revision, state, edition, code, name, department, version,
			digest, summary, has_form, published_at, origin, author, base_id, moved_at)
		VALUES ($1, $2, 0, $3, 0, $4, $5, $6, $7, $8, $9, $10, 0, $11, $12, $13, $14)`,
		d.version, d.item, Lifecycle.Start, d.content.Code, d.content.Name, d.content.Department.Code, d.content.Version,
		digest, string(summary), d.content.HasForm(), originEdit, d.author, d.base, clock.Millis(now))
	if err != nil {
		return err
	}
	if err := insertDocument(ctx, tx, d.version, document); err != nil {
		return err
	}
	return insertFindings(ctx, tx, d.version, d.findings)
}

// deleteOpen removes an open version.
func deleteOpen(ctx context.Context, tx *db.Tx, version id.ID) error {
	if err := deleteFindings(ctx, tx, version); err != nil {
		return err
	}
	if err := tx.Send(ctx, `DELETE FROM catalogue_document WHERE version_id = $1`, version); err != nil {
		return err
	}
	return tx.Send(ctx, `DELETE FROM catalogue_version WHERE id = $1 AND revision = 0`, version)
}

// moveOpen moves an open version that is still in from to another state in which it
// stays open.
func moveOpen(ctx context.Context, tx *db.Tx, r Revision, to State, reason string, now time.Time) error {
	return moved(tx.Exec(ctx, `
		UPDATE catalogue_version SET state = $1, reason = $2, moved_at = $3 WHERE id = $4 AND state = $5 AND revision = 0`,
		to, reason, clock.Millis(now), r.VersionID, r.State))
}

// moveCurrent moves a current version that is still in from, which the public sees.
func moveCurrent(ctx context.Context, tx *db.Tx, r Revision, to State, reason string, edition int64, now time.Time) error {
	return moved(tx.Exec(ctx, `
		UPDATE catalogue_version SET state = $1, reason = $2, edition = $3, moved_at = $4 WHERE id = $5 AND state = $6 AND revision > 0`,
		to, reason, edition, clock.Millis(now), r.VersionID, r.State))
}

// publishOpen gives an open version the number after the current one.
func publishOpen(ctx context.Context, tx *db.Tx, r Revision, number int, publisher string, edition int64, now time.Time) error {
	at := clock.Millis(now)
	return moved(tx.Exec(ctx, `
		UPDATE catalogue_version SET state = $1, revision = $2, edition = $3, publisher = $4, published_at = $5, moved_at = $6
		WHERE id = $7 AND state = $8 AND revision = 0`,
		Published, number, edition, publisher, at, at, r.VersionID, r.State))
}

// moved is a Conflict where a move found nothing to move.
func moved(rows int64, err error) error {
	if err == nil && rows == 0 {
		return fault.New(fault.Conflict, "catalogue.stale")
	}
	return err
}

// findContent returns what a version says, whether it was ever published or not.
func findContent(ctx context.Context, tx *db.Tx, version id.ID) (*Item, error) {
	var document []byte
	var number int
	var published int64
	err := tx.Row(ctx, `
		SELECT d.document, v.revision, v.published_at
		FROM catalogue_version v JOIN catalogue_document d ON d.version_id = v.id
		WHERE v.id = $1 AND v.revision >= 0`, version).
		Scan(&document, &number, &published)
	if errors.Is(err, db.ErrNoRows) {
		return nil, fault.New(fault.NotFound, "catalogue.unknown")
	}
	if err != nil {
		return nil, err
	}
	item, err := ReadItem(document)
	if err != nil {
		return nil, err
	}
	item.VersionID, item.Revision = version, number
	if number != open {
		item.PublishedAt = clock.FromMillis(published)
	}
	return item, nil
}
