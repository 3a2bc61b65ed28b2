package notice

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"tongban/capability/access"
	"tongban/capability/place"
	"tongban/kernel/actor"
	"tongban/kernel/fault"
	"tongban/kernel/message"
	"tongban/kernel/web"
	"tongban/ui"
)

// adminURL returns the address of a template for those who write or publish.
func adminURL(department string, name Name) string {
	return "/admin/notices/" + department + "/" + string(name)
}

// templateList is the list of the templates of a department.
type templateList struct {
	department  string
	departments []place.Department
	shelves     []Shelf
}

// templates lists the templates of a department, at first of the reader's own.
func (p pages) templates(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	if err := maySee(ctx); err != nil {
		return err
	}
	departments, err := p.Places.Departments(ctx)
	if err != nil {
		return err
	}
	l := templateList{department: r.FormValue("department"), departments: departments}
	if l.department == "" {
		l.department = actor.From(ctx).Department
	}
	is := func(d place.Department) bool { return d.Code == l.department }
	if !slices.ContainsFunc(departments, is) && len(departments) > 0 {
		l.department = departments[0].Code
	}
	if l.shelves, err = p.Shelves(ctx, l.department); err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, templatesPage(l))
}

// templateView is one template with the buttons its reader has.
type templateView struct {
	Shelf
	pages   pages
	body    place.Department
	words   Words // of the draft, else in force; field names as people read them
	faults  ui.FieldErrors
	stale   string
	event   Event
	actions []string // publish, edit, withdraw, discard
}

func (p pages) view(r *http.Request) (v templateView, err error) {
	ctx := r.Context()
	v.pages = p
	if v.Shelf, err = p.Shelf(ctx, r.PathValue("department"), Name(r.PathValue("name"))); err != nil {
		return v, err
	}
	if v.body, err = p.Places.Department(ctx, v.Department); err != nil {
		return v, err
	}
	words := v.Words()
	by := actor.From(ctx)
	editor, publisher := access.Has(by, access.NoticeEdit), access.Has(by, access.NoticePublish)
	if v.Draft != nil {
		words = v.Draft.Words
		v.faults = ui.ErrorsOf(ctx, p.worded(fault.InvalidFields(check(v.Kind, words))))
		if v.Draft.mayPublish(by) == nil {
			v.actions = append(v.actions, string(Publish))
		}
	}
	if editor {
		v.actions = append(v.actions, "edit")
	}
	if v.InForce != nil && publisher {
		v.actions = append(v.actions, string(Withdraw))
	}
	if v.Draft != nil && editor {
		v.actions = append(v.actions, string(Discard))
	}
	v.words = p.readable(words)
	return v, nil
}

// template shows one template: what is in force, the draft, the versions.
func (p pages) template(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(r)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, templatePage(v))
}

// edit is the form of a draft.
func (p pages) edit(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(r)
	if err == nil {
		err = access.May(actor.From(r.Context()), access.NoticeEdit, access.Object{})
	}
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, editPage(v))
}

// write stores a draft. What was typed survives a colleague who was faster.
func (p pages) write(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(r)
	if err != nil {
		return err
	}
	edits, _ := strconv.Atoi(r.PostFormValue("edits")) // none: no draft was there
	typed := Words{Heading: r.PostFormValue("heading"), Body: r.PostFormValue("body"), Closing: r.PostFormValue("closing")}
	err = p.Write(r.Context(), Manuscript{Department: v.Department, Name: v.Name, Edits: edits, Words: p.stored(typed)})
	switch kind := fault.KindOf(err); {
	case err == nil:
		return web.Redirect(w, r, adminURL(v.Department, v.Name))
	case kind == fault.Conflict:
		v.stale, v.faults = ui.ErrorsOf(r.Context(), err)[0].Text, nil
	case kind == fault.Invalid:
		v.faults = ui.ErrorsOf(r.Context(), err)
	default:
		return err
	}
	v.words = typed
	return web.Render(w, r, web.StatusOf(err), editPage(v))
}

// asked are the events that a page asks about before they happen.
var asked = []Event{Publish, Discard, Withdraw}

// step is the view of an event about to move a version.
func (p pages) step(r *http.Request) (templateView, error) {
	event := Event(r.PathValue("event"))
	if !slices.Contains(asked, event) {
		return templateView{}, fault.New(fault.NotFound, "fault.notfound")
	}
	v, err := p.view(r)
	v.event = event
	return v, err
}

