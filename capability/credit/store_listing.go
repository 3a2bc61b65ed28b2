package credit

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"

	"tongban/kernel/calendar"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/id"
)

const listingColumns = `id, list, uscc, name, body, number, matter, basis, grade, decided_on, until_on, source, import, state, reason, changed_at`

func scanListing(scanner db.Scanner) (*Listing, error) {
	l := &Listing{}
	var decided, until int32
	var changed int64
	err := scanner.Scan(&l.ID, &l.List, &l.USCC, &l.Name, &l.Body, &l.Number, &l.Matter, &l.Basis, &l.Grade, &decided, &until, &l.Source, &l.Import, &l.State,
		&l.Reason, &changed)
	if errors.Is(err, db.ErrNoRows) {
		return nil, errList
	}
	l.DecidedOn, l.Until, l.ChangedAt = calendar.Date(decided), calendar.Date(until), clock.FromMillis(changed)
	return l, err
}

func findListing(ctx context.Context, tx *db.Tx, key id.ID) (*Listing, error) {
	return scanListing(tx.Row(ctx, `SELECT `+listingColumns+` FROM credit_listing WHERE id = $1`, key))
}

// findKnown returns what is known of l, nil if nothing is.
func findKnown(ctx context.Context, tx *db.Tx, l *Listing) (*Listing, error) {
	known, err := scanListing(tx.Row(ctx, `SELECT `+listingColumns+` FROM credit_listing WHERE list = $1 AND uscc = $2 AND number = $3`, l.List, l.USCC, l.Number))
	if errors.Is(err, errList) {
		return nil, nil
	}
	return known, err
}

// listMissing returns what is on a list and was not brought by an import.
func listMissing(ctx context.Context, tx *db.Tx, b *Batch) ([]*Listing, error) {
	return db.List(ctx, tx, scanListing, `SELECT `+listingColumns+` FROM credit_listing WHERE list = $1 AND state = 'listed' AND import <> $2 ORDER BY id`, b.List, b.ID)
}

// putListing enters l, or renews what is known of it.
func putListing(ctx context.Context, tx *db.Tx, l *Listing) error {
	return tx.Send(ctx, `INSERT INTO credit_listing (`+listingColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 'listed', '', $14)
		ON CONFLICT (list, uscc, number) DO UPDATE SET name = $4, body = $5, matter = $7, basis = $8, grade = $9, decided_on = $10, until_on = $11,
		source = $12, import = $13, state = 'listed', reason = '', changed_at = $14`,
		l.ID, l.List, l.USCC, l.Name, l.Body, l.Number, l.Matter, l.Basis, l.Grade, l.DecidedOn, l.Until, l.Source, l.Import, clock.Millis(l.ChangedAt))
}

// removeListing takes l off its list, false if somebody has.
func removeListing(ctx context.Context, tx *db.Tx, l *Listing) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE credit_listing SET state = 'removed', reason = $1, changed_at = $2 WHERE id = $3 AND state = 'listed'`,
		l.Reason, clock.Millis(l.ChangedAt), l.ID)
	return n == 1, err
}

// mostSearched is in how many of the newest listings a name is looked for.
const mostSearched = 5000

// listListings returns what is public today, newest first: of one list if it is named, of the
// firm with a number, or of those whose name holds a text.
func listListings(ctx context.Context, tx *db.Tx, list List, uscc, name string, today calendar.Date, before id.ID, limit int) ([]*Listing, error) {
	if before == 0 {
		before = math.MaxInt64
	}
	args := []any{before, today}
	where := `state = 'listed' AND id < $1 AND decided_on <= $2 AND until_on >= $2`
	if list != "" {
		args = append(args, list)
		where += fmt.Sprintf(` AND list = $%d`, len(args))
	}
	if uscc != "" {
		args = append(args, uscc)
		where += fmt.Sprintf(` AND uscc = $%d`, len(args))
	}
	from := `credit_listing WHERE ` + where
	if name != "" {
		args = append(args, "%"+strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(strings.ToLower(name))+"%")
		from = fmt.Sprintf(`(SELECT %s FROM credit_listing WHERE %s ORDER BY id DESC LIMIT %d) newest WHERE LOWER(name) LIKE $%d ESCAPE '\'`, listingColumns, where, mostSearched, len(args))
	}
	args = append(args, limit)
	return db.List(ctx, tx, scanListing, `SELECT `+listingColumns+` FROM `+from+fmt.Sprintf(` ORDER BY id DESC LIMIT $%d`, len(args)), args...)
}

const batchColumns = `id, list, source, file_name, encoding, digest, complete, total, added, renewed, ended, faults, made_by, made_at`

func scanBatch(scanner db.Scanner) (*Batch, error) {
	b := &Batch{}
	var faults string
	var at int64
	err := scanner.Scan(&b.ID, &b.List, &b.Source, &b.FileName, &b.Encoding, &b.Digest, &b.Complete, &b.Total, &b.Added, &b.Renewed, &b.Ended, &faults, &b.By, &at)
	if errors.Is(err, db.ErrNoRows) {
		return nil, errList
	}
	if err == nil {
		err = json.Unmarshal([]byte(faults), &b.Faults)
	}
	b.At = clock.FromMillis(at)
	return b, err
}

func insertBatch(ctx context.Context, tx *db.Tx, b *Batch) error {
	faults, err := json.Marshal(append([]RowFault{}, b.Faults...))
	if err != nil {
		return err
	}
	return tx.Send(ctx, `INSERT INTO credit_import (`+batchColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
		b.ID, b.List, b.Source, b.FileName, b.Encoding, b.Digest, b.Complete, b.Total, b.Added, b.Renewed, b.Ended, string(faults), b.By, clock.Millis(b.At))
}

func findBatch(ctx context.Context, tx *db.Tx, key id.ID) (*Batch, error) {
	return scanBatch(tx.Row(ctx, `SELECT `+batchColumns+` FROM credit_import WHERE id = $1`, key))
}

func listBatches(ctx context.Context, tx *db.Tx, before id.ID, limit int) ([]*Batch, error) {
	if before == 0 {
		before = math.MaxInt64
	}
	return db.List(ctx, tx, scanBatch, `SELECT `+batchColumns+` FROM credit_import WHERE id < $1 ORDER BY id DESC LIMIT $2`, before, limit)
}
