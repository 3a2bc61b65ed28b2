package app

import (
	"context"
	"errors"

	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/message"
)

// Migrate brings the tables of c up to date and returns what it had to do; with list it
// only returns that.
func Migrate(ctx context.Context, c Config, list bool) (steps []db.Step, err error) {
	if err := c.Check(); err != nil {
		return nil, err
	}
	a := &App{Config: c, Clock: clock.Real, Texts: message.New()}
	defer func() { err = errors.Join(err, a.Close()) }()
	if err := a.open(ctx, c.database()); err != nil {
		return nil, err
	}
	if err := a.register(); err != nil {
		return nil, err
	}
	if steps, err = db.Pending(ctx, a.DB, a.migrations()); err != nil || list {
		return steps, err
	}
	return steps, db.Migrate(ctx, a.DB, a.migrations())
}
