package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"tongban/app/backup"
	"tongban/kernel/clock"
	"tongban/kernel/crypt"
	"tongban/kernel/db"
	"tongban/kernel/message"
)

// Backup makes the backup to of the installation of c, which may be running. Nothing of
// the installation is changed.
func Backup(ctx context.Context, c Config, to string, withKeys bool) (backup.Manifest, error) {
	needs := []string{crypt.FileName}
	if c.Database == "" {
		needs = append(needs, "tongban.db")
	}
	for _, name := range needs { // opening would make them
		if _, err := os.Stat(filepath.Join(c.Data, name)); err != nil {
			return backup.Manifest{}, fmt.Errorf("no installation: %w", err)
		}
	}
	a := &App{Config: c}
	if err := a.open(ctx, c.database()); err != nil {
		return backup.Manifest{}, errors.Join(err, a.Close())
	}
	from := backup.Source{DB: a.DB, Blobs: a.blobs, Keys: a.Keys, Program: Version}
	if withKeys {
		from.KeyFile = filepath.Join(c.Data, crypt.FileName)
	}
	made, err := backup.Write(ctx, from, to)
	return made, errors.Join(err, a.Close())
}

// CheckBackup reads all of the backup in dir. Where c has keys, it is compared with them
// too; sealed says whether it was.
func CheckBackup(ctx context.Context, c Config, dir string) (made backup.Manifest, sealed bool, err error) {
	b, err := backup.Open(dir)
	if err != nil {
		return made, false, err
	}
	if err := b.Check(ctx); err != nil {
		return b.Manifest, false, err
	}
	if _, err := os.Stat(filepath.Join(c.Data, crypt.FileName)); errors.Is(err, fs.ErrNotExist) {
		return b.Manifest, false, nil
	}
	keys, err := crypt.Load(c.Data)
	if err == nil {
		err = b.Belongs(keys)
	}
	return b.Manifest, err == nil, err
}

// Restore makes an installation at c of the backup in dir. The place must be empty, but
// for the keys and for files; with replace, a database that is there is moved aside,
// and replaced says to where. An older backup is brought up to date; a newer one is
// refused. Everybody has to sign in again, and the log says what has happened. Until
// all of it is done, nothing of the database is in its place.
func Restore(ctx context.Context, c Config, dir string, replace bool) (made backup.Manifest, replaced string, err error) {
	b, err := backup.Open(dir)
	if err != nil {
		return made, "", err
	}
	if err := b.Check(ctx); err != nil {
		return b.Manifest, "", err
	}
	if err := bringKeys(c, b, dir); err != nil {
		return b.Manifest, "", err
	}
	if replace {
		replaced = "replaced-" + clock.Real.Now().UTC().Format("20060102-150405")
	}
	staged, err := db.Stage(ctx, c.database(), replaced)
	if err != nil {
		return b.Manifest, "", err
	}
	err = fill(ctx, c, b, staged.Config)
	if err == nil {
		err = staged.Place(ctx)
	}
	return b.Manifest, replaced, errors.Join(err, staged.Discard())
}

// bringKeys sees to it that the backup's keys are in the data folder.
func bringKeys(c Config, b *backup.Backup, dir string) error {
	path := filepath.Join(c.Data, crypt.FileName)
	_, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && !b.WithKeys:
		return fmt.Errorf("the backup was made without its keys: put %s into %s first", crypt.FileName, c.Data)
	case errors.Is(err, fs.ErrNotExist):
		text, err := os.ReadFile(filepath.Join(dir, crypt.FileName))
		if err == nil {
			err = errors.Join(os.MkdirAll(c.Data, 0o700), os.WriteFile(path, text, 0o600))
		}
		if err != nil {
			return err
		}
	case err != nil:
		return err
	}
	keys, err := crypt.Load(c.Data)
	if err != nil {
		return err
	}
	return b.Belongs(keys)
}

// fill makes the installation in a staged database.
func fill(ctx context.Context, c Config, b *backup.Backup, staged db.Config) (err error) {
	a := &App{Config: c, Clock: clock.Real, Texts: message.New()}
	if c.TestClock.On {
		a.Clock = clock.StartingAt(c.TestClock.At)
	}
	if err := a.open(ctx, staged); err != nil {
		return errors.Join(err, a.Close())
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	if err := a.register(); err != nil {
		return err
	}
	then, err := b.Fits(a.migrations())
	if err != nil {
		return err
	}
	if err := db.Migrate(ctx, a.DB, then); err != nil {
		return err
	}
	if err := b.LoadTables(ctx, a.DB); err != nil {
		return fmt.Errorf("load the tables: %w", err)
	}
	if _, err := b.LoadBlobs(ctx, a.blobs); err != nil {
		return fmt.Errorf("load the files: %w", err)
	}
	if err := a.assemble(ctx); err != nil { // brings an older backup up to date
		return err
	}
	if err := a.Identity.EndAll(ctx); err != nil {
		return err
	}
	return a.Audit.Restored(ctx, b.MadeAt, a.Clock.Now())
}
