package verify

import (
	"encoding/base64"
	"errors"
	"fmt"
)

// Kind says what is wrong with a log.
type Kind string

// The kinds of findings.
const (
	// Unsigned: the checkpoint was not made by the log whose key was given.
	Unsigned Kind = "unsigned"
	// Truncated: something is missing that was there, or that a checkpoint promises.
	Truncated Kind = "truncated"
	// Tampered: an entry or a tile is not the one that was signed.
	Tampered Kind = "tampered"
	// Forked: the log shows different histories, each whole in itself.
	Forked Kind = "forked"
)

// Finding is what is wrong with a log, as an error.
type Finding struct {
	Kind   Kind
	Detail string
}

// Error says what was found.
func (f *Finding) Error() string { return string(f.Kind) + ": " + f.Detail }

// KindOf returns the kind of finding in err's chain, "" if it is another error.
func KindOf(err error) Kind {
	var f *Finding
	if errors.As(err, &f) {
		return f.Kind
	}
	return ""
}

func found(kind Kind, format string, args ...any) error {
	return &Finding{kind, fmt.Sprintf(format, args...)}
}

func encode(b []byte) string { return base64.StdEncoding.EncodeToString(b) }

func decode(s string) ([]byte, error) { return base64.StdEncoding.Strict().DecodeString(s) }
