package blob

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"time"

	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/job"
)

// grace is how long an object that nobody holds is kept. It is also the longest
// time an upload may take between Keep and Hold.
const grace = 24 * time.Hour

// batch is how many objects one unit forgets.
const batch = 100

// objectName is what newName makes. The sweep touches nothing else, so that a bucket
// or folder may hold other things beside.
var objectName = regexp.MustCompile(`^([0-9a-f]{32}|[0-9a-f]{64})\.[0-9a-f]{16}$`)

// sweeps is the work that frees space. Looking for lost objects reads the whole
// folder or bucket, so it happens once a day.
func (s *Store) sweeps() []job.Sweep {
	return []job.Sweep{
		{Name: "blob.sweep", Every: time.Hour, Run: s.SweepUnheld},
		{Name: "blob.lost", Every: 24 * time.Hour, Run: s.SweepLost},
	}
}

// SweepUnheld removes objects nobody has held for a day. It forgets the rows first: a
// crash in between leaves a lost object.
func (s *Store) SweepUnheld(ctx context.Context) error {
	for {
		names, err := s.forget(ctx)
		if err != nil {
			return fmt.Errorf("sweep blobs: %w", err)
		}
		for _, name := range names {
			err = errors.Join(err, s.shelf.remove(ctx, name))
		}
		if err != nil {
			return fmt.Errorf("sweep blobs: %w", err)
		}
		if len(names) < batch {
			return nil
		}
	}
}

// forget deletes a batch of rows and returns the names of their objects.
func (s *Store) forget(ctx context.Context) (names []string, err error) {
	err = s.db.Write(ctx, "blob.sweep", func(ctx context.Context, tx *db.Tx) (err error) {
		names, err = deleteGarbage(ctx, tx, s.cutoff(), batch)
		return err
	})
	return names, err
}

// SweepLost removes objects and scratch files that a crash has left behind. An object
// is written after its row and names are never used twice, so one without a row can
// get none any more.
func (s *Store) SweepLost(ctx context.Context) error {
	err := s.shelf.list(ctx, s.cutoff(), func(name string) error {
		if !objectName.MatchString(name) {
			return nil
		}
		known := false
		err := s.db.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
			known, err = isKnown(ctx, tx, name)
			return err
		})
		if err != nil || known {
			return err
		}
		return s.shelf.remove(ctx, name)
	})
	if err != nil {
		return fmt.Errorf("sweep lost blobs: %w", err)
	}
	return nil
}

func (s *Store) cutoff() int64 { return clock.Millis(s.now.Now().Add(-grace)) }
