package catalogue

import (
	"context"
	"encoding/json"

	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

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

// listed is what a change says about an item's newest version.
type listed struct {
	state   State
	summary Summary
	form    *Item // if it has a form: whether it can be filled in is asked of the version
}

// listChanges returns the versions that changed after an edition, oldest first; of
// all time, edition -1, those that are published.
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
	}, `SELECT v.item_id, v.id, v.state, v.summary, d.document
		FROM catalogue_version v
		LEFT JOIN catalogue_document d ON d.version_id = v.id AND v.has_form AND v.state = 'published'
		WHERE v.edition > $1 AND v.revision > 0 AND ($1 >= 0 OR v.state = 'published') ORDER BY v.id`, edition)
}

// insertDocument stores what a version says.
func insertDocument(ctx context.Context, tx *db.Tx, version id.ID, document []byte) error {
	return tx.Send(ctx, `INSERT INTO catalogue_document (version_id, document) VALUES ($1, $2)`, version, string(document))
}

// readForm keeps the document of a published version with a form. Most of a large
// catalogue has none, so it is not even read.
func (l *listed) readForm(document []byte) (err error) {
	if document == nil {
		return nil
	}
	if l.form, err = ReadItem(document); err == nil {
		l.form.VersionID = l.summary.VersionID
	}
	return err
}

// findVersion returns a version that was published at some time.
func findVersion(ctx context.Context, tx *db.Tx, version id.ID) (*Item, error) {
	item, err := findContent(ctx, tx, version)
	if err == nil && item.Revision == open {
		return nil, fault.New(fault.NotFound, "catalogue.unknown")
	}
	return item, err
}
