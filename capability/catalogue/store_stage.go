package catalogue

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/id"
)

// staged is the revision of versions that an import under way has brought. Nobody
// else looks at them; versions that were ever published count from 1.
const staged = -1

// stored is an item as the importer compares it.
type stored struct {
	item               id.ID // 0: there is no such item
	implementationCode string
	handlingItemCode   string
	versionID          id.ID // the newest that was ever published; 0 if none was
	state              State
	version            string
	origin             string
	digest             []byte
	source             []byte // digest of the record it was last imported from
}

// findStored returns what there is of the item with the slug.
func findStored(ctx context.Context, tx *db.Tx, code string) (s stored, err error) {
	var handling, state, version, origin *string
	var versionID *int64
	err = tx.Row(ctx, `
		SELECT i.id, i.implementation_code, i.handling_item_code, v.id, v.state, v.version, v.origin, v.digest,
			(SELECT r.digest FROM catalogue_source r WHERE r.item_id = i.id ORDER BY r.version_id DESC LIMIT 1)
		FROM catalogue_item i LEFT JOIN catalogue_version v ON v.item_id = i.id AND v.revision > 0
		WHERE i.code = $1 ORDER BY v.revision DESC LIMIT 1`, code).
		Scan(&s.item, &s.implementationCode, &handling, &versionID, &state, &version, &origin, &s.digest, &s.source)
	if errors.Is(err, db.ErrNoRows) {
		return stored{}, nil
	}
	if err != nil {
		return s, err
	}
	if handling != nil {
		s.handlingItemCode = *handling
	}
	if versionID != nil {
		s.versionID, s.state, s.version, s.origin = id.ID(*versionID), State(*state), *version, *origin
	}
	return s, nil
}

// findOwner returns the slug of the item that has the handling code, "" if none has.
func findOwner(ctx context.Context, tx *db.Tx, handlingItemCode string) (code string, err error) {
	err = tx.Row(ctx, `SELECT code FROM catalogue_item WHERE handling_item_code = $1`, handlingItemCode).Scan(&code)
	if errors.Is(err, db.ErrNoRows) {
		return "", nil
	}
	return code, err
}

func insertItem(ctx context.Context, tx *db.Tx, item id.ID, i *Item, now time.Time) error {
	var handling *string
	if i.HandlingItemCode != "" {
		handling = &i.HandlingItemCode
	}
	return tx.Send(ctx, `
		INSERT INTO catalogue_item (id, code, implementation_code, handling_item_code, created_at)
		VALUES ($1, $2, $3, $4, $5)`,
		item, i.Code, i.ImplementationCode, handling, clock.Millis(now))
}

