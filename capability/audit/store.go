package audit

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"golang.org/x/mod/sumdb/tlog"

	"tongban/capability/audit/verify"
	"tongban/kernel/db"
	"tongban/kernel/id"
	"tongban/kernel/shorthand"
)

// insertEntry stores a new entry. Its commitment follows from it.
func insertEntry(ctx context.Context, tx *db.Tx, r row) error {
	return tx.Send(ctx, `INSERT INTO audit_entry (id, commitment, salt, note, person) VALUES ($1, $2, $3, $4, $5)`,
		r.id, []byte{}, r.salt, shorthand.Write(r.content), r.person)
}

// blankEntry deletes what an entry says, leaving the commitment, and returns how many
// rows changed.
func blankEntry(ctx context.Context, tx *db.Tx, entry id.ID) (int64, error) {
	p, err := findEntry(ctx, tx, entry)
	if errors.Is(err, db.ErrNoRows) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	return tx.Exec(ctx, `UPDATE audit_entry SET commitment = $2, salt = NULL, content = NULL, note = NULL, person = NULL
		WHERE id = $1 AND salt IS NOT NULL`, entry, p.committed())
}

// said are the columns of what an entry says. An earlier version has written content.
const said = `audit_entry.commitment, audit_entry.salt, audit_entry.content, audit_entry.note`

// scanSaid reads the columns said after those that go to first.
func scanSaid(r db.Scanner, first ...any) (e row, err error) {
	var note []byte
	var plain *string
	if err = r.Scan(append(first, &e.commitment, &e.salt, &plain, &note)...); err != nil {
		return e, err
	}
	if plain == nil {
		plain = new(string)
	}
	e.content, err = shorthand.Open(note, *plain)
	return e, err
}

func isWaiting(ctx context.Context, tx *db.Tx) (waiting bool, err error) {
	return waiting, tx.Row(ctx, `SELECT EXISTS (SELECT 1 FROM audit_entry WHERE idx IS NULL)`).Scan(&waiting)
}

func countWaiting(ctx context.Context, tx *db.Tx) (n int64, err error) {
	err = tx.Row(ctx, `SELECT COUNT(*) FROM audit_entry WHERE idx IS NULL`).Scan(&n)
	return n, err
}

// lockTree returns the size of the tree and keeps other sequencers waiting until
// the unit ends.
func lockTree(ctx context.Context, tx *db.Tx) (size int64, err error) {
	return size, tx.Row(ctx, `UPDATE audit_tree SET size = size WHERE id = 1 RETURNING size`).Scan(&size)
}

func findSize(ctx context.Context, tx *db.Tx) (size int64, err error) {
	return size, tx.Row(ctx, `SELECT size FROM audit_tree WHERE id = 1`).Scan(&size)
}

// leaf is an entry that got its place in the tree.
type leaf struct {
	index      int64
	commitment []byte
}

// placeEntries gives the oldest waiting entries, at most limit, their indices from
// size on, and returns them in order.
func placeEntries(ctx context.Context, tx *db.Tx, size, limit int64) ([]leaf, error) {
	leaves, err := db.List(ctx, tx, func(r db.Scanner) (l leaf, err error) {
		e, err := scanSaid(r, &l.index)
		l.commitment = e.committed()
		return l, err
	}, `WITH waiting AS (
			SELECT id, ROW_NUMBER() OVER (ORDER BY id) AS place
			FROM (SELECT id FROM audit_entry WHERE idx IS NULL ORDER BY id LIMIT $2) AS oldest)
		UPDATE audit_entry SET idx = $1 + waiting.place - 1 FROM waiting
		WHERE audit_entry.id = waiting.id AND audit_entry.idx IS NULL
		RETURNING audit_entry.idx, `+said, size, limit)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(leaves, func(a, b leaf) int { return int(a.index - b.index) })
	for i, l := range leaves {
		if l.index != size+int64(i) {
			return nil, fmt.Errorf("audit: leaf %d follows leaf %d", l.index, size+int64(i)-1)
		}
	}
	return leaves, nil
}

// growTree stores the tiles that changed and the new size.
func growTree(ctx context.Context, tx *db.Tx, tree *verify.Tree) error {
	err := tree.Changed(func(t verify.Tile, hashes []tlog.Hash) error {
		data := make([]byte, 0, len(hashes)*tlog.HashSize)
		for _, h := range hashes {
			data = append(data, h[:]...)
		}
		return tx.Send(ctx, `INSERT INTO audit_tile (level, n, hashes) VALUES ($1, $2, $3)
			ON CONFLICT (level, n) DO UPDATE SET hashes = excluded.hashes`, t.Level, t.N, data)
	})
	if err != nil {
		return err
	}
	return tx.Send(ctx, `UPDATE audit_tree SET size = $1 WHERE id = 1`, tree.Size())
}

// findTree returns the tree of size leaves, which is all of it.
func findTree(ctx context.Context, tx *db.Tx, size int64) (*verify.Tree, error) {
	var edge [][]tlog.Hash
	for _, t := range verify.Edge(size) {
		data, err := findTile(ctx, tx, t)
		if err != nil {
			return nil, err
		}
		for len(edge) < t.Level {
			edge = append(edge, nil)
		}
		edge = append(edge, verify.Hashes(data))
	}
	return verify.NewTree(size, edge)
}

// findTile returns the hashes of t, cut from a wider tile if there is one.
func findTile(ctx context.Context, tx *db.Tx, t verify.Tile) ([]byte, error) {
	var data []byte
	err := tx.Row(ctx, `SELECT hashes FROM audit_tile WHERE level = $1 AND n = $2`, t.Level, t.N).Scan(&data)
	if err != nil && !errors.Is(err, db.ErrNoRows) {
		return nil, err
	}
	if len(data) < t.Width*tlog.HashSize {
		return nil, errNoTile
	}
	return data[:t.Width*tlog.HashSize], nil
}

// findBundle returns the commitments of the bundle t.
func findBundle(ctx context.Context, tx *db.Tx, t verify.Tile) ([]byte, error) {
	commitments, err := db.List(ctx, tx, func(r db.Scanner) ([]byte, error) {
		e, err := scanSaid(r)
		return e.committed(), err
	}, `SELECT `+said+` FROM audit_entry WHERE idx >= $1 AND idx < $2 ORDER BY idx`,
		t.N*verify.Width, t.N*verify.Width+int64(t.Width))
	if err != nil {
		return nil, err
	}
	if len(commitments) < t.Width {
		return nil, errNoTile
	}
	return verify.Bundle(commitments), nil
}

// place is where an entry stands in the tree.
type place struct {
	row
	index *int64 // nil while it waits
	size  int64  // of the tree
}

// findEntry returns what is known of an entry.
func findEntry(ctx context.Context, tx *db.Tx, entry id.ID) (p place, err error) {
	p.row, err = scanSaid(tx.Row(ctx, `SELECT idx, (SELECT size FROM audit_tree WHERE id = 1), `+said+`
		FROM audit_entry WHERE id = $1`, entry), &p.index, &p.size)
	p.id = entry
	return p, err
}

// listLooks returns the entries person may list as looks, newest first, older than
// before.
func listLooks(ctx context.Context, tx *db.Tx, person string, before id.ID, limit int) ([]row, error) {
	return db.List(ctx, tx, func(r db.Scanner) (e row, err error) {
		var key id.ID
		e, err = scanSaid(r, &key)
		e.id = key
		return e, err
	}, `SELECT id, `+said+` FROM audit_entry WHERE person = $1 AND id < $2 ORDER BY id DESC LIMIT $3`,
		person, before, limit)
}
