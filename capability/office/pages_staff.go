package office

import (
	"context"
	"net/http"
	"net/url"

	"tongban/capability/access"
	"tongban/capability/identity"
	"tongban/kernel/actor"
	"tongban/kernel/fault"
	"tongban/kernel/web"
	"tongban/ui"
)

// staffList is the list of accounts with the form for another one.
type staffList struct {
	members []identity.Member
	names   map[string]string // of departments and outlets, by code and id
	next    string
	typed   identity.Member
	errs    ui.FieldErrors
	choices choices
	opens   bool // the reader may open accounts
}

// choices are where somebody may work.
type choices struct{ departments, outlets []ui.Option }

func (p pages) choices(ctx context.Context) (c choices, names map[string]string, err error) {
	names = map[string]string{}
	departments, err := p.Place.Departments(ctx)
	if err != nil {
		return c, nil, err
	}
	for _, d := range departments {
		names[d.Code] = d.In(ctx)
		c.departments = append(c.departments, ui.Option{Value: d.Code, Label: d.In(ctx)})
	}
	outlets, err := p.Place.Outlets(ctx)
	for _, o := range outlets {
		names[o.ID] = o.In(ctx)
		c.outlets = append(c.outlets, ui.Option{Value: o.ID, Label: o.In(ctx)})
	}
	return c, names, err
}

func (p pages) staff(w http.ResponseWriter, r *http.Request) error {
	return p.listStaff(w, r, http.StatusOK, staffList{})
}

func (p pages) listStaff(w http.ResponseWriter, r *http.Request, status int, l staffList) (err error) {
	ctx := r.Context()
	if l.members, err = p.Staff(ctx, r.URL.Query().Get("after"), perPage+1); err != nil {
		return err
	}
	if len(l.members) > perPage {
		l.members = l.members[:perPage]
		l.next = "/admin/staff?after=" + url.QueryEscape(l.members[perPage-1].Account)
	}
	if l.choices, l.names, err = p.choices(ctx); err != nil {
		return err
	}
	l.opens = access.Has(actor.From(ctx), access.StaffManage)
	return web.Render(w, r, status, staffPage(l))
}

// employ opens an account and shows its first password, once.
func (p pages) employ(w http.ResponseWriter, r *http.Request) error {
	l := staffList{typed: identity.Member{
		Account: r.PostFormValue("account"), Name: r.PostFormValue("name"),
		Department: r.PostFormValue("department"), Outlet: r.PostFormValue("outlet"),
	}}
	first, err := p.Employ(r.Context(), l.typed)
	var status int
	if l.errs, status, err = mistakes(r.Context(), err); err != nil {
		return err
	}
	if l.errs != nil {
		return p.listStaff(w, r, status, l)
	}
	m, err := p.Member(r.Context(), l.typed.Account)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, firstPasswordPage(m, first))
}

// memberView is an account with what its reader may change.
type memberView struct {
	identity.Member
	choices  choices
	own      bool // the reader's
	manage   bool
	grant    bool
	errs     ui.FieldErrors
	selected []actor.Role
}

func (p pages) member(w http.ResponseWriter, r *http.Request) error {
	m, err := p.Member(r.Context(), r.PathValue("account"))
	if err != nil {
		return err
	}
	return p.showMember(w, r, http.StatusOK, memberView{Member: m, selected: m.Roles})
}

func (p pages) showMember(w http.ResponseWriter, r *http.Request, status int, v memberView) (err error) {
	by := actor.From(r.Context())
	v.own = v.ID.String() == by.ID
	v.manage, v.grant = access.Has(by, access.StaffManage) && !v.own, access.Has(by, access.StaffAuthorise) && !v.own
	if v.choices, _, err = p.choices(r.Context()); err != nil {
		return err
	}
	return web.Render(w, r, status, memberPage(v))
}

// change does one thing to the account of r, or shows what keeps the reader from it.
func (p pages) change(w http.ResponseWriter, r *http.Request, do func(ctx context.Context, account string) error) error {
	account := r.PathValue("account")
	errs, status, err := mistakes(r.Context(), do(r.Context(), account))
	if err != nil {
		return err
	}
	if errs == nil {
		return web.Redirect(w, r, "/admin/staff/"+url.PathEscape(account))
	}
	m, err := p.Member(r.Context(), account)
	if err != nil {
		return err
	}
	return p.showMember(w, r, status, memberView{Member: m, selected: rolesOf(r), errs: errs})
}

func (p pages) post(w http.ResponseWriter, r *http.Request) error {
	return p.change(w, r, func(ctx context.Context, account string) error {
		return p.Post(ctx, account, r.PostFormValue("department"), r.PostFormValue("outlet"))
	})
}

func (p pages) authorise(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return fault.New(fault.Invalid, "fault.shape")
	}
	return p.change(w, r, func(ctx context.Context, account string) error { return p.Authorise(ctx, account, rolesOf(r)) })
}

// rolesOf are the roles that were ticked; what is none is left out.
func rolesOf(r *http.Request) []actor.Role {
	roles := []actor.Role{}
	for _, role := range Roles() {
		for _, ticked := range r.PostForm["role"] {
			if ticked == string(role) {
				roles = append(roles, role)
			}
		}
	}
	return roles
}

// reset shows another first password, once.
func (p pages) reset(w http.ResponseWriter, r *http.Request) error {
	first, err := p.Reset(r.Context(), r.PathValue("account"))
	if err != nil {
		return err
	}
	m, err := p.Member(r.Context(), r.PathValue("account"))
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, firstPasswordPage(m, first))
}

func (p pages) disable(w http.ResponseWriter, r *http.Request) error {
	return p.change(w, r, p.Disable)
}

func (p pages) enable(w http.ResponseWriter, r *http.Request) error { return p.change(w, r, p.Enable) }
