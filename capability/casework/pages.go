package casework

import (
	"context"
	"net/http"

	"tongban/kernel/message"
	"tongban/kernel/once"
	"tongban/kernel/web"
)

// pages are the handlers of the citizens' pages.
type pages struct{ *Service }

// t is how the pages look up casework's texts.
func t(ctx context.Context, key string, args ...any) string {
	return message.T(ctx, "casework."+key, args...)
}

// Say is t in the words of the law the case of f stands in.
func (f *File) Say(ctx context.Context, key string, args ...any) string {
	return t(ctx, f.wording(key), args...)
}

// keyed returns r's context with the idempotency key its form carries.
func keyed(r *http.Request) context.Context {
	return once.WithKey(r.Context(), r.PostFormValue(web.FormKey))
}
