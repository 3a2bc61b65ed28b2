package progress

import (
	"context"
	"net/http"

	"tongban/kernel/id"
	"tongban/kernel/message"
	"tongban/kernel/once"
	"tongban/kernel/web"
)

// pages are the handlers of the applicant's pages.
type pages struct{ *Service }

// t is how the pages look up progress's texts.
func t(ctx context.Context, key string, args ...any) string {
	return message.T(ctx, "progress."+key, args...)
}

// shared looks up what progress calls as casework does.
func shared(ctx context.Context, key string, args ...any) string {
	return message.T(ctx, "casework."+key, args...)
}

// keyed returns r's context with the idempotency key its form carries.
func keyed(r *http.Request) context.Context {
	return once.WithKey(r.Context(), r.PostFormValue(web.FormKey))
}

// idOf reads an id out of an address, zero if it is none.
func idOf(s string) id.ID {
	v, _ := id.Parse(s)
	return v
}
