package notification

import (
	"context"

	"tongban/kernel/id"
)

// Sender sends a text to a mobile number.
type Sender interface {
	// Ready reports whether there is a gateway at all; without one, messages are
	// found on the pages only.
	Ready() bool
	Send(ctx context.Context, mobile, text string) error
}

// Directory knows people's mobile numbers.
type Directory interface {
	Mobile(ctx context.Context, account id.ID) (string, error)
}
