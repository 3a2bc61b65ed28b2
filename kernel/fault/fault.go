// Package fault is for errors their reader can do something about. A fault has a
// kind, which decides the HTTP status, and a message key, which decides the words.
// Every other error is Internal: logged with its request id and never shown.
package fault

import (
	"errors"
	"time"
)

// Kind says what sort of mistake it is.
type Kind int

// The kinds. Internal is the zero kind, so that a forgotten kind shows nothing.
const (
	Internal Kind = iota
	Invalid
	Unauthenticated
	Forbidden
	NotFound
	Conflict
	TooLarge
	TooMany
	Unavailable
)

// Fault is an error with words for its reader.
type Fault struct {
	Kind   Kind
	Key    string // message key, e.g. "casework.stale"
	Args   []any  // for the placeholders of the message
	Fields []Field
	After  time.Duration // of TooMany: how long to wait; 0 if nobody knows
}

// Field is what is wrong with one field of the input.
type Field struct {
	Name string // the field's key, e.g. "holderId"
	Key  string // message key
	Args []any
}

// New returns a fault.
func New(kind Kind, key string, args ...any) *Fault {
	return &Fault{Kind: kind, Key: key, Args: args}
}

// Later returns the TooMany fault of who may come again after wait.
func Later(wait time.Duration, key string, args ...any) *Fault {
	return &Fault{Kind: TooMany, Key: key, Args: args, After: wait}
}

// InvalidFields returns the Invalid fault that lists fields, nil if there are none.
func InvalidFields(fields []Field) error {
	if len(fields) == 0 {
		return nil
	}
	return &Fault{Kind: Invalid, Key: "fault.fields", Args: []any{len(fields)}, Fields: fields}
}

// Error names the message key; people read the message, not this.
func (f *Fault) Error() string { return f.Key }

// As returns the fault in err's chain.
func As(err error) (*Fault, bool) {
	var f *Fault
	ok := errors.As(err, &f)
	return f, ok
}

// KindOf returns the kind of err, Internal if it holds no fault.
func KindOf(err error) Kind {
	if f, ok := As(err); ok {
		return f.Kind
	}
	return Internal
}
