package blob

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"

	"tongban/kernel/clock"
	"tongban/kernel/db"
)

// Staged is a content that has been received but is not kept yet, so that it can be
// looked at first. It lies encrypted on the disk, never whole in memory.
type Staged struct {
	Blob
	store *Store
	file  *os.File
}

// Stage receives what r yields. The caller discards it in the end, kept or not.
func (s *Store) Stage(owner string, r io.Reader) (*Staged, error) {
	file, err := s.shelf.scratch()
	if err != nil {
		return nil, fmt.Errorf("stage blob: %w", err)
	}
	staged := &Staged{store: s, file: file}
	c := &counter{r: r, hash: sha256.New()}
	err = s.seal(file, c, func() Key {
		staged.Digest, staged.Size = c.hash.Sum(nil), c.size
		staged.Key = s.key(owner, staged.Digest)
		return staged.Key
	})
	if err != nil {
		staged.Discard()
		return nil, fmt.Errorf("stage blob: %w", err)
	}
	return staged, nil
}

// Open returns the content from its beginning. Readers of one Staged are used one
// after the other.
func (s *Staged) Open() (io.Reader, error) {
	if _, err := s.file.Seek(0, io.SeekStart); err != nil {
		return nil, fmt.Errorf("open staged blob: %w", err)
	}
	return s.store.unseal(s.file, s.Key)
}

// Keep makes the content durable. Keeping the same content of one owner again is
// harmless, also at the same time.
func (s *Staged) Keep(ctx context.Context) (Blob, error) {
	var name string
	err := s.store.db.Write(ctx, string(s.Key), func(ctx context.Context, tx *db.Tx) (err error) {
		name, err = reserve(ctx, tx, s.Key, newName(s.Key), clock.Millis(s.store.now.Now()))
		return err
	})
	if err != nil {
		return Blob{}, fmt.Errorf("reserve blob: %w", err)
	}
	if err := s.store.shelf.keep(ctx, name, s.file); err != nil {
		return Blob{}, fmt.Errorf("keep blob %s: %w", name, err)
	}
	s.store.kept.Add(s.Size)
	return s.Blob, nil
}

// Discard frees the place on the disk. What was kept stays.
func (s *Staged) Discard() {
	_ = errors.Join(s.file.Close(), os.Remove(s.file.Name())) // kept files have moved; the sweep finds others
}

// newName returns an object name for key that was never used before.
func newName(key Key) string {
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails
	return string(key) + "." + hex.EncodeToString(b[:])
}
