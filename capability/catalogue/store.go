package catalogue

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// stored is the newest version of an item as the importer compares it.
type stored struct {
	item               id.ID
	implementationCode string
	handlingItemCode   string
	versionID          id.ID
	revision           int
	state              State
	version            string
	digest             []byte
}

// findNewest returns the newest version of the item with the slug, false if there
// is no such item.
func findNewest(ctx context.Context, tx *db.Tx, code string) (stored, bool, error) {
	var s stored
	var handling *string
	err := tx.Row(ctx, `
		SELECT i.id, i.implementation_code, i.handling_item_code, v.id, v.revision, v.state, v.version, v.digest
		FROM catalogue_item i JOIN catalogue_version v ON v.item_id = i.id
		WHERE i.code = $1 ORDER BY v.revision DESC LIMIT 1`, code).
		Scan(&s.item, &s.implementationCode, &handling, &s.versionID, &s.revision, &s.state, &s.version, &s.digest)
	if errors.Is(err, db.ErrNoRows) {
		return stored{}, false, nil
	}
	if handling != nil {
		s.handlingItemCode = *handling
	}
	return s, err == nil, err
}

// findOwner returns the slug of the item that has the handling code, "" if none has.
func findOwner(ctx context.Context, tx *db.Tx, handlingItemCode string) (code string, err error) {
	err = tx.Row(ctx, `SELECT code FROM catalogue_item WHERE handling_item_code = $1`, handlingItemCode).Scan(&code)
	if errors.Is(err, db.ErrNoRows) {
		return "", nil
	}
	return code, err
}

// raiseEdition returns the edition of the changes that follow. It makes units that
// change the catalogue wait for each other.
func raiseEdition(ctx context.Context, tx *db.Tx) (edition int64, err error) {
	err = tx.Row(ctx, `UPDATE catalogue_edition SET number = number + 1 WHERE id = 1 RETURNING number`).Scan(&edition)
	return edition, err
}

func findEdition(ctx context.Context, tx *db.Tx) (edition int64, err error) {
	err = tx.Row(ctx, `SELECT number FROM catalogue_edition WHERE id = 1`).Scan(&edition)
	return edition, err
}

func insertItem(ctx context.Context, tx *db.Tx, item id.ID, c *candidate, now time.Time) error {
	var handling *string
	if c.item.HandlingItemCode != "" {
		handling = &c.item.HandlingItemCode
	}
	return tx.Send(ctx, `
		INSERT INTO catalogue_item (id, code, implementation_code, handling_item_code, created_at)
		VALUES ($1, $2, $3, $4, $5)`,
		item, c.item.Code, c.item.ImplementationCode, handling, clock.Millis(now))
}

func insertVersion(ctx context.Context, tx *db.Tx, version, item id.ID, revision int, state State, edition int64, c *candidate, now time.Time) error {
	summary, err := json.Marshal(c.item.summary())
	if err != nil {
		return err
	}
	return tx.Send(ctx, `
		INSERT INTO catalogue_version (id, item_id, revision, state, edition, code, name, department, version,
			digest, summary, document, published_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		version, item, revision, state, edition, c.item.Code, c.item.Name, c.item.Department.Code, c.item.Version,
		c.digest, string(summary), string(c.document), clock.Millis(now))
}

// moveVersion changes the state of a version that is still in from.
func moveVersion(ctx context.Context, tx *db.Tx, version id.ID, from, to State, edition int64) error {
	n, err := tx.Exec(ctx, `
		UPDATE catalogue_version SET state = $1, edition = $2 WHERE id = $3 AND state = $4`,
		to, edition, version, from)
	if err == nil && n == 0 {
		return fault.New(fault.Conflict, "catalogue.stale")
	}
	return err
}

// listed is what a change says about an item's newest version.
type listed struct {
	state   State
	summary Summary
	form    *Item // if it has a form: whether it can be filled in is asked of the version
}

// listChanges returns the versions that changed after an edition, oldest first.
func listChanges(ctx context.Context, tx *db.Tx, edition int64) ([]listed, error) {
	return db.List(ctx, tx, func(row db.Scanner) (listed, error) {
		var l listed
		var summary, document []byte
		var item, version id.ID
		if err := row.Scan(&item, &version, &l.state, &summary, &document); err != nil {
			return listed{}, err
		}
		if err := json.Unmarshal(summary, &l.summary); err != nil {
			return listed{}, err
		}
		l.summary.item, l.summary.VersionID = item, version
		return l, l.readForm(document)
	}, `SELECT item_id, id, state, summary, document FROM catalogue_version WHERE edition > $1 ORDER BY id`, edition)
}

// readForm keeps the document of a published version with a form. Most of a large
// catalogue has none, so it is not kept as a whole.
func (l *listed) readForm(document []byte) (err error) {
	if l.state != Published {
		return nil
	}
	var has struct {
		Form json.RawMessage `json:"form"`
	}
	if err := json.Unmarshal(document, &has); err != nil {
		return err
	}
	if len(has.Form) == 0 || string(has.Form) == "null" {
		return nil
	}
	if l.form, err = readItem(document); err == nil {
		l.form.VersionID = l.summary.VersionID
	}
	return err
}

func findVersion(ctx context.Context, tx *db.Tx, version id.ID) (*Item, error) {
	var document []byte
	var revision int
	var published int64
	err := tx.Row(ctx, `SELECT document, revision, published_at FROM catalogue_version WHERE id = $1`, version).
		Scan(&document, &revision, &published)
	if errors.Is(err, db.ErrNoRows) {
		return nil, fault.New(fault.NotFound, "catalogue.unknown")
	}
	if err != nil {
		return nil, err
	}
	item, err := readItem(document)
	if err != nil {
		return nil, err
	}
	item.VersionID, item.Revision, item.PublishedAt = version, revision, clock.FromMillis(published)
	return item, nil
}
