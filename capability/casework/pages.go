package casework

import (
	"context"
	"net/http"

	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/message"
	"tongban/kernel/once"
	"tongban/kernel/web"
)

// pages are the handlers of the citizens' and the desk's pages.
type pages struct{ *Service }

// t is how the pages look up casework's texts.
func t(ctx context.Context, key string, args ...any) string {
	return message.T(ctx, "casework."+key, args...)
}

// keyed returns r's context with the idempotency key its form carries.
func keyed(r *http.Request) context.Context {
	return once.WithKey(r.Context(), r.PostFormValue(web.FormKey))
}

// applicationID reads the id of the address. What is no id is nobody's application.
func applicationID(r *http.Request) (id.ID, error) {
	v, err := id.Parse(r.PathValue("id"))
	if err != nil {
		return 0, fault.New(fault.NotFound, "casework.unknown-application")
	}
	return v, nil
}

// work returns the application of the address.
func (p pages) work(r *http.Request) (*Work, error) {
	applicationID, err := applicationID(r)
	if err != nil {
		return nil, err
	}
	return p.Work(r.Context(), applicationID)
}