// insertStaged stores what an item will be when its batch is published.
func insertStaged(ctx context.Context, tx *db.Tx, b *Batch, in *Incoming, now time.Time) error {
	if in.stored.item == 0 {
		if err := insertItem(ctx, tx, in.itemID, in.item, now); err != nil {
			return err
		}
	}
	summary, err := json.Marshal(in.item.summary())
	if err != nil {
		return err
	}
	err = tx.Send(ctx, `
		INSERT INTO catalogue_version (id, item_id, revision, state, edition, code, name, department, version,
			digest, summary, has_form, published_at, origin, author, import_id)
		VALUES ($1, $2, $3, $4, 0, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
		in.version, in.itemID, staged, Draft, in.item.Code, in.item.Name, in.item.Department.Code, in.item.Version,
		in.digest, string(summary), in.item.HasForm(), clock.Millis(now), originImport, b.Author, b.Key)
	if err != nil {
		return err
	}
	if err := insertDocument(ctx, tx, in.version, in.document); err != nil {
		return err
	}
	err = tx.Send(ctx, `
		INSERT INTO catalogue_source (version_id, item_id, format, digest, document, imported_at)
		VALUES ($1, $2, $3, $4, $5, $6)`,
		in.version, in.itemID, b.Format, in.sourceDigest, string(in.source), clock.Millis(now))
	if err != nil {
		return err
	}
	return insertFindings(ctx, tx, in.version, in.Findings)
}

// standing is what an item has come to while an import was staged.
type standing struct {
	version id.ID // as stored.versionID
	state   State
}

// listStandings returns the newest version ever published of every item that an
// import is about to change, by item.
func listStandings(ctx context.Context, tx *db.Tx, run id.ID) (map[id.ID]standing, error) {
	all := map[id.ID]standing{}
	_, err := db.List(ctx, tx, func(row db.Scanner) (none struct{}, err error) {
		var item, version id.ID
		var state State
		err = row.Scan(&item, &version, &state)
		all[item] = standing{version, state}
		return none, err
	}, `SELECT v.item_id, v.id, v.state
		FROM catalogue_version s JOIN catalogue_version v ON v.item_id = s.item_id
		WHERE s.import_id = $1 AND s.revision = -1
			AND v.revision = (SELECT MAX(n.revision) FROM catalogue_version n WHERE n.item_id = s.item_id AND n.revision > 0)`, run)
	return all, err
}

// publishStaged puts the staged versions of an import in the place of the current
// ones.
func publishStaged(ctx context.Context, tx *db.Tx, run id.ID, edition int64, now time.Time) error {
	superseded, _ := Lifecycle.To(Published, Supersede)
	adopted, _ := Lifecycle.To(Draft, Adopt)
	err := tx.Send(ctx, `
		UPDATE catalogue_version SET state = $1, edition = $2
		WHERE state IN ('published', 'suspended')
			AND item_id IN (SELECT s.item_id FROM catalogue_version s WHERE s.import_id = $3 AND s.revision = -1)`,
		superseded, edition, run)
	if err != nil {
		return err
	}
	return tx.Send(ctx, `
		UPDATE catalogue_version SET state = $1, edition = $2, published_at = $3, revision = 1 + COALESCE((
			SELECT MAX(v.revision) FROM catalogue_version v WHERE v.item_id = catalogue_version.item_id AND v.revision > 0), 0)
		WHERE import_id = $4 AND revision = -1`,
		adopted, edition, clock.Millis(now), run)
}

// listStaged returns up to limit staged versions of an import with their items.
func listStaged(ctx context.Context, tx *db.Tx, run id.ID, limit int) ([][2]id.ID, error) {
	return db.List(ctx, tx, func(row db.Scanner) (pair [2]id.ID, err error) {
		return pair, row.Scan(&pair[0], &pair[1])
	}, `SELECT id, item_id FROM catalogue_version WHERE import_id = $1 AND revision = -1 ORDER BY id LIMIT $2`, run, limit)
}

// deleteStaged removes a staged version, and its item if it has no other.
func deleteStaged(ctx context.Context, tx *db.Tx, version, item id.ID) error {
	for _, sql := range []string{
		`DELETE FROM catalogue_finding WHERE version_id = $1`,
		`DELETE FROM catalogue_source WHERE version_id = $1`,
		`DELETE FROM catalogue_document WHERE version_id = $1`,
		`DELETE FROM catalogue_version WHERE id = $1 AND revision = -1`,
	} {
		if err := tx.Send(ctx, sql, version); err != nil {
			return err
		}
	}
	return tx.Send(ctx, `
		DELETE FROM catalogue_item WHERE id = $1
			AND NOT EXISTS (SELECT 1 FROM catalogue_version WHERE item_id = $2)`, item, item)
}

// listSuperseded returns up to limit versions after a key that an edition has put
// out of their places.
func listSuperseded(ctx context.Context, tx *db.Tx, edition int64, after id.ID, limit int) ([]id.ID, error) {
	return db.List(ctx, tx, func(row db.Scanner) (version id.ID, err error) {
		return version, row.Scan(&version)
	}, `SELECT id FROM catalogue_version WHERE edition = $1 AND id > $2 AND state = 'superseded' ORDER BY id LIMIT $3`, edition, after, limit)
}
