package ocr

import (
	"context"
	"io"

	"tongban/capability/precheck"
	"tongban/kernel/fault"
)

var _ precheck.Reader = None{}

// None is an installation that reads no pictures.
type None struct{}

// Ready is never so.
func (None) Ready() bool { return false }

// Read says so to whoever tries all the same.
func (None) Read(context.Context, io.Reader, precheck.Hint) (precheck.Text, error) {
	return precheck.Text{}, fault.New(fault.Unavailable, "precheck.no-reader")
}
