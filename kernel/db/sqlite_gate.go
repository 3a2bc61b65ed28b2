package db

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"tongban/kernel/clock"
)

const (
	gatePause    = time.Millisecond // how often somebody before the gate asks again
	gatePatience = 5 * time.Second  // as long as SQLite itself waits for the file
)

// gate lets processes that write to one file take turns. SQLite gives the file to
// whoever asks at the right moment, so a server that commits one batch after the other
// would keep an import out for good, or an import the server. Who is in the gate is the
// next to write: nobody else can begin before, not even who has just written.
type gate struct{ file *os.File }

// newGate opens the gate of the database in dir. The lock ends with its process.
func newGate(dir string) (gate, error) {
	file, err := os.OpenFile(filepath.Join(dir, "tongban.write.lock"), os.O_CREATE|os.O_RDWR, 0o600)
	return gate{file}, err
}

// errGateHeld says that somebody else has been about to write for too long.
const errGateHeld = syscall.EWOULDBLOCK

// through calls begin while nobody else begins.
func (g gate) through(begin func() error) error {
	for watch := clock.Start(); ; time.Sleep(gatePause) {
		err := syscall.Flock(int(g.file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if err == nil {
			break
		}
		passes := errors.Is(err, errGateHeld) || errors.Is(err, syscall.EINTR)
		if !passes || watch.Elapsed() > gatePatience {
			return fmt.Errorf("lock %s: %w", g.file.Name(), err)
		}
	}
	defer func() { _ = syscall.Flock(int(g.file.Fd()), syscall.LOCK_UN) }()
	return begin()
}
