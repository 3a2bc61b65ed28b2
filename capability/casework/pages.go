package casework

import (
	"context"

	"tongban/kernel/message"
)

// pages are the handlers of what a recount has moved.
type pages struct{ *Service }

// t is how the pages look up casework's texts.
func t(ctx context.Context, key string, args ...any) string {
	return message.T(ctx, "casework."+key, args...)
}

// Say is t in the words of the law the case of f stands in.
func (f *File) Say(ctx context.Context, key string, args ...any) string {
	return t(ctx, f.wording(key), args...)
}
