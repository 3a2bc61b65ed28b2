package procedure

import (
	"crypto/sha256"
	"sync"

	"tongban/capability/workflow"
)

// mostFound is of how many drawings the findings are kept.
const mostFound = 256

// findings keeps what was found in the last drawings: looking over one with many ways takes
// seconds, and every page of a draft says what is wrong with it.
type findings struct {
	mu    sync.Mutex
	by    map[[sha256.Size]byte][]workflow.Fault
	order [][sha256.Size]byte // oldest first
}

// of returns the faults of a drawing that is looked over in some surroundings, which look
// finds where nobody has yet. They are shared and not to be changed.
func (f *findings) of(xml, surroundings string, look func() []workflow.Fault) []workflow.Fault {
	key := sha256.Sum256([]byte(surroundings + "\x00" + xml))
	f.mu.Lock()
	found, known := f.by[key]
	f.mu.Unlock()
	if known {
		return found
	}
	found = look()
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.by == nil {
		f.by = map[[sha256.Size]byte][]workflow.Fault{}
	}
	if _, known := f.by[key]; !known {
		f.by[key], f.order = found, append(f.order, key)
	}
	if len(f.order) > mostFound {
		delete(f.by, f.order[0])
		f.order = f.order[1:]
	}
	return found
}
