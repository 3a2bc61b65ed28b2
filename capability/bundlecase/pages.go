package bundlecase

import (
	"context"
	"net/http"
	"slices"

	"github.com/a-h/templ"

	"tongban/capability/casework"
	"tongban/kernel/actor"
	"tongban/kernel/fault"
	"tongban/kernel/message"
	"tongban/kernel/once"
	"tongban/kernel/web"
)

// pages are the pages of bundle cases.
type pages struct{ *Service }

func t(ctx context.Context, key string, args ...any) string {
	return message.T(ctx, "bundlecase."+key, args...)
}

// perPage is how many rows a list shows.
const perPage = 20

// keyed returns r's context with the idempotency key its form carries.
func keyed(r *http.Request) context.Context {
	return once.WithKey(r.Context(), r.PostFormValue(web.FormKey))
}

// show is a run as its applicant sees it.
func (p pages) show(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(r.Context(), r.PathValue("no"))
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, runPage(v))
}

// asked is the part that a page or form is about, "" for all.
func asked(r *http.Request) string { return r.FormValue("part") }

// askWithdraw names what will be taken back and what will not.
func (p pages) askWithdraw(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(r.Context(), r.PathValue("no"))
	if err != nil {
		return err
	}
	if v.mayWithdraw(asked(r)) != nil || !v.mayStop {
		return web.Redirect(w, r, v.URL())
	}
	return web.Render(w, r, http.StatusOK, withdrawPage(v, asked(r)))
}

func (p pages) withdraw(w http.ResponseWriter, r *http.Request) error {
	no := r.PathValue("no")
	if _, err := p.Withdraw(keyed(r), no, asked(r), r.PostFormValue("reason")); err != nil {
		return err
	}
	return web.Redirect(w, r, runURL(no))
}

// ofChild tells on the applicant's page of a case of which run it is a part.
func (p pages) ofChild(ctx context.Context) (templ.Component, error) {
	shown, ok := casework.Shown(ctx)
	if !ok || shown.Desk {
		return nil, nil
	}
	r, _, is, err := p.OfCase(ctx, shown.Case.ID)
	if err != nil || !is || maySee(actor.From(ctx), r) != nil {
		return nil, err
	}
	return childPanel(r), nil
}

// mostOnList is how many runs stand above the list of cases.
const mostOnList = 10

// ofList shows the reader's runs above the list of their cases.
func (p pages) ofList(ctx context.Context) (templ.Component, error) {
	if actor.From(ctx).Kind != actor.Citizen {
		return nil, nil
	}
	list, err := p.Mine(ctx, 0, mostOnList)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return listPanel(list), nil
}

// ofHome shows what runs of the reader's on the home page.
func (p pages) ofHome(ctx context.Context) (templ.Component, error) {
	if actor.From(ctx).Kind != actor.Citizen {
		return nil, nil
	}
	list, err := p.Mine(ctx, 0, mostOnList)
	list = slices.DeleteFunc(list, func(r *Run) bool { return !r.Stand.IsOpen() })
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return listPanel(list), nil
}

// orNone turns what the reader may not see into nothing.
func orNone(err error) error {
	if kind := fault.KindOf(err); kind == fault.NotFound || kind == fault.Forbidden {
		return nil
	}
	return err
}
