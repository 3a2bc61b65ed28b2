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

// listView is the list of procedures.
type listView struct {
	lines []Line
	next  string
	names map[string]string // of departments
	item  string            // that somebody looked for
	errs  ui.FieldErrors
}

// list shows the procedures the reader may see; with item in the address it leads to that
// item's.
func (p pages) list(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	v := listView{item: strings.TrimSpace(r.FormValue("item"))}
	status := http.StatusOK
	if v.item != "" {
		found, err := p.Find(ctx, v.item)
		if err == nil {
			return web.Redirect(w, r, pageURL(found.Item))
		}
		if fault.KindOf(err) != fault.NotFound {
			return err
		}
		v.errs, status = ui.FieldErrors{{Name: "item", Text: t(ctx, "list.no-item")}}, web.StatusOf(err)
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
	return web.Render(w, r, status, listPage(v))
}

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
	v.names, err = p.departmentNames(ctx)
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
