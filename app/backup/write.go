package backup

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/klauspost/compress/zstd"

	"tongban/kernel/blob"
	"tongban/kernel/clock"
	"tongban/kernel/crypt"
	"tongban/kernel/db"
)

// Source is the installation a backup is made of.
type Source struct {
	DB      *db.DB
	Blobs   *blob.Store
	Keys    *crypt.Keys
	Program string
	KeyFile string // the file of the keys, to keep it in the backup; "" keeps it out

	create func(path string) (file, error) // by tests; nil is the disk
}

// file is what is written to.
type file interface {
	io.WriteCloser
	Sync() error
}

// writer writes one backup.
type writer struct {
	from Source
	made Manifest
	dir  string
	sums []byte
}

// Write makes the backup to, a folder that does not exist yet. It is written aside, read
// back, and only then called so; if anything fails, nothing is left.
func Write(ctx context.Context, s Source, to string) (_ Manifest, err error) {
	to = filepath.Clean(to)
	if _, err := os.Lstat(to); err == nil {
		return Manifest{}, fmt.Errorf("%s is there already", to)
	}
	aside, err := os.MkdirTemp(filepath.Dir(to), filepath.Base(to)+".partial-*")
	if err != nil {
		return Manifest{}, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.RemoveAll(aside))
		}
	}()
	if s.create == nil {
		s.create = onDisk
	}
	w := &writer{from: s, dir: aside, made: Manifest{
		Format: format, Program: s.Program, MadeAt: clock.Real.Now().UTC(), Engine: s.DB.Engine(),
		Keys: fingerprint(s.Keys), WithKeys: s.KeyFile != "",
	}}
	if err := w.all(ctx); err != nil {
		return Manifest{}, err
	}
	b, err := Open(aside)
	if err == nil {
		err = errors.Join(b.Check(ctx), b.Belongs(s.Keys))
	}
	if err != nil {
		return Manifest{}, fmt.Errorf("read back what was written: %w", err)
	}
	if err := os.Rename(aside, to); err != nil {
		return Manifest{}, err
	}
	return b.Manifest, syncFolder(filepath.Dir(to))
}

func (w *writer) all(ctx context.Context) error {
	if err := w.from.DB.Snapshot(ctx, w.tables); err != nil {
		return fmt.Errorf("tables: %w", err)
	}
	if err := w.blobs(ctx); err != nil {
		return fmt.Errorf("files: %w", err)
	}
	if w.from.KeyFile != "" {
		text, err := os.ReadFile(w.from.KeyFile)
		if err != nil {
			return err
		}
		if err := w.text(crypt.FileName, text); err != nil {
			return fmt.Errorf("keys: %w", err)
		}
	}
	w.made.Files++ // the manifest
	manifest, err := json.MarshalIndent(w.made, "", "  ")
	if err != nil {
		return err
	}
	if err := w.text(manifestName, append(manifest, '\n')); err != nil {
		return err
	}
	sums := bytes.Clone(w.sums) // no digest of itself is in it, nor of the seal
	if err := w.text(sumsName, sums); err != nil {
		return err
	}
	seal := hex.EncodeToString(keyed(w.from.Keys, sums)) + "\n"
	if err := w.text(sealName, []byte(seal)); err != nil {
		return err
	}
	return syncFolders(w.dir)
}

// tables writes every table of the snapshot.
func (w *writer) tables(ctx context.Context, tx *db.Tx) (err error) {
	if w.made.Versions, err = w.from.DB.Versions(ctx, tx); err != nil {
		return err
	}
	tables, err := w.from.DB.Tables(ctx, tx)
	if err != nil {
		return err
	}
	for _, t := range tables {
		done, err := w.table(ctx, tx, t)
		if err != nil {
			return fmt.Errorf("%s: %w", t.Name, err)
		}
		w.made.Tables = append(w.made.Tables, done)
	}
	return nil
}

func (w *writer) table(ctx context.Context, tx *db.Tx, t db.Table) (done Table, err error) {
	done.Table = t
	err = w.file(tableName(t.Name), func(f io.Writer) error {
		packed, err := zstd.NewWriter(f, zstd.WithEncoderConcurrency(1))
		if err != nil {
			return err
		}
		out := bufio.NewWriterSize(packed, 64<<10)
		var sum digest
		err = eachRow(ctx, tx, t, func(line []byte) error {
			done.Rows++
			sum.add(line)
			_, err := out.Write(append(line, '\n'))
			return err
		})
		done.Digest = sum.String()
		return errors.Join(err, out.Flush(), packed.Close())
	})
	return done, err
}

// blobs copies the files that the rows name.
func (w *writer) blobs(ctx context.Context) error {
	return eachObject(filepath.Join(w.dir, tableName(blob.Table)), w.made.Tables, func(o object) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		return w.blob(ctx, o)
	})
}

// blob copies a file and reads it as its owner would. What nobody holds may be on its way
// to the shelf still, or off it.
func (w *writer) blob(ctx context.Context, o object) error {
	sealed, err := w.from.Blobs.Sealed(ctx, o.name)
	if errors.Is(err, blob.ErrMissing) {
		if o.held {
			w.made.Missing = append(w.made.Missing, o.name)
		}
		return nil
	}
	if err != nil {
		return err
	}
	defer sealed.Close()
	err = w.file(blobName(o.name), func(f io.Writer) error {
		n, err := io.Copy(f, sealed)
		w.made.Bytes += n
		return err
	})
	if err != nil {
		return err
	}
	w.made.Blobs++
	return w.open(o)
}

// open notes a copy that its owner could not read.
func (w *writer) open(o object) error {
	copied, err := os.Open(filepath.Join(w.dir, blobName(o.name)))
	if err != nil {
		return err
	}
	defer copied.Close()
	err = w.from.Blobs.Check(copied, o.key)
	if errors.Is(err, blob.ErrDamaged) {
		w.made.Damaged = append(w.made.Damaged, o.name)
		return nil
	}
	return err
}

// text writes a file that is at hand.
func (w *writer) text(name string, text []byte) error {
	return w.file(name, func(f io.Writer) error {
		_, err := f.Write(text)
		return err
	})
}

// file writes a file to the disk and notes its digest.
func (w *writer) file(name string, write func(io.Writer) error) error {
	path := filepath.Join(w.dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := w.from.create(path)
	if err != nil {
		return err
	}
	sum := sha256.New()
	err = write(io.MultiWriter(f, sum))
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if name != manifestName {
		w.made.Files++
	}
	w.sums = fmt.Appendf(w.sums, "%x  %s\n", sum.Sum(nil), name)
	return nil
}

func onDisk(path string) (file, error) {
	return os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
}

// syncFolders makes the names in dir and below durable.
func syncFolders(dir string) error {
	return filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.IsDir() {
			return err
		}
		return syncFolder(path)
	})
}

func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// object is a row of the table of blobs.
type object struct {
	key  blob.Key
	name string
	held bool
}

// eachObject calls fn with every row of the table of blobs in the file at path.
func eachObject(path string, tables []Table, fn func(object) error) error {
	at := slices.IndexFunc(tables, func(t Table) bool { return t.Name == blob.Table })
	if at < 0 {
		return nil
	}
	t := tables[at].Table
	column := func(name string) int {
		return slices.IndexFunc(t.Columns, func(c db.Column) bool { return c.Name == name })
	}
	key, name, held := column("key"), column("name"), column("held")
	return lines(path, func(line []byte) error {
		row, err := parseRow(t, line)
		if err != nil {
			return err
		}
		return fn(object{blob.Key(row[key].(string)), row[name].(string), row[held].(int64) > 0})
	})
}
