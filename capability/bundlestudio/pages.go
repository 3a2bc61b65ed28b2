package bundlestudio

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"tongban/capability/access"
	"tongban/capability/bundle"
	"tongban/capability/catalogue"
	"tongban/capability/place"
	"tongban/kernel/actor"
	"tongban/kernel/fault"
	"tongban/kernel/message"
	"tongban/kernel/once"
	"tongban/kernel/web"
	"tongban/ui"
)

// pages are the pages of those who write bundles and publish them.
type pages struct{ *Service }

// t looks up the texts of the studio.
func t(ctx context.Context, key string, args ...any) string {
	return message.T(ctx, "bundlestudio."+key, args...)
}

const (
	active   = "bundles"
	pageSize = 20
)

// pageURL is the page of a bundle, or one below it.
func pageURL(code string, below ...string) string {
	address := "/admin/bundles/" + url.PathEscape(code)
	for _, part := range below {
		address += "/" + url.PathEscape(part)
	}
	return address
}

// listView is the list of bundles, and what somebody begins.
type listView struct {
	lines       []bundle.Line
	next        string
	departments []place.Department
	mayWrite    bool
	typed       url.Values
	errs        ui.FieldErrors
}

func (p pages) list(w http.ResponseWriter, r *http.Request) error {
	v, err := p.listed(r)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, listPage(v))
}

func (p pages) listed(r *http.Request) (v listView, err error) {
	ctx := r.Context()
	lines, next, err := p.bundles.List(ctx, bundle.ParseCursor(r.URL.Query().Get("after")), pageSize)
	if err != nil {
		return v, err
	}
	v = listView{lines: lines, mayWrite: mayWrite(ctx)}
	if next.Code != "" {
		v.next = "/admin/bundles?after=" + url.QueryEscape(next.String())
	}
	v.departments, err = p.places.Departments(ctx)
	return v, err
}

func mayWrite(ctx context.Context) bool {
	return access.May(actor.From(ctx), access.CatalogueEdit, access.Object{}) == nil
}

// lead returns the department of a code as definitions have it.
func lead(list []place.Department, code string) catalogue.Department {
	i := slices.IndexFunc(list, func(d place.Department) bool { return d.Code == code })
	if i < 0 {
		return catalogue.Department{}
	}
	d := list[i]
	return catalogue.Department{Code: d.Code, Name: d.Name, USCC: d.USCC, Nature: string(d.Nature)}
}

// begin starts a bundle that there is none of yet.
func (p pages) begin(w http.ResponseWriter, r *http.Request) error {
	if err := shape(r); err != nil {
		return err
	}
	v, err := p.listed(r)
	if err != nil {
		return err
	}
	b := &bundle.Bundle{
		Code: typed(r.PostForm, "code"), Name: typed(r.PostForm, "name"), Lead: lead(v.departments, r.PostForm.Get("lead")),
		ServiceObjects: []int{1}, Components: []bundle.Component{}, Questions: []catalogue.Question{}, Same: []string{}, Limit: catalogue.Limit{Value: 20, Unit: "workday"},
	}
	if b.Lead.Code == "" {
		err = wrong("lead", "wrong.choose")
	} else {
		_, err = p.bundles.Begin(keyed(r), b)
	}
	if err == nil {
		return web.Redirect(w, r, pageURL(b.Code))
	}
	if !isShown(err) {
		return err
	}
	v.typed, v.errs = r.PostForm, ui.ErrorsOf(r.Context(), err)
	return web.Render(w, r, web.StatusOf(err), listPage(v))
}

// again starts a draft from what is offered, or from the version of the address.
func (p pages) again(w http.ResponseWriter, r *http.Request) error {
	if err := shape(r); err != nil {
		return err
	}
	_, err := p.bundles.BeginFrom(keyed(r), r.PathValue("code"), numberOf(r.PathValue("number")))
	if err == nil {
		return web.Redirect(w, r, pageURL(r.PathValue("code")))
	}
	if !isShown(err) {
		return err
	}
	v, gone := p.view(r)
	if gone != nil {
		return gone
	}
	v.errs = ui.ErrorsOf(r.Context(), err)
	return web.Render(w, r, web.StatusOf(err), showPage(v))
}

// view is one bundle as its reader sees it.
type view struct {
	*bundle.Definition
	version     *bundle.Version // the draft, else what is offered
	b           *bundle.Bundle  // its content; with what was typed, where that came back
	joint       *bundle.Joint   // nil where there are faults
	faults      []fault.Field
	items       map[string]*catalogue.Item // of its components, by code
	departments []place.Department
	mayWrite    bool
	part, at    string
	form        url.Values // what came back
	errs        ui.FieldErrors
	found       []catalogue.Summary // items that have the words looked for
	words       string
}

// view returns the bundle of the address.
func (p pages) view(r *http.Request) (*view, error) {
	ctx := r.Context()
	kept, err := p.bundles.Find(ctx, r.PathValue("code"))
	if err != nil {
		return nil, err
	}
	v := &view{Definition: kept, version: kept.Draft, mayWrite: mayWrite(ctx), part: r.PathValue("part"), at: r.PathValue("at")}
	if v.version == nil {
		v.version = kept.Current
	}
	if v.version == nil { // withdrawn: what was last
		list, _, err := p.bundles.Versions(ctx, kept.Code, 0, 1)
		if err != nil || len(list) == 0 {
			return nil, fault.New(fault.NotFound, "bundle.unknown")
		}
		v.version = &list[0]
	}
	if v.departments, err = p.places.Departments(ctx); err != nil {
		return nil, err
	}
	return v, p.look(ctx, v, v.version.Bundle)
}

