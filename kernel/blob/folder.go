package blob

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"tongban/kernel/clock"
)

// folder is a shelf on the local disk: objects in 256 subfolders by the first two
// characters of their names, scratch files in "scratch".
type folder struct {
	dir   string
	hasty bool // nothing is synced
}

func openFolder(dir string, hasty bool) (*folder, error) {
	if dir == "" {
		return nil, errors.New("blob: no folder given")
	}
	f := &folder{dir, hasty}
	subfolders := []string{"scratch"}
	for i := range 256 {
		subfolders = append(subfolders, fmt.Sprintf("%02x", i))
	}
	for _, sub := range subfolders {
		if err := os.MkdirAll(filepath.Join(dir, sub), 0o700); err != nil {
			return nil, fmt.Errorf("blob: %w", err)
		}
	}
	return f, errors.Join(syncDir(dir), syncDir(filepath.Dir(dir)))
}

func (f *folder) path(name string) string { return filepath.Join(f.dir, name[:2], name) }

func (f *folder) scratch() (*os.File, error) {
	return os.CreateTemp(filepath.Join(f.dir, "scratch"), "upload-*")
}

func (f *folder) keep(_ context.Context, name string, file *os.File) error {
	path := f.path(name)
	if f.hasty {
		return os.Rename(file.Name(), path)
	}
	if err := file.Sync(); err != nil {
		return err
	}
	if err := os.Rename(file.Name(), path); err != nil {
		return err
	}
	return syncDir(filepath.Dir(path))
}

func (f *folder) open(_ context.Context, name string) (io.ReadCloser, error) {
	return os.Open(f.path(name))
}

func (f *folder) remove(_ context.Context, name string) error {
	err := os.Remove(f.path(name))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return err
}

func (f *folder) list(ctx context.Context, before int64, fn func(string) error) error {
	return filepath.WalkDir(f.dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return errors.Join(err, ctx.Err())
		}
		info, err := entry.Info()
		switch {
		case errors.Is(err, os.ErrNotExist): // removed meanwhile
			return nil
		case err != nil:
			return err
		case clock.Millis(info.ModTime()) >= before:
			return nil
		case filepath.Base(filepath.Dir(path)) == "scratch":
			return os.Remove(path)
		}
		return fn(entry.Name())
	})
}

// syncDir makes the names in dir durable.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
