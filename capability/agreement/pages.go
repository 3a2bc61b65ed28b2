package agreement

import (
	"context"
	"mime"
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"tongban/capability/casework"
	"tongban/capability/document"
	"tongban/kernel/actor"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/mask"
	"tongban/kernel/message"
	"tongban/kernel/once"
	"tongban/kernel/web"
	"tongban/ui"
)

// pages are the pages of agreements.
type pages struct{ *Service }

// t is how the pages look up agreements' texts.
func t(ctx context.Context, key string, args ...any) string {
	return message.T(ctx, "agreement."+key, args...)
}

// view is one agreement as its reader sees it.
type view struct {
	*Agreement
	me      *Party // the reader's part, nil for staff
	signer  casework.Person
	signing Signing
	sent    bool // a code is on its way
	why     string
	errs    ui.FieldErrors

	of        *OfCase // for staff
	mayReveal bool
	reveal    bool // to staff, as it is
	because   casework.Why
	purposes  ui.FieldErrors // of because
}

// mayAct reports whether the reader, a party, can sign or refuse now.
func (v view) mayAct() bool { return v.me != nil && v.State == Open && v.me.SignedAt.IsZero() }

// keyOf reads the id of an agreement out of an address; one that is none finds nothing.
func keyOf(r *http.Request) id.ID {
	key, _ := id.Parse(r.PathValue("id"))
	return key
}

// keyed returns r's context with the idempotency key its form carries.
func keyed(r *http.Request) context.Context {
	return once.WithKey(r.Context(), r.PostFormValue(web.FormKey))
}

// mine is the agreement as the party that reads it sees it.
func (p pages) mine(r *http.Request) (view, error) {
	a, err := p.Find(r.Context(), keyOf(r))
	if err != nil {
		return view{}, err
	}
	owner, err := id.Parse(actor.From(r.Context()).Owner())
	if err != nil {
		return view{}, errUnknown
	}
	v := view{Agreement: a, me: a.party(owner)}
	if v.mayAct() {
		v.signer, err = p.Signer(r.Context())
		if fault.KindOf(err) == fault.Forbidden {
			err = nil // reads, and is told on signing
		}
	}
	return v, err
}

func (p pages) show(w http.ResponseWriter, r *http.Request) error {
	v, err := p.mine(r)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, minePage(v))
}

// again shows the page with what was typed and what is wrong with it.
func (p pages) again(w http.ResponseWriter, r *http.Request, why error, with func(*view)) error {
	v, err := p.mine(r)
	if err != nil {
		return err
	}
	v.errs = ui.ErrorsOf(r.Context(), why)
	with(&v)
	return web.Render(w, r, web.StatusOf(why), minePage(v))
}

// sign signs, or sends the code to sign with.
func (p pages) sign(w http.ResponseWriter, r *http.Request) error {
	signing := Signing{
		Method: Method(r.PostFormValue("signature.method")), Name: r.PostFormValue("signature.typed"),
		Code: r.PostFormValue("signature.code"), Picture: r.PostFormValue("signature.drawn"),
	}
	typed := func(v *view) { v.signing = signing }
	if r.PostFormValue("send-code") != "" {
		err := p.SendCode(r.Context(), keyOf(r))
		if err != nil && !isShown(err) {
			return err
		}
		return p.again(w, r, err, func(v *view) { typed(v); v.sent = err == nil })
	}
	if _, err := p.Sign(keyed(r), keyOf(r), signing); err != nil {
		if isShown(err) {
			return p.again(w, r, err, typed)
		}
		return err
	}
	return web.Redirect(w, r, "/agreements/"+r.PathValue("id"))
}

// isShown reports whether the page can say what an error is about.
func isShown(err error) bool {
	switch fault.KindOf(err) {
	case fault.Invalid, fault.Conflict, fault.TooMany, fault.TooLarge:
		return true
	}
	return false
}

func (p pages) refuse(w http.ResponseWriter, r *http.Request) error {
	why := r.PostFormValue("why")
	if _, err := p.Refuse(r.Context(), keyOf(r), why); err != nil {
		if isShown(err) {
			return p.again(w, r, err, func(v *view) { v.why = why })
		}
		return err
	}
	return web.Redirect(w, r, "/agreements/"+r.PathValue("id"))
}

// file sends the agreement with its signatures to one of its parties.
func (p pages) file(w http.ResponseWriter, r *http.Request) error {
	a, err := p.Find(r.Context(), keyOf(r))
	if err != nil {
		return err
	}
	return p.send(w, a)
}

