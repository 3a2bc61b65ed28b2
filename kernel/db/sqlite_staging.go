package db

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// staging is the folder in which a database is staged. As long as it is there, the
// database beside it may be missing or half moved away.
const staging = "restoring"

// sqliteFileNames are the file of a database and what may be beside it.
var sqliteFileNames = []string{"tongban.db", "tongban.db-wal", "tongban.db-shm"}

// unfinished refuses a folder in which a restore was cut short: it would look empty.
func (s *sqliteDB) unfinished() error {
	path := filepath.Join(filepath.Dir(s.path), staging)
	if _, err := os.Stat(path); err == nil {
		return fmt.Errorf("a restore has not ended: run it again, or remove %s to go on with what is there", path)
	}
	return nil
}

func stageSQLite(c Config, replaced string) (*Staged, error) {
	if err := os.MkdirAll(c.Dir, 0o700); err != nil {
		return nil, err
	}
	release, err := Occupy(c)
	if err != nil {
		return nil, err
	}
	aside := filepath.Join(c.Dir, staging)
	if _, err := os.Stat(filepath.Join(c.Dir, "tongban.db")); err == nil && replaced == "" {
		release()
		return nil, fmt.Errorf("%s: %w", c.Dir, ErrNotEmpty)
	}
	if err := errors.Join(os.RemoveAll(aside), os.Mkdir(aside, 0o700)); err != nil {
		release()
		return nil, err
	}
	s := &Staged{Config: Config{Dir: aside, OnFatal: c.OnFatal}}
	s.discard = func() error {
		defer release()
		return os.RemoveAll(aside)
	}
	s.place = func(context.Context) error { return placeSQLite(c.Dir, aside, replaced) }
	return s, nil
}

// placeSQLite moves the old files away and the new one in their place. A kill in between
// leaves the staging folder, so that nobody takes the place for empty.
func placeSQLite(dir, aside, replaced string) error {
	if _, err := os.Stat(filepath.Join(aside, "tongban.db-wal")); !errors.Is(err, fs.ErrNotExist) {
		return errors.Join(errors.New("the staged database is still open"), err)
	}
	for _, name := range sqliteFileNames {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			continue // most are not there
		}
		old := filepath.Join(dir, replaced)
		if err := os.MkdirAll(old, 0o700); err != nil {
			return err
		}
		if err := os.Rename(filepath.Join(dir, name), filepath.Join(old, name)); err != nil {
			return err
		}
	}
	if err := os.Rename(filepath.Join(aside, "tongban.db"), filepath.Join(dir, "tongban.db")); err != nil {
		return err
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close(), os.RemoveAll(aside))
}

// ErrOccupied is returned by Occupy while a server runs on the folder.
var ErrOccupied = errors.New("a server runs on this data folder")

// Occupy claims the SQLite database of c for a server, or for a restore, until release
// is called or the process ends. Only one has it. On PostgreSQL, which many servers
// share, it does nothing.
func Occupy(c Config) (release func(), err error) {
	if c.URL != "" {
		return func() {}, nil
	}
	file, err := os.OpenFile(filepath.Join(c.Dir, "tongban.serve.lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		_ = file.Close()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			err = fmt.Errorf("%s: %w", c.Dir, ErrOccupied)
		}
		return nil, err
	}
	return func() { _ = file.Close() }, nil
}
