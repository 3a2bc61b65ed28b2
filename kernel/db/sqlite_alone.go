package db

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// alonePause is how often somebody who waits for a turn asks again.
const alonePause = 25 * time.Millisecond

// alone locks a file beside the database, for callers in this process and in others
// that share the folder alike. The lock ends with its process: one that dies leaves
// nothing locked.
func (s *sqliteDB) alone(ctx context.Context, name string, fn func(context.Context) error) error {
	file, err := os.OpenFile(filepath.Join(filepath.Dir(s.path), "tongban."+name+".lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	defer file.Close()
	for {
		err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if err == nil {
			return fn(ctx)
		}
		if !errors.Is(err, syscall.EWOULDBLOCK) && !errors.Is(err, syscall.EINTR) {
			return fmt.Errorf("lock %s: %w", file.Name(), err)
		}
		select {
		case <-time.After(alonePause):
		case <-s.closing:
			return errStopped()
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
