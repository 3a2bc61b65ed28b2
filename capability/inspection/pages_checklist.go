package inspection

import (
	"context"
	"net/http"
	"net/url"

	"tongban/kernel/actor"
	"tongban/kernel/fault"
	"tongban/kernel/web"
	"tongban/ui"
)

// perPage is how many checklists a page shows.
const perPage = 50

// lists are the checklists of one department, for who keeps them.
type lists struct {
	department  string
	departments []ui.Option // that the reader keeps those of
	list        []Checklist
	names       map[string]string // of items
	next        string
}

// listing is one checklist being written.
type listing struct {
	Checklist
	name  string // of the department
	about string // of the item
	typed string
	errs  ui.FieldErrors
	stale string
}

func checklistURL(department, item string) string {
	return "/admin/checklists/" + url.PathEscape(department) + "?item=" + url.QueryEscape(item)
}

// checklists shows those of a department: the one asked for, else the reader's own.
func (p pages) checklists(w http.ResponseWriter, r *http.Request) error {
	ctx, me := r.Context(), actor.From(r.Context())
	places, err := p.Places.Departments(ctx)
	if err != nil {
		return err
	}
	v := &lists{department: r.FormValue("department")}
	for _, d := range places {
		if mayKeep(me, d.Code) == nil {
			v.departments = append(v.departments, ui.Option{Value: d.Code, Label: d.In(ctx)})
		}
	}
	switch {
	case len(v.departments) == 0:
		return mayKeep(me, me.Department)
	case v.department == "" && mayKeep(me, me.Department) == nil && me.Department != "":
		v.department = me.Department
	case v.department == "":
		v.department = v.departments[0].Value
	}
	after := r.FormValue("after")
	if v.list, err = p.Checklists(ctx, v.department, after, perPage+1); err != nil {
		return err
	}
	if len(v.list) > perPage {
		v.list = v.list[:perPage]
		v.next = "/admin/checklists?department=" + url.QueryEscape(v.department) + "&after=" + url.QueryEscape(v.list[perPage-1].Item)
	}
	v.names = map[string]string{}
	for _, c := range v.list {
		if v.names[c.Item], err = p.about(ctx, c.Item); err != nil {
			return err
		}
	}
	return web.Render(w, r, http.StatusOK, checklistsPage(v))
}

// about is what a checklist is for: the name of its item, or its code where it is no longer
// published.
func (p pages) about(ctx context.Context, item string) (string, error) {
	if item == "" {
		return t(ctx, "checklist.any"), nil
	}
	found, err := p.Casework.Catalogue.Published(ctx, item)
	if fault.KindOf(err) == fault.NotFound && err != nil {
		return item, nil
	}
	if err != nil {
		return "", err
	}
	return found.Name, nil
}

func (p pages) listing(r *http.Request, item string) (*listing, error) {
	ctx := r.Context()
	c, err := p.Checklist(ctx, r.PathValue("department"), item)
	if err != nil {
		return nil, err
	}
	names, err := p.names(ctx)
	if err != nil {
		return nil, err
	}
	if names[c.Department] == "" {
		return nil, fault.New(fault.NotFound, "inspection.department-unknown")
	}
	about, err := p.about(ctx, item)
	return &listing{Checklist: c, name: names[c.Department], about: about, typed: c.typed()}, err
}

// checklist shows one to be written.
func (p pages) checklist(w http.ResponseWriter, r *http.Request) error {
	v, err := p.listing(r, r.FormValue("item"))
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, checklistPage(v))
}

// keep writes one.
func (p pages) keep(w http.ResponseWriter, r *http.Request) error {
	item, typed := r.PostFormValue("item"), r.PostFormValue("lines")
	err := p.KeepChecklist(r.Context(), Checklist{Department: r.PathValue("department"), Item: item, Lines: linesOf(typed), Version: number(r, "version")})
	kind := fault.KindOf(err)
	if err == nil {
		return web.Redirect(w, r, "/admin/checklists?department="+url.QueryEscape(r.PathValue("department")))
	}
	if kind != fault.Invalid && kind != fault.Conflict {
		return err
	}
	v, wrong := p.listing(r, item)
	if wrong != nil {
		return wrong
	}
	v.typed, v.errs = typed, ui.ErrorsOf(r.Context(), err)
	if kind == fault.Conflict {
		v.stale, v.errs = v.errs[0].Text, nil
	}
	return web.Render(w, r, web.StatusOf(err), checklistPage(v))
}
