package db

import (
	"context"
	"errors"
	"fmt"
)

// ErrNotEmpty is returned by Stage where there is a database already.
var ErrNotEmpty = errors.New("there is a database already")

// Staged is an empty database aside from the one of a configuration, to be filled and
// then put in its place. Until then nothing of it is seen; what was in its place is
// moved aside, never deleted.
type Staged struct {
	Config  Config // opens the staged database
	place   func(ctx context.Context) error
	discard func() error
}

// Stage makes the staged database of c. replaced names what is moved aside; if it is
// empty and there is something, the error is ErrNotEmpty. A server that runs on the
// database is an error too.
func Stage(ctx context.Context, c Config, replaced string) (s *Staged, err error) {
	if c.URL == "" {
		s, err = stageSQLite(c, replaced)
	} else {
		s, err = stagePostgres(ctx, c, replaced)
	}
	if err != nil {
		return nil, fmt.Errorf("restore into the database: %w", err)
	}
	return s, nil
}

// Place puts the staged database, which has been closed, in its place.
func (s *Staged) Place(ctx context.Context) error {
	if err := s.place(ctx); err != nil {
		return fmt.Errorf("put the database in its place: %w", err)
	}
	return nil
}

// Discard removes what Place has not put in its place.
func (s *Staged) Discard() error { return s.discard() }