func (p pages) send(w http.ResponseWriter, a *Agreement) error {
	file, err := p.PDF(a)
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "application/pdf")
	h.Set("Content-Length", strconv.Itoa(len(file)))
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": a.Name + " " + a.Number + ".pdf"}))
	h.Set("Cache-Control", "no-store")
	_, err = w.Write(file)
	return err
}

// document shows an uploaded document to a party.
func (p pages) document(w http.ResponseWriter, r *http.Request) error {
	a, err := p.Find(r.Context(), keyOf(r))
	if err != nil {
		return err
	}
	return p.preview(w, r, a)
}

func (p pages) preview(w http.ResponseWriter, r *http.Request, a *Agreement) error {
	if a.File == 0 {
		return errUnknown
	}
	file, body, err := p.Documents.Preview(r.Context(), a.File)
	if err != nil {
		return err
	}
	defer body.Close()
	return document.ServePreview(w, file, body)
}

// todo lists on the home page the agreements that wait for the reader.
func (p pages) todo(ctx context.Context) (templ.Component, error) {
	if actor.From(ctx).Kind != actor.Citizen {
		return nil, nil
	}
	list, err := p.ToSign(ctx)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	var cards []ui.Card
	for _, a := range list {
		cards = append(cards, ui.Card{Title: a.Name, URL: a.URL(), Text: t(ctx, "todo"), Facts: []string{a.ItemName, a.Number},
			Action: &ui.LinkBtnProps{Text: t(ctx, "todo-go"), URL: a.URL(), Kind: ui.Primary, What: a.Name}})
	}
	return ui.Cards(cards), nil
}

// ofCase says on the applicant's page of a case how far its agreements are.
func (p pages) ofCase(ctx context.Context) (templ.Component, error) {
	shown, ok := casework.Shown(ctx)
	if !ok || shown.Desk {
		return nil, nil
	}
	o, err := p.of(ctx, shown.File)
	if err != nil || len(o.Needs)+len(o.Agreements) == 0 {
		return nil, err
	}
	return casePanel(o, func(a *Agreement) string { return a.URL() }), nil
}

// ofDesk says so at the desk, and leads to where they are drawn up.
func (p pages) ofDesk(ctx context.Context) (templ.Component, error) {
	shown, ok := casework.Shown(ctx)
	if !ok || len(shown.Item.Agreements) == 0 {
		return nil, nil
	}
	o, err := p.of(ctx, shown.File)
	if err != nil {
		return nil, err
	}
	return deskPanel(o), nil
}

// text is the text as its reader may see it: staff who have not said what for see names of
// people in part.
func (v view) text() []string {
	lines := make([]string, len(v.Text))
	for i, line := range v.Text {
		lines[i] = line
		for _, p := range v.Parties {
			if v.masked() && !p.Firm {
				lines[i] = strings.ReplaceAll(lines[i], p.Name, mask.Name(p.Name))
			}
		}
	}
	return lines
}

// masked reports whether names are shown in part.
func (v view) masked() bool { return v.of != nil && !v.reveal }

// partyRows say who the parties are and how each has signed.
func (v view) partyRows(ctx context.Context) []ui.SummaryRow {
	var rows []ui.SummaryRow
	for _, p := range v.Parties {
		name, signer := p.Name, p.Signer
		if v.masked() {
			name, signer = p.ShownName(), p.ShownSigner()
		}
		key := t(ctx, "role."+string(p.Role))
		if p.Part != "" {
			key = p.Part
		}
		said := t(ctx, "unsigned")
		if !p.SignedAt.IsZero() {
			said = t(ctx, "signed-by", signer, t(ctx, "method."+string(p.Method)), message.DateTime(ctx, p.SignedAt))
		}
		row := ui.SummaryRow{Key: key, Value: name, Body: ui.Muted(said)}
		if len(p.Picture) > 0 && !v.masked() {
			row.Body = drawn(p, said)
		}
		rows = append(rows, row)
	}
	return rows
}

// stateTag says where an agreement stands.
func stateTag(ctx context.Context, s State) ui.TagProps {
	tone := map[State]ui.Tone{Open: ui.Warn, Signed: ui.OK, Refused: ui.Bad, Cancelled: ui.Mute}[s]
	return ui.TagProps{Tone: tone, Text: t(ctx, "state."+string(s))}
}
