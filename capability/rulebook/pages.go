package rulebook

import (
	"context"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"tongban/capability/access"
	"tongban/capability/catalogue"
	"tongban/capability/rulebook/sheet"
	"tongban/kernel/actor"
	"tongban/kernel/fault"
	"tongban/kernel/message"
	"tongban/kernel/module"
	"tongban/kernel/once"
	"tongban/kernel/web"
	"tongban/ui"
)

// pages are the pages of those who write rules and publish them.
type pages struct{ *Service }

// t looks up the texts of rulebooks.
func t(ctx context.Context, key string, args ...any) string {
	return message.T(ctx, "rulebook."+key, args...)
}

// pageURL is the page of an item's rulebook, or one below it.
func pageURL(item string, below ...string) string {
	address := "/admin/rulebooks/" + url.PathEscape(item)
	for _, part := range below {
		address += "/" + url.PathEscape(part)
	}
	return address
}

// listView is the list of rulebooks, and what somebody looked for.
type listView struct {
	lines []Line
	next  string
	names map[string]string // of departments
	words string
	found []catalogue.Summary
}

// list shows the rulebooks the reader may see; with words in the address the items that have
// them, of which the only one is opened at once.
func (p pages) list(w http.ResponseWriter, r *http.Request) (err error) {
	ctx := r.Context()
	v := listView{words: strings.TrimSpace(r.FormValue("q"))}
	if v.words != "" {
		if v.found, err = p.Search(ctx, v.words); err != nil {
			return err
		}
		if len(v.found) == 1 {
			return web.Redirect(w, r, pageURL(v.found[0].Code))
		}
	}
	lines, next, err := p.List(ctx, parseCursor(r.FormValue("after")), pageSize)
	if err != nil {
		return err
	}
	v.lines = lines
	if next.Item != "" {
		v.next = "/admin/rulebooks?after=" + url.QueryEscape(next.String())
	}
	if v.names, err = p.departmentNames(ctx); err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, listPage(v))
}

// suggest names items while somebody types.
func (p pages) suggest(w http.ResponseWriter, r *http.Request) error {
	var list []ui.Suggestion
	if words := strings.TrimSpace(r.FormValue("q")); words != "" {
		found, err := p.Search(r.Context(), words)
		if err != nil {
			return err
		}
		for _, item := range found[:min(len(found), mostSuggested)] {
			list = append(list, ui.Suggestion{Text: item.In(r.Context()), Note: item.OfficeIn(r.Context()), URL: pageURL(item.Code)})
		}
	}
	return web.Render(w, r, http.StatusOK, ui.Suggestions(list))
}

// mostSuggested is how many items are named while somebody types.
const mostSuggested = 8

// departmentNames are the names of departments by code.
func (p pages) departmentNames(ctx context.Context) (map[string]string, error) {
	list, err := p.Places.Departments(ctx)
	names := make(map[string]string, len(list))
	for _, d := range list {
		names[d.Code] = d.In(ctx)
	}
	return names, err
}

// view is one rulebook as its reader sees it.
type view struct {
	*Rulebook
	checked                 // the draft; what is in force where there is none
	shown    *Version       // of the two; nil if there is neither
	table    *sheet.Sheet   // nil if the decision that is asked is no table
	marks    map[string]int // ids of rows' parts, to their rows
	offered  Sources
	names    map[string]string // of departments
	proven   bool
	byHand   catalogue.ByHand // why rules may approve nothing of the item
	mayWrite bool
	at       string // what was changed last
	errs     ui.FieldErrors
	more     []templ.Component // of others
}

// view returns the rulebook of the address.
func (p pages) view(r *http.Request) (*view, error) {
	ctx := r.Context()
	found, err := p.Find(ctx, r.PathValue("item"))
	if err != nil {
		return nil, err
	}
	v := &view{Rulebook: found, at: r.URL.Query().Get("at"), shown: found.Draft, mayWrite: access.May(actor.From(ctx), access.RulebookEdit, found.object()) == nil}
	if v.shown == nil {
		v.shown = found.Current
	}
	if v.offered, err = p.Sources(ctx, v.Item); err != nil {
		return nil, err
	}
	if v.names, err = p.departmentNames(ctx); err != nil {
		return nil, err
	}
	if v.byHand, err = p.byHand(ctx, v.Item); err != nil {
		return nil, err
	}
	if v.shown != nil {
		v.look(p.Service, v.shown.Content)
		if _, v.proven, err = p.Proof.Proven(ctx, v.shown.Digest); err != nil {
			return nil, err
		}
	}
	v.more, err = module.Fill(context.WithValue(ctx, shownKey{}, found), DraftPlace)
	return v, err
}

