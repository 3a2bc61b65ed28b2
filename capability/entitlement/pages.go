package entitlement

import (
	"context"
	"net/http"

	"github.com/a-h/templ"

	"tongban/capability/casework"
	"tongban/capability/form"
	"tongban/kernel/actor"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/message"
	"tongban/kernel/once"
	"tongban/kernel/web"
	"tongban/ui"
)

// pages are the pages of entitlements.
type pages struct{ *Service }

func t(ctx context.Context, key string, args ...any) string {
	return message.T(ctx, "entitlement."+key, args...)
}

// keyed carries the key of a form to its command.
func keyed(r *http.Request) context.Context {
	return once.WithKey(r.Context(), r.PostFormValue(web.FormKey))
}

// listView is what a person was invited to.
type listView struct {
	open, over []*Invitation
	objects    bool
	says       func(*Invitation) string // what one is entitled to
}

func (p pages) list(w http.ResponseWriter, r *http.Request) error {
	since, err := p.Objection(r.Context())
	if err != nil {
		return err
	}
	all, err := p.Mine(r.Context())
	if err != nil {
		return err
	}
	v := listView{objects: !since.IsZero(), says: func(i *Invitation) string { return p.says(r.Context(), i) }}
	for _, i := range all {
		if i.State == Open {
			v.open = append(v.open, i)
		} else {
			v.over = append(v.over, i)
		}
	}
	return web.Render(w, r, http.StatusOK, listPage(v))
}

// says is what an invitation is to, in words.
func (p pages) says(ctx context.Context, i *Invitation) string {
	if programme := p.programme(i.Code); programme != nil {
		return programme.gives(ctx)
	}
	return i.ItemName
}

// view is one invitation as its person sees it.
type view struct {
	*Offer
	values form.Values // typed
	faults []fault.Field
	errs   ui.FieldErrors
	fault  string // what else stands against it, in words
	draft  string // where it can be finished by hand
	lists  *form.Lists
}

func (p pages) view(r *http.Request) (v view, err error) {
	key, err := id.Parse(r.PathValue("id"))
	if err != nil {
		return v, errUnknown
	}
	v.lists, v.values = p.Lists, form.Values{}
	v.Offer, err = p.Offer(r.Context(), key)
	return v, err
}

func (p pages) show(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(r)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, onePage(v))
}

func (p pages) confirm(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(r)
	if err != nil {
		return err
	}
	if v.Form != nil {
		if err := r.ParseForm(); err != nil {
			return err
		}
		v.values = v.Form.Decode(r.PostForm, v.Asked)
	}
	no, err := p.Confirm(r.Context(), v.ID, v.values)
	if err == nil {
		return web.Redirect(w, r, casework.CaseURL(no))
	}
	return p.again(w, r, v, err)
}

// again shows the invitation with what stands against confirming it.
func (p pages) again(w http.ResponseWriter, r *http.Request, before view, why error) error {
	f, isFault := fault.As(why)
	if !isFault || f.Kind != fault.Invalid && f.Kind != fault.Conflict && f.Kind != fault.Unavailable {
		return why
	}
	v, err := p.view(r)
	if err != nil {
		return err
	}
	v.values = before.values
	switch {
	case f.Key == "entitlement.unfit" && len(f.Args) > 0:
		v.fault = message.T(r.Context(), f.Key)
		v.draft, _ = f.Args[0].(string)
	case f.Kind == fault.Invalid:
		v.faults, v.errs = f.Fields, ui.ErrorsOf(r.Context(), why)
	case v.State == Open:
		v.fault = message.T(r.Context(), f.Key, f.Args...)
	}
	return web.Render(w, r, web.StatusOf(why), onePage(v))
}

func (p pages) decline(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(r)
	if err != nil {
		return err
	}
	if _, err := p.Decline(keyed(r), v.ID); err != nil {
		return p.again(w, r, v, err)
	}
	return web.Redirect(w, r, v.url())
}

func (p pages) object(w http.ResponseWriter, r *http.Request) error {
	if err := p.Object(r.Context()); err != nil {
		return err
	}
	return web.Redirect(w, r, listURL)
}

func (p pages) giveBack(w http.ResponseWriter, r *http.Request) error {
	if err := p.Return(r.Context()); err != nil {
		return err
	}
	return web.Redirect(w, r, listURL)
}

// ofHome tells a person on the home page what they are entitled to. Who acts for another is told
// nothing: it is that other's.
func (p pages) ofHome(ctx context.Context) (templ.Component, error) {
	by := actor.From(ctx)
	if by.Kind != actor.Citizen || by.Acting() {
		return nil, nil
	}
	all, err := p.Mine(ctx)
	if err != nil {
		return nil, err
	}
	var cards []ui.Card
	for _, i := range all {
		if i.State != Open || !p.Clock.Now().Before(i.ExpiresAt) {
			continue
		}
		cards = append(cards, ui.Card{
			Title: t(ctx, "home", i.ItemName), URL: i.url(), Text: p.says(ctx, i), Facts: []string{t(ctx, "until", message.Date(ctx, i.ExpiresAt))},
			Action: &ui.LinkBtnProps{Text: t(ctx, "home-go"), URL: i.url(), Kind: ui.Primary, What: i.ItemName},
		})
	}
	if len(cards) == 0 {
		return nil, nil
	}
	return ui.Cards(cards), nil
}
