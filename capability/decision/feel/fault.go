package feel

import (
	"embed"
	"fmt"
)

// Messages are the texts of faults, in both languages.
//
//go:embed messages.*.toml
var Messages embed.FS

// Fault is what is wrong with a text, or why a value became null.
type Fault struct {
	Offset int // where in the text, in bytes
	Length int // how much of it, at least 0
	Key    string
	Args   []any // what fills the text of Key: pieces of the expression, never words
}

// root begins the key of every fault.
const root = "decision.feel."

// fail returns the fault of a key below decision.feel.
func fail(offset, length int, key string, args ...any) *Fault {
	return &Fault{Offset: offset, Length: length, Key: root + key, Args: args}
}

// Error makes a fault an error for the log.
func (f *Fault) Error() string { return fmt.Sprintf("%s %v at %d", f.Key, f.Args, f.Offset) }
