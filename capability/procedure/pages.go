package procedure

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
	"tongban/capability/form"
	"tongban/capability/workflow/bpmn"
	"tongban/kernel/actor"
	"tongban/kernel/fault"
	"tongban/kernel/message"
	"tongban/kernel/once"
	"tongban/kernel/web"
	"tongban/ui"
)

// pages are the pages of those who draw and publish.
type pages struct{ *Service }

// t is how the pages look up procedures' texts.
func t(ctx context.Context, key string, args ...any) string {
	return message.T(ctx, "procedure."+key, args...)
}

// pageURL is the page of an item's procedure, or one below it.
func pageURL(item string, below ...string) string {
	address := "/admin/procedures/" + url.PathEscape(item)
	for _, part := range below {
		address += "/" + url.PathEscape(part)
	}
	return address
}

// listView is the list of procedures, and what somebody looked for.
type listView struct {
	lines []Line
	next  string
	names map[string]string // of departments
	words string
	found []catalogue.Summary
}

// list shows the procedures the reader may see; with words in the address the items that
// have them, of which the only one is opened at once.
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
		v.next = "/admin/procedures?after=" + url.QueryEscape(next.String())
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

// view is one procedure as its reader sees it.
type view struct {
	*Procedure
	checked                   // the draft; what is in force where there is none
	names   map[string]string // of departments
	asked   []form.Field      // in the item's form
	at      string            // the element that was changed last
	mayDraw bool
	errs    ui.FieldErrors
	from    string // what a draft was to begin with
}

// shown is the version the page shows, nil if there is none at all.
func (v *view) shown() *Version {
	if v.Draft != nil {
		return v.Draft
	}
	return v.Current
}

// view returns the procedure of the address.
func (p pages) view(r *http.Request) (*view, error) {
	ctx := r.Context()
	found, err := p.Find(ctx, r.PathValue("item"))
	if err != nil {
		return nil, err
	}
	v := &view{Procedure: found, at: r.FormValue("at"), mayDraw: access.May(actor.From(ctx), access.ProcedureEdit, found.object()) == nil}
	if shown := v.shown(); shown != nil {
		if v.checked, err = p.check(ctx, v.Item, shown.XML); err != nil {
			return nil, err
		}
	}
	if v.names, err = p.departmentNames(ctx); err != nil {
		return nil, err
	}
	_, asked, err := p.about(ctx, v.Item)
	if asked != nil {
		v.asked = asked.Fields
	}
	return v, err
}

// show is the page of a procedure: its steps, its drawing, and what may be done.
func (p pages) show(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(r)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, showPage(v))
}

// drafted returns the procedure of the address if the reader may change its draft.
func (p pages) drafted(r *http.Request) (*view, error) {
	v, err := p.view(r)
	if err != nil {
		return nil, err
	}
	if err := access.May(actor.From(r.Context()), access.ProcedureEdit, v.object()); err != nil {
		return nil, err
	}
	if v.Draft == nil || v.doc == nil {
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
		return true
	}
	return false
}

// edits is the state of the draft that a form was made from; none is stale.
func edits(r *http.Request) int {
	n, _ := strconv.Atoi(r.FormValue("edits"))
	return n
}

// begin starts a draft.
func (p pages) begin(w http.ResponseWriter, r *http.Request) error {
	if err := shape(r); err != nil {
		return err
	}
	from := r.PostFormValue("from")
	_, err := p.Begin(keyed(r), r.PathValue("item"), Source(from), "")
	return p.answer(w, r, err, func(v *view) { v.from = from })
}

// answer leads back to the procedure's page, or shows it with what was wrong.
func (p pages) answer(w http.ResponseWriter, r *http.Request, why error, typed func(*view)) error {
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
	typed(v)
	return web.Render(w, r, web.StatusOf(why), showPage(v))
}

// bring takes a drawing from a file: as the draft, in place of the one there is.
func (p pages) bring(w http.ResponseWriter, r *http.Request) error {
	file, err := drawn.Read(w, r)
	if err == nil {
		if n, _ := strconv.Atoi(r.URL.Query().Get("edits")); n > 0 {
			_, err = p.Save(r.Context(), r.PathValue("item"), n, string(file))
		} else {
			_, err = p.Begin(r.Context(), r.PathValue("item"), File, string(file))
		}
	}
	return p.answer(w, r, err, func(*view) {})
}

// export sends a drawing as a file: the draft or what is in force, or the version of the
// address.
func (p pages) export(w http.ResponseWriter, r *http.Request) error {
	v, name, err := p.exported(r)
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "application/xml; charset=utf-8")
	h.Set("Content-Length", strconv.Itoa(len(v.XML)))
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name + ".bpmn"}))
	h.Set("Cache-Control", "no-store")
	_, err = w.Write([]byte(v.XML))
	return err
}

func (p pages) exported(r *http.Request) (Version, string, error) {
	if revision := r.PathValue("revision"); revision != "" {
		found, v, err := p.Version(r.Context(), r.PathValue("item"), revisionOf(revision))
		if err != nil {
			return v, "", err
		}
		return v, found.Name + " " + strconv.Itoa(v.Revision), nil
	}
	v, err := p.view(r)
	switch {
	case err != nil:
		return Version{}, "", err
	case v.shown() == nil:
		return Version{}, "", errUnknown
	}
	return *v.shown(), v.Name, nil
}

// revisionOf reads the number of a version; what is none is no version's.
func revisionOf(text string) int {
	n, _ := strconv.Atoi(text)
	return n
}

// diagram draws what the page is about; faults are marked.
func (v *view) diagram(ctx context.Context) templ.Component {
	marks := map[string]Mark{}
	for _, f := range v.faults {
		marks[f.Element] = Mark{Tone: toneOf(f), Badge: "!"}
	}
	return Diagram(v.doc, t(ctx, "diagram.label", v.Name), marks)
}

func toneOf(f bpmn.Fault) ui.Tone {
	if f.Severity == bpmn.Error {
		return ui.Bad
	}
	return ui.Warn
}

// idOf is the id of an element in an address.
func idOf(r *http.Request) string { return r.PathValue("id") }
