package app

import (
	"context"
	"errors"
	"fmt"
	"syscall"

	"tongban/kernel/clock"
	"tongban/kernel/db"
)

// MakePast makes an installation before anybody uses it: live fills it at the time of now.
// It is made aside and put in its place when it is whole, so that a kill leaves nothing of
// it, and whoever starts again begins anew. Where there is an installation already the
// error is db.ErrNotEmpty, and nothing happens.
func MakePast(ctx context.Context, c Config, now clock.Clock, live func(*App) error) error {
	staged, err := db.Stage(ctx, c.database(), "")
	if err != nil {
		return err
	}
	err = makeAside(ctx, c, staged.Config, now, live)
	if err == nil {
		syscall.Sync() // rows and files, which were stored in haste
		err = staged.Place(ctx)
	}
	return errors.Join(err, staged.Discard())
}

func makeAside(ctx context.Context, c Config, rows db.Config, now clock.Clock, live func(*App) error) error {
	rows.Hasty = true
	a, err := build(ctx, c, rows, now)
	if err != nil {
		return fmt.Errorf("open the city: %w", err)
	}
	return errors.Join(live(a), a.Close())
}
