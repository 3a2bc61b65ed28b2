package integration

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"tongban/capability/place"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/message"
	"tongban/kernel/once"
	"tongban/kernel/web"
	"tongban/ui"
)

// pages are the pages of the administrator.
type pages struct{ *Service }

func t(ctx context.Context, key string, args ...any) string {
	return message.T(ctx, "integration."+key, args...)
}

// perPage is how many keys a page lists.
const perPage = 20

// sheet is the page of the keys.
type sheet struct {
	keys    []Key
	next    string
	offices []place.Department
	typed   Order
	errs    ui.FieldErrors
	made    Key    // just now
	secret  string // of made; shown here and never again
}

func (p pages) list(w http.ResponseWriter, r *http.Request) error {
	return p.draw(w, r, http.StatusOK, sheet{typed: Order{Rate: DefaultRate, Days: 90, Scopes: []Scope{PublicRead}}})
}

func (p pages) draw(w http.ResponseWriter, r *http.Request, status int, s sheet) (err error) {
	before, _ := id.Parse(r.FormValue("before")) // what is no id begins at the top
	if s.keys, err = p.Keys(r.Context(), before, perPage+1); err != nil {
		return err
	}
	if len(s.keys) > perPage {
		s.keys = s.keys[:perPage]
		s.next = "/admin/keys?before=" + s.keys[perPage-1].ID.String()
	}
	if s.offices, err = p.Places.Departments(r.Context()); err != nil {
		return err
	}
	return web.Render(w, r, status, keysPage(p, s))
}

// make shows the new key with its secret in the answer itself: a redirect could not.
func (p pages) make(w http.ResponseWriter, r *http.Request) error {
	rate, _ := strconv.Atoi(strings.TrimSpace(r.PostFormValue("rate"))) // none is out of bounds
	days, _ := strconv.Atoi(r.PostFormValue("days"))                    // likewise
	typed := Order{
		Name: r.PostFormValue("name"), Contact: r.PostFormValue("contact"), Department: r.PostFormValue("department"), Rate: rate, Days: days,
	}
	for _, s := range r.PostForm["scopes"] {
		typed.Scopes = append(typed.Scopes, Scope(s))
	}
	made, secret, err := p.Make(once.WithKey(r.Context(), r.PostFormValue(web.FormKey)), typed)
	if err != nil && fault.KindOf(err) == fault.Invalid {
		return p.draw(w, r, http.StatusUnprocessableEntity, sheet{typed: typed, errs: ui.ErrorsOf(r.Context(), err)})
	}
	if err != nil {
		return err
	}
	return p.draw(w, r, http.StatusCreated, sheet{made: made, secret: secret})
}

func (p pages) find(r *http.Request) (Key, error) {
	key, err := id.Parse(r.PathValue("id"))
	if err != nil {
		return Key{}, errUnknown
	}
	return p.Key(r.Context(), key)
}

func (p pages) ask(w http.ResponseWriter, r *http.Request) error {
	k, err := p.find(r)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, revokePage(p, k))
}

func (p pages) revoke(w http.ResponseWriter, r *http.Request) error {
	k, err := p.find(r)
	if err != nil {
		return err
	}
	if err := p.Revoke(r.Context(), k.ID); err != nil {
		return err
	}
	return web.Redirect(w, r, "/admin/keys")
}

// tones are the tones of the standings.
var tones = map[Standing]ui.Tone{Valid: ui.OK, Expired: ui.Mute, Revoked: ui.Bad}

func (p pages) tag(ctx context.Context, k Key) ui.TagProps {
	standing := k.At(p.real.Now())
	return ui.TagProps{Tone: tones[standing], Text: t(ctx, "standing."+string(standing))}
}

// office returns the name of a department.
func (s sheet) office(ctx context.Context, code string) string {
	for _, o := range s.offices {
		if o.Code == code {
			return o.In(ctx)
		}
	}
	return code
}

func scopeNames(ctx context.Context, list []Scope) string {
	names := make([]string, len(list))
	for i, s := range list {
		names[i] = t(ctx, "scope."+string(s))
	}
	return message.Join(ctx, names)
}

func (p pages) rows(ctx context.Context, s sheet) []ui.TableRow {
	var rows []ui.TableRow
	for _, k := range s.keys {
		used, whose := t(ctx, "never"), k.Contact
		if !k.UsedAt.IsZero() {
			used = message.Stamp(k.UsedAt)
		}
		if k.Department != "" {
			whose = t(ctx, "whose", s.office(ctx, k.Department), k.Contact)
		}
		act := ui.Plain("")
		if k.At(p.real.Now()) == Valid {
			act = ui.LinkBtn(ui.LinkBtnProps{Text: t(ctx, "revoke"), URL: "/admin/keys/" + k.ID.String() + "/revoke", Kind: ui.Quiet, What: k.Name})
		}
		rows = append(rows, ui.TableRow{Cells: []templ.Component{
			nameCell(k, whose), ui.Tag(p.tag(ctx, k)), ui.Plain(scopeNames(ctx, k.Scopes)),
			ui.Plain(message.Date(ctx, k.ExpiresAt)), ui.Plain(used), act,
		}})
	}
	return rows
}

func scopeOptions(ctx context.Context) []ui.Option {
	var list []ui.Option
	for _, s := range Scopes {
		list = append(list, ui.Option{Value: string(s), Label: t(ctx, "scope."+string(s)), Hint: t(ctx, "scope-hint."+string(s))})
	}
	return list
}

func (s sheet) officeOptions(ctx context.Context) []ui.Option {
	list := []ui.Option{}
	for _, o := range s.offices {
		list = append(list, ui.Option{Value: o.Code, Label: o.In(ctx)})
	}
	slices.SortStableFunc(list, func(a, b ui.Option) int { return strings.Compare(a.Value, b.Value) })
	return list
}

func dayOptions(ctx context.Context) []ui.Option {
	var list []ui.Option
	for _, days := range Lives {
		list = append(list, ui.Option{Value: strconv.Itoa(days), Label: t(ctx, "days-of", days)})
	}
	return list
}

// chosen are the scopes as a form has them.
func (o Order) chosen() []string {
	names := make([]string, len(o.Scopes))
	for i, s := range o.Scopes {
		names[i] = string(s)
	}
	return names
}

// number is n as a form has it.
func number(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}
