package desk

import (
	"context"
	"net/http"
	"strconv"

	"tongban/kernel/id"
	"tongban/kernel/message"
	"tongban/kernel/once"
	"tongban/kernel/web"
)

// pages are the handlers of the desk's pages.
type pages struct{ *Service }

// perPage is how many rows a list shows.
const perPage = 20

// t is how the pages look up the desk's texts.
func t(ctx context.Context, key string, args ...any) string {
	return message.T(ctx, "desk."+key, args...)
}

// shared looks up what the desk calls as casework does.
func shared(ctx context.Context, key string, args ...any) string {
	return message.T(ctx, "casework."+key, args...)
}

// keyed returns r's context with the idempotency key its form carries.
func keyed(r *http.Request) context.Context {
	return once.WithKey(r.Context(), r.PostFormValue(web.FormKey))
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

// idOf reads an id out of an address, zero if it is none.
func idOf(s string) id.ID {
	v, _ := id.Parse(s)
	return v
}