// ask says what an event would do.
func (p pages) ask(w http.ResponseWriter, r *http.Request) error {
	v, err := p.step(r)
	if err != nil {
		return err
	}
	if !slices.Contains(v.actions, string(v.event)) {
		if v.event == Publish && v.Draft != nil {
			return v.Draft.mayPublish(actor.From(r.Context()))
		}
		return errNotNow
	}
	return web.Render(w, r, http.StatusOK, stepPage(v))
}

// move lets an event happen. Words that may not be published are refused with their place.
func (p pages) move(w http.ResponseWriter, r *http.Request) error {
	v, err := p.step(r)
	if err != nil {
		return err
	}
	edits, _ := strconv.Atoi(r.PostFormValue("edits")) // none: stale
	ctx := r.Context()
	switch v.event {
	case Publish:
		err = p.Publish(ctx, v.Department, v.Name, edits)
	case Discard:
		err = p.Discard(ctx, v.Department, v.Name, edits)
	case Withdraw:
		err = p.Withdraw(ctx, v.Department, v.Name)
	}
	switch kind := fault.KindOf(err); {
	case err == nil:
		return web.Redirect(w, r, adminURL(v.Department, v.Name))
	case kind == fault.Invalid:
		v.faults = ui.ErrorsOf(ctx, p.worded(err))
	case kind == fault.Conflict:
		v.stale = ui.ErrorsOf(ctx, err)[0].Text
	default:
		return err
	}
	return web.Render(w, r, web.StatusOf(err), stepPage(v))
}

// readable shows words with the names of fields as people read them: {applicant} as
// {申请人}.
func (p pages) readable(w Words) Words {
	return w.each(func(f Field) string {
		if !known(f) {
			return string(f)
		}
		return p.official("field." + string(f))
	})
}

// stored is the reverse of readable; what is no field stays as it was typed.
func (p pages) stored(w Words) Words {
	return w.each(func(typed Field) string {
		for _, f := range allFields {
			if p.official("field."+string(f)) == strings.TrimSpace(string(typed)) {
				return string(f)
			}
		}
		return string(typed)
	})
}

// worded gives the fields in what is wrong with words the names people know.
func (p pages) worded(err error) error {
	f, is := fault.As(err)
	if !is {
		return err
	}
	faults := slices.Clone(f.Fields)
	for i := range faults {
		args := slices.Clone(faults[i].Args)
		for k, arg := range args {
			if name, is := arg.(string); is && known(Field(name)) {
				args[k] = message.Quote{Key: "notice.field." + name}
			}
		}
		faults[i].Args = args
	}
	return fault.InvalidFields(faults)
}

// fieldRows are the fields a template of the kind may name, those it must first.
func (v templateView) fieldRows(ctx context.Context) []ui.SummaryRow {
	var rows []ui.SummaryRow
	s := specs[v.Kind]
	for _, f := range s.fields() {
		need := "admin.may"
		if slices.Contains(s.must, f) || slices.Contains([]Field{FieldNumber, FieldIssuer, FieldDate}, f) {
			need = "admin.must"
		}
		rows = append(rows, ui.SummaryRow{Key: "{" + v.pages.official("field."+string(f)) + "}", Value: t(ctx, need)})
	}
	return rows
}

func templateRows(ctx context.Context, l templateList) []ui.TableRow {
	var rows []ui.TableRow
	for _, s := range l.shelves {
		draft := ui.Plain("")
		if s.Draft != nil {
			draft = ui.Tag(ui.TagProps{Tone: ui.Warn, Icon: "pencil", Text: t(ctx, "state.draft")})
		}
		rows = append(rows, ui.TableRow{Cells: []templ.Component{
			ui.TextLink(ui.Link{Text: shelfTitle(ctx, s), URL: adminURL(s.Department, s.Name)}),
			ui.Plain(t(ctx, "law."+lawOf(s))), ui.Plain(inForce(ctx, s)), draft,
		}})
	}
	return rows
}

func versionRows(ctx context.Context, versions []Template) []ui.TableRow {
	var rows []ui.TableRow
	for _, v := range versions {
		rows = append(rows, ui.TableRow{Cells: []templ.Component{
			ui.Plain(strconv.Itoa(v.Revision)), ui.Plain(v.AuthorName), ui.Plain(message.Stamp(v.WrittenAt)), ui.Plain(message.Stamp(v.PublishedAt)),
			ui.Plain(t(ctx, "state."+string(v.State))),
		}})
	}
	return rows
}