// look tries a content and opens its table.
func (v *view) look(s *Service, c Content) {
	v.checked = checked{Content: c, rules: s.compiled.of(c)}
	for _, e := range c.Examples {
		v.ran = append(v.ran, v.run(e))
	}
	if v.file == nil {
		return
	}
	v.marks = v.file.Marks(c.Decision)
	if table, ok := v.file.Table(c.Decision); ok {
		v.table = table
	}
}

// mostRows is up to how many rows a table is changed in the page.
const mostRows = 150

// editable reports whether the draft's table can be changed in the page.
func (v *view) editable() bool {
	return v.Draft != nil && v.mayWrite && v.table != nil && len(v.table.Rows) <= mostRows
}

// show is the page of a rulebook: inputs, table, examples, and what may be done.
func (p pages) show(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(r)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, showPage(v))
}

// drafted returns the rulebook of the address if the reader may change its draft.
func (p pages) drafted(r *http.Request) (*view, error) {
	v, err := p.view(r)
	if err != nil {
		return nil, err
	}
	if err := access.May(actor.From(r.Context()), access.RulebookEdit, v.object()); err != nil {
		return nil, err
	}
	if v.Draft == nil || v.file == nil {
		return nil, errNotNow
	}
	return v, nil
}

// keyed returns r's context with the idempotency key its form carries.
func keyed(r *http.Request) context.Context {
	return once.WithKey(r.Context(), r.PostFormValue(web.FormKey))
}

// shape is the fault of a form that cannot be read.
func shape(r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return fault.New(fault.Invalid, "fault.shape")
	}
	return nil
}

// isShown reports whether the page can say what an error is about.
func isShown(err error) bool {
	switch fault.KindOf(err) {
	case fault.Invalid, fault.Conflict, fault.TooLarge:
		return err != nil
	}
	return false
}

// edits is the state of the draft that a form was made from; none is stale.
func edits(r *http.Request) int {
	n, _ := strconv.Atoi(r.FormValue("edits"))
	return n
}

// begin starts a draft: over chosen sources, or from what is in force.
func (p pages) begin(w http.ResponseWriter, r *http.Request) error {
	if err := shape(r); err != nil {
		return err
	}
	item := r.PathValue("item")
	var err error
	if r.PostFormValue("from") == "current" {
		_, err = p.BeginFrom(keyed(r), item, 0)
	} else {
		var inputs []Input
		for _, kind := range Kinds {
			for _, key := range r.PostForm["from."+string(kind)] {
				inputs = append(inputs, Input{Kind: kind, Key: key})
			}
		}
		var c Content
		if c, err = p.Blank(r.Context(), item, inputs); err == nil {
			_, err = p.Begin(keyed(r), item, c)
		}
	}
	return p.answer(w, r, err)
}

// again starts a draft from a version.
func (p pages) again(w http.ResponseWriter, r *http.Request) error {
	_, err := p.BeginFrom(keyed(r), r.PathValue("item"), numberOf(r.PathValue("number")))
	return p.answer(w, r, err)
}

// answer leads back to the rulebook's page, or shows it with what was wrong.
func (p pages) answer(w http.ResponseWriter, r *http.Request, why error) error {
	if why == nil {
		return web.Redirect(w, r, pageURL(r.PathValue("item")))
	}
	if !isShown(why) {
		return why
	}
	v, err := p.view(r)
	if err != nil {
		return err
	}
	v.errs = ui.ErrorsOf(r.Context(), why)
	return web.Render(w, r, web.StatusOf(why), showPage(v))
}

// export sends rules as a file: the draft or what is in force, or the version of the address.
func (p pages) export(w http.ResponseWriter, r *http.Request) error {
	v, name, err := p.exported(r)
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "application/xml; charset=utf-8")
	h.Set("Content-Length", strconv.Itoa(len(v.XML)))
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name + ".dmn"}))
	h.Set("Cache-Control", "no-store")
	_, err = w.Write([]byte(v.XML))
	return err
}

func (p pages) exported(r *http.Request) (*Version, string, error) {
	if number := r.PathValue("number"); number != "" {
		found, v, err := p.Numbered(r.Context(), r.PathValue("item"), numberOf(number))
		if err != nil {
			return nil, "", err
		}
		return &v, found.Name + " " + number, nil
	}
	found, err := p.Find(r.Context(), r.PathValue("item"))
	switch {
	case err != nil:
		return nil, "", err
	case found.Draft != nil:
		return found.Draft, found.Name, nil
	case found.Current == nil:
		return nil, "", errUnknown
	}
	return found.Current, found.Name, nil
}

// numberOf reads the number of a version; what is none is no version's.
func numberOf(text string) int64 {
	n, _ := strconv.ParseInt(text, 10, 64)
	return n
}
