package backup

import (
	"bufio"
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"

	"tongban/kernel/blob"
	"tongban/kernel/crypt"
	"tongban/kernel/db"
)

// Check reads every file of the backup and compares it with what was written. It does not
// find what somebody changed who wrote the digests anew: Belongs does.
func (b *Backup) Check(ctx context.Context) error {
	sums, err := os.ReadFile(b.path(sumsName))
	if err != nil {
		return damaged(sumsName, err)
	}
	files := 0
	for in := bufio.NewScanner(bytes.NewReader(sums)); in.Scan(); files++ {
		want, name, _ := strings.Cut(in.Text(), "  ")
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := b.checkFile(name, want); err != nil {
			return err
		}
	}
	if files != b.Files {
		return damaged(sumsName, fmt.Errorf("%d digests instead of %d", files, b.Files))
	}
	return nil
}

// Belongs says whether keys made the backup, and nobody else its digests.
func (b *Backup) Belongs(keys *crypt.Keys) error {
	if mine := fingerprint(keys); mine != b.Keys {
		return fmt.Errorf("%w: those are %s, these are %s", ErrKeys, b.Keys, mine)
	}
	sums, err := os.ReadFile(b.path(sumsName))
	if err != nil {
		return damaged(sumsName, err)
	}
	text, err := os.ReadFile(b.path(sealName))
	if err != nil {
		return damaged(sealName, err)
	}
	seal, err := hex.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || !hmac.Equal(seal, keyed(keys, sums)) {
		return damaged(sealName, errors.New("it does not belong to "+sumsName))
	}
	return nil
}

func (b *Backup) checkFile(name, want string) error {
	if !fs.ValidPath(name) {
		return damaged(sumsName, fmt.Errorf("%q names no file of it", name))
	}
	file, err := os.Open(b.path(name))
	if err != nil {
		return damaged(name, err)
	}
	defer file.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, file); err != nil {
		return damaged(name, err)
	}
	if hex.EncodeToString(sum.Sum(nil)) != want {
		return damaged(name, errors.New("it is not what was written"))
	}
	return nil
}

func damaged(name string, err error) error { return fmt.Errorf("%w: %s: %w", ErrDamaged, name, err) }

// Fits returns the sources with the versions the backup's tables have. A backup of a
// newer program, with tables or versions that none of the sources has, is ErrNewer.
func (b *Backup) Fits(sources []db.Source) ([]db.Source, error) {
	var then []db.Source
	known := 0
	for _, s := range sources {
		newest, err := s.Newest()
		if err != nil {
			return nil, err
		}
		version, has := b.Versions[s.Name]
		if !has {
			continue
		}
		known++
		if version > newest {
			return nil, fmt.Errorf("%w: %s is at version %d, this program knows %d", ErrNewer, s.Name, version, newest)
		}
		if s.To = version; version > 0 {
			then = append(then, s)
		}
	}
	if known < len(b.Versions) {
		return nil, fmt.Errorf("%w: it has parts this program does not know", ErrNewer)
	}
	return then, nil
}

// rowsAtOnce is how many rows one unit inserts.
const rowsAtOnce = 500

// LoadTables fills the tables of d, which are at the backup's versions and which nobody
// uses, and reads them back.
func (b *Backup) LoadTables(ctx context.Context, d *db.DB) error {
	if err := d.Write(ctx, "", b.clear); err != nil {
		return err
	}
	for _, t := range b.Tables {
		if err := b.loadTable(ctx, d, t); err != nil {
			return fmt.Errorf("%s: %w", t.Name, err)
		}
	}
	return d.Snapshot(ctx, func(ctx context.Context, tx *db.Tx) error { return b.compare(ctx, d, tx) })
}

// clear deletes what the migrations have put into the tables.
func (b *Backup) clear(ctx context.Context, tx *db.Tx) error {
	for _, t := range slices.Backward(b.Tables) {
		if _, err := tx.Exec(ctx, "DELETE FROM "+t.Name); err != nil {
			return err
		}
	}
	return nil
}

func (b *Backup) loadTable(ctx context.Context, d *db.DB, t Table) error {
	var rows [][]any
	insert := insertion(t.Table)
	flush := func() error {
		err := d.Write(ctx, "", func(ctx context.Context, tx *db.Tx) error {
			for _, row := range rows {
				if err := tx.Send(ctx, insert, row...); err != nil {
					return err
				}
			}
			return nil
		})
		rows = rows[:0]
		return err
	}
	err := lines(b.path(tableName(t.Name)), func(line []byte) error {
		row, err := parseRow(t.Table, line)
		if err != nil {
			return err
		}
		if rows = append(rows, row); len(rows) < rowsAtOnce {
			return nil
		}
		return flush()
	})
	if err != nil || len(rows) == 0 {
		return err
	}
	return flush()
}

// compare reads what was loaded.
func (b *Backup) compare(ctx context.Context, d *db.DB, tx *db.Tx) error {
	tables, err := d.Tables(ctx, tx)
	if err != nil {
		return err
	}
	if len(tables) != len(b.Tables) {
		return fmt.Errorf("%d tables were made, the backup has %d", len(tables), len(b.Tables))
	}
	for _, want := range b.Tables {
		got, err := count(ctx, tx, want.Table)
		if err != nil {
			return fmt.Errorf("%s: %w", want.Name, err)
		}
		if got.Rows != want.Rows || got.Digest != want.Digest {
			return fmt.Errorf("%s: %d rows were loaded, the backup has %d, and they differ", want.Name, got.Rows, want.Rows)
		}
	}
	return nil
}

// LoadBlobs puts the files on the shelf and returns how many. What else lies there stays:
// names are never used twice.
func (b *Backup) LoadBlobs(ctx context.Context, to *blob.Store) (int, error) {
	loaded := 0
	err := eachObject(b.path(tableName(blob.Table)), b.Tables, func(o object) error {
		copied, err := os.Open(b.path(blobName(o.name)))
		if errors.Is(err, fs.ErrNotExist) {
			return nil // Check has seen everything that was written
		}
		if err != nil {
			return err
		}
		defer copied.Close()
		loaded++
		return to.KeepSealed(ctx, o.name, copied)
	})
	return loaded, err
}