// look makes the joint of a content.
func (p pages) look(ctx context.Context, v *view, b *bundle.Bundle) (err error) {
	v.b, v.items = b, map[string]*catalogue.Item{}
	for _, c := range b.Components {
		if c.Kind != bundle.ItemKind {
			continue
		}
		item, err := p.items.Published(ctx, c.Item)
		if err == nil {
			v.items[c.Item] = item
		} else if fault.KindOf(err) != fault.NotFound {
			return err
		}
	}
	v.joint, v.faults, err = p.bundles.Check(ctx, b)
	return err
}

// title is what a component is called.
func (v *view) title(code string) string {
	if item := v.items[code]; item != nil {
		return item.Name
	}
	if c, known := component(v.b, code); known && c.Name != "" {
		return c.Name
	}
	return code
}

// editable reports whether the reader may change what the page shows.
func (v *view) editable() bool { return v.Draft != nil && v.mayWrite }

// show is the page of a bundle: how it stands, what keeps it from being published.
func (p pages) show(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(r)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, showPage(v))
}

// parts are those of a bundle that have a page.
var parts = []string{"basics", "components", "questions", "form", "papers"}

// part shows one part of a bundle, or one thing in it.
func (p pages) part(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(r)
	if err != nil {
		return err
	}
	if !v.there() {
		return fault.New(fault.NotFound, "fault.notfound")
	}
	if v.words = strings.TrimSpace(r.URL.Query().Get("q")); v.words != "" && v.part == "components" && v.editable() {
		page, err := p.items.Search(r.Context(), catalogue.Query{Text: v.words, Limit: pageSize})
		if err != nil {
			return err
		}
		v.found = page.Items
	}
	return web.Render(w, r, http.StatusOK, partPage(v))
}

// there reports whether the bundle has what the address names.
func (v *view) there() bool {
	if !slices.Contains(parts, v.part) {
		return false
	}
	if v.at == "" {
		return true
	}
	switch v.part {
	case "components":
		_, known := component(v.b, v.at)
		return known
	case "questions":
		_, known := question(v.b, v.at)
		return known
	case "form":
		return v.joint != nil && v.about().known()
	}
	return false
}

// save puts what one page says into the draft as it is now. Somebody else's change since the
// page was drawn is a Conflict: what was typed is shown again, over the draft as it is now.
func (p pages) save(w http.ResponseWriter, r *http.Request) error {
	if err := shape(r); err != nil {
		return err
	}
	v, err := p.view(r)
	if err != nil {
		return err
	}
	if err := access.May(actor.From(r.Context()), access.CatalogueEdit, access.Object{}); err != nil {
		return err
	}
	if !v.there() {
		return fault.New(fault.NotFound, "fault.notfound")
	}
	changed := clone(v.b)
	next, err := v.change(changed, r.PostForm)
	if err == nil {
		seen, _ := strconv.Atoi(r.PostForm.Get("edits"))
		_, err = p.bundles.Save(keyed(r), v.Code, seen, changed)
	}
	if err == nil {
		return web.Redirect(w, r, next)
	}
	if !isShown(err) {
		return err
	}
	v.form, v.errs = r.PostForm, ui.ErrorsOf(r.Context(), err)
	if v.at != "" || v.part == "basics" { // what was typed
		v.b = changed
	}
	return web.Render(w, r, web.StatusOf(err), partPage(v))
}

// change does what the form of the page says, and returns where to go on.
func (v *view) change(b *bundle.Bundle, form url.Values) (next string, err error) {
	here := pageURL(v.Code, "edit", v.part)
	var at string
	switch {
	case v.part == "basics":
		b.Lead = lead(v.departments, form.Get("lead"))
		return pageURL(v.Code), changeBasics(b, form)
	case v.part == "components" && v.at == "":
		at, err = changeComponents(b, form)
	case v.part == "components":
		c, _ := component(b, v.at)
		changeComponent(b, c, v.items[v.at], form)
		if form.Get("do") == "stay" {
			at = v.at
		}
	case v.part == "questions" && v.at == "":
		at, err = changeQuestions(b, form)
	case v.part == "questions":
		q, _ := question(b, v.at)
		if form.Get("do") == "stay" {
			at = v.at
		}
		err = changeQuestion(q, form)
	case v.part == "form" && v.at != "":
		at, err = v.at, changeField(b, subjectOf(v.at), form)
		if form.Get("do") == "settle" {
			at = ""
		}
	case v.part == "papers":
		err = changePapers(b, form)
	default:
		err = fault.New(fault.NotFound, "fault.notfound")
	}
	if at != "" {
		here = pageURL(v.Code, "edit", v.part, at)
	}
	return here, err
}

// clone is a copy of b that may be changed.
func clone(b *bundle.Bundle) *bundle.Bundle {
	text, _ := json.Marshal(b) // texts always can be
	c := &bundle.Bundle{}
	_ = json.Unmarshal(text, c) // what was just written
	return c
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

// numberOf reads the number of a version; what is none is no version's.
func numberOf(text string) int64 {
	n, _ := strconv.ParseInt(text, 10, 64)
	return n
}
