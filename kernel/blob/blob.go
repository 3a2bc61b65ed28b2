// Package blob keeps the contents of files, in a folder or in an S3-compatible
// bucket, so that neither who reads the disk nor who guesses a name learns anything.
//
// A blob's key is a keyed digest of its owner and its content: the same file of one
// owner is kept once, and nobody can tell that two owners have the same file. The
// content is encrypted on its way to the disk; see seal.go.
//
// # What survives a crash
//
// Stage writes the encrypted content to a nameless place. Keep reserves a row,
// makes the content durable under a name that is never used twice, and only then
// returns. The caller's own unit then calls Hold beside inserting the row that
// refers to the blob. So a row that refers to a blob always finds it. A crash before
// Hold leaves an object that nobody holds: a sweep removes it a day later, as it does
// a day after the last Release.
//
// Package blob knows nothing of file names, types or rights.
package blob

import (
	"context"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"strings"
	"sync/atomic"

	"tongban/kernel/clock"
	"tongban/kernel/db"
)

// Migrations holds the table of objects.
//
//go:embed migrations/*.sql
var Migrations embed.FS

// ErrMissing is returned by Open for a key that nothing is kept under.
var ErrMissing = errors.New("blob: missing")

// Key names a blob: 32 hexadecimal digits that tell nothing of its content. Those of
// earlier versions have 64.
type Key string

// Blob is what is known of a stored content.
type Blob struct {
	Key    Key
	Digest []byte // SHA-256 of the content
	Size   int64
}

// Config says where blobs are.
type Config struct {
	// URL is "s3://KEY:SECRET@host/bucket/prefix?tls=off&region=…", or "" for Dir.
	URL string
	// Dir is the folder for blobs when there is no URL.
	Dir string
	// Hasty lets files be kept before they are durable, as db.Config.Hasty does rows.
	Hasty bool
}

// Store keeps blobs.
type Store struct {
	db    *db.DB
	now   clock.Clock
	shelf shelf
	kept  atomic.Int64

	naming  []byte // key of the digests that name blobs
	sealing []byte // root of the keys that encrypt them
}

// shelf is a place for encrypted objects: a folder or a bucket.
type shelf interface {
	// scratch returns a file to write to, gone with its discard.
	scratch() (*os.File, error)
	// keep makes file durable under name before it returns.
	keep(ctx context.Context, name string, file *os.File) error
	// open returns os.ErrNotExist for an unknown name.
	open(ctx context.Context, name string) (io.ReadCloser, error)
	// remove is content with a name that is gone already.
	remove(ctx context.Context, name string) error
	// list calls fn for every object last written before the time given in
	// milliseconds, and removes scratch files as old.
	list(ctx context.Context, before int64, fn func(name string) error) error
}

// Open returns the store at config. secret is 32 bytes that must never change or be
// lost. now is the real clock outside tests: what is garbage depends on it.
func Open(d *db.DB, now clock.Clock, config Config, secret []byte) (*Store, error) {
	if len(secret) != 32 {
		return nil, errors.New("blob: the secret must have 32 bytes")
	}
	s := &Store{db: d, now: now}
	var err error
	if s.naming, err = hkdf.Key(sha256.New, secret, nil, "blob name", 32); err != nil {
		return nil, err
	}
	if s.sealing, err = hkdf.Key(sha256.New, secret, nil, "blob content", 32); err != nil {
		return nil, err
	}
	if strings.HasPrefix(config.URL, "s3://") {
		s.shelf, err = openBucket(config.URL)
	} else if config.URL == "" {
		s.shelf, err = openFolder(config.Dir, config.Hasty)
	} else {
		err = fmt.Errorf("blob: no store for the URL's scheme")
	}
	if err != nil {
		return nil, err
	}
	return s, nil
}

// Open returns the content of key from its beginning. Damage, a swapped file or a
// missing end shows as an error of Read, at the latest instead of io.EOF.
func (s *Store) Open(ctx context.Context, key Key) (io.ReadCloser, error) {
	var name string
	err := s.db.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		name, err = findName(ctx, tx, key)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("open blob: %w", err)
	}
	sealed, err := s.shelf.open(ctx, name)
	if errors.Is(err, os.ErrNotExist) {
		err = ErrMissing
	}
	if err != nil {
		return nil, fmt.Errorf("open blob %s: %w", name, err)
	}
	content, err := s.unseal(sealed, key)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open blob %s: %w", name, err), sealed.Close())
	}
	return struct {
		io.Reader
		io.Closer
	}{content, sealed}, nil
}

// Kept returns how many bytes have been kept since the program started.
func (s *Store) Kept() int64 { return s.kept.Load() }

// Hold counts one more row that refers to key, in the unit that inserts the row. A
// key that was kept more than a day ago and never held may be gone: ErrMissing.
func (s *Store) Hold(ctx context.Context, tx *db.Tx, key Key) error {
	return hold(ctx, tx, key)
}

// Release counts one row less that refers to key, in the unit that deletes the row.
// The content stays for a day after the last one.
func (s *Store) Release(ctx context.Context, tx *db.Tx, key Key) error {
	return release(ctx, tx, key, clock.Millis(s.now.Now()))
}

// Put stages and keeps what r yields. Nothing refers to it until Hold.
func (s *Store) Put(ctx context.Context, owner string, r io.Reader) (Blob, error) {
	staged, err := s.Stage(owner, r)
	if err != nil {
		return Blob{}, err
	}
	defer staged.Discard()
	return staged.Keep(ctx)
}

// key names the content with digest of owner.
func (s *Store) key(owner string, digest []byte) Key {
	mac := hmac.New(sha256.New, s.naming)
	mac.Write(digest) // of fixed length, so owner needs no separator
	mac.Write([]byte(owner))
	return Key(hex.EncodeToString(mac.Sum(nil)[:keySize]))
}

// keySize is how many bytes of the digest a key has. Without the secret nobody can look
// for two contents with one key, and by chance there are none among 2^40 files.
const keySize = 16

// counter counts and digests what passes.
type counter struct {
	r    io.Reader
	hash hash.Hash
	size int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.hash.Write(p[:n])
	c.size += int64(n)
	return n, err
}
