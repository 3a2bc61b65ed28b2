package wallet

import (
	"context"
	"io"
	"mime"
	"net/http"
	"strconv"
	"time"

	"tongban/capability/licence"
	"tongban/kernel/actor"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/message"
	"tongban/kernel/web"
	"tongban/ui"
)

// pages are the handlers of a holder's pages.
type pages struct{ *Service }

// t is how the pages look up the wallet's texts.
func t(ctx context.Context, key string, args ...any) string {
	return message.T(ctx, "wallet."+key, args...)
}

// pageSize is how many licences, or uses of one, a page shows.
const pageSize = 20

// held is a licence as its holder sees it.
type held struct {
	licence.Licence
	kind     licence.Type
	now      time.Time
	versions []licence.Licence // newest first; of a licence's own page
}

func (h held) status() licence.Status { return h.StatusAt(h.now) }

func (h held) url() string { return "/licences/" + h.ID.String() }

// renewal is where a licence is renewed, or has itself reviewed.
func (h held) renewal() string {
	if h.kind.Renewal != "" {
		return "/items/" + h.kind.Renewal
	}
	return "/search?q=" + h.Type.Name
}

// endsSoon reports whether the last day of a licence that holds is near.
func (h held) endsSoon() bool {
	return h.status() == licence.Valid && h.ValidTo != "" && h.now.After(h.ValidTo.Start().AddDate(0, 0, -soon))
}

// soon is how many days before its end a licence says so.
const soon = 90

// mine shows the wallet.
func (p pages) mine(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	cursor, err := licence.CursorOf(r.URL.Query().Get("cursor"))
	if err != nil {
		return err
	}
	page, next, err := p.licences.Mine(ctx, cursor, pageSize)
	if err != nil {
		return err
	}
	kinds, err := p.licences.Kinds(ctx, page)
	if err != nil {
		return err
	}
	list := make([]held, len(page))
	for i, l := range page {
		list[i] = held{Licence: l, kind: kinds[l.Type.Code], now: p.now.Now()}
	}
	by := actor.From(ctx)
	return web.Render(w, r, http.StatusOK, walletPage(list, next, by.Acting() && by.For.Items != nil))
}

// read returns one licence of the wallet.
func (p pages) read(r *http.Request) (held, error) {
	ctx := r.Context()
	l, err := p.licences.Get(ctx, licence.KeyOf(r.PathValue("id")))
	if err != nil {
		return held{}, err
	}
	kinds, err := p.licences.Kinds(ctx, []licence.Licence{l})
	return held{Licence: l, kind: kinds[l.Type.Code], now: p.now.Now()}, err
}

// get shows one licence of the wallet.
func (p pages) get(w http.ResponseWriter, r *http.Request) error {
	h, err := p.read(r)
	if err != nil {
		return err
	}
	if h.versions, err = p.licences.History(r.Context(), h.ID); err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, licencePage(h))
}

// file sends the PDF of one licence of the wallet.
func (p pages) file(w http.ResponseWriter, r *http.Request) error {
	f, err := p.licences.File(r.Context(), licence.KeyOf(r.PathValue("id")))
	if err != nil {
		return err
	}
	attach(w, f.Name)
	w.Header().Set("Content-Length", strconv.FormatInt(f.Size, 10))
	_, err = io.Copy(w, f)
	if closing := f.Close(); err == nil {
		err = closing
	}
	return err
}

// attach says that a PDF follows.
func attach(w http.ResponseWriter, name string) {
	h := w.Header()
	h.Set("Content-Type", "application/pdf")
	h.Set("Content-Disposition", attachment(name))
	h.Set("Cache-Control", "no-store")
}

func attachment(name string) string {
	return mime.FormatMediaType("attachment", map[string]string{"filename": name})
}

// qr sends the QR code of one licence of the wallet as a picture.
func (p pages) qr(w http.ResponseWriter, r *http.Request) error {
	picture, err := p.licences.QR(r.Context(), licence.KeyOf(r.PathValue("id")))
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "image/png")
	w.Header().Set("Cache-Control", "no-store")
	_, err = w.Write(picture)
	return err
}

// show holds a code out to a checker. Nothing is stored until they read it, so looking
// at the page again is all it takes to have a new one.
func (p pages) show(w http.ResponseWriter, r *http.Request) error {
	h, err := p.read(r)
	if err != nil {
		return err
	}
	_, token, until, err := p.licences.Show(r.Context(), h.ID)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, showPage(h, token, until))
}

// copying asks for what a copy is wanted; ?copy= offers one that was made.
func (p pages) copying(w http.ResponseWriter, r *http.Request) error {
	h, err := p.read(r)
	if err != nil {
		return err
	}
	made, _ := id.Parse(r.URL.Query().Get("copy")) // what is none offers none
	return web.Render(w, r, http.StatusOK, copyPage(h, made, "", nil))
}

// copy draws one.
func (p pages) copy(w http.ResponseWriter, r *http.Request) error {
	h, err := p.read(r)
	if err != nil {
		return err
	}
	purpose := r.PostFormValue("purpose")
	c, err := p.licences.Copy(r.Context(), h.ID, purpose)
	if kind := fault.KindOf(err); err != nil && (kind == fault.Invalid || kind == fault.Conflict) {
		return web.Render(w, r, web.StatusOf(err), copyPage(h, 0, purpose, ui.ErrorsOf(r.Context(), err)))
	}
	if err != nil {
		return err
	}
	return web.Redirect(w, r, h.url()+"/copy?copy="+c.ID.String())
}

// copyFile sends a copy.
func (p pages) copyFile(w http.ResponseWriter, r *http.Request) error {
	name, data, err := p.licences.CopyFile(r.Context(), licence.KeyOf(r.PathValue("id")), licence.KeyOf(r.PathValue("copy")))
	if err != nil {
		return err
	}
	attach(w, name)
	_, err = w.Write(data)
	return err
}

// uses lists what a licence was used for and may be used for.
func (p pages) uses(w http.ResponseWriter, r *http.Request) error {
	before, err := licence.CursorOf(r.URL.Query().Get("cursor"))
	if err != nil {
		return err
	}
	u, err := p.licences.Uses(r.Context(), licence.KeyOf(r.PathValue("id")), before, pageSize)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, usesPage(u, actor.From(r.Context()).ID, p.now.Now()))
}

// endConsent ends a consent to use a licence.
func (p pages) endConsent(w http.ResponseWriter, r *http.Request) error {
	key := licence.KeyOf(r.PathValue("id"))
	if err := p.licences.EndConsent(r.Context(), key, licence.KeyOf(r.PathValue("consent"))); err != nil {
		return err
	}
	return web.Redirect(w, r, "/licences/"+key.String()+"/uses")
}
