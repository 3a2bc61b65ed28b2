package blob

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
)

// A backup copies objects as they lie on the shelf, sealed: it needs no keys to keep
// them, and with the keys it can tell whether they are whole.

// Sealed returns the object with this name as it lies on the shelf, or ErrMissing.
func (s *Store) Sealed(ctx context.Context, name string) (io.ReadCloser, error) {
	r, err := s.shelf.open(ctx, name)
	if errors.Is(err, os.ErrNotExist) {
		err = ErrMissing
	}
	if err != nil {
		return nil, fmt.Errorf("open object %s: %w", name, err)
	}
	return r, nil
}

// Check reads the sealed object of key to its end and returns ErrDamaged if it is not
// what was once kept.
func (s *Store) Check(sealed io.Reader, key Key) error {
	content, err := s.unseal(sealed, key)
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, content)
	return err
}

// KeepSealed puts an object back on the shelf under its name, durable when it returns.
func (s *Store) KeepSealed(ctx context.Context, name string, sealed io.Reader) error {
	if !objectName.MatchString(name) {
		return fmt.Errorf("blob: %q is no object's name", name)
	}
	file, err := s.shelf.scratch()
	if err != nil {
		return fmt.Errorf("keep object %s: %w", name, err)
	}
	_, err = io.Copy(file, sealed)
	if err == nil {
		err = s.shelf.keep(ctx, name, file)
	}
	_ = errors.Join(file.Close(), os.Remove(file.Name())) // one that is kept has moved
	if err != nil {
		return fmt.Errorf("keep object %s: %w", name, err)
	}
	return nil
}
