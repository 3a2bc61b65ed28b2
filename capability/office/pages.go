package office

import (
	"context"
	"net/http"

	"tongban/capability/access"
	"tongban/kernel/actor"
	"tongban/kernel/fault"
	"tongban/kernel/message"
	"tongban/kernel/web"
	"tongban/ui"
)

// pages are office's pages.
type pages struct{ *Service }

func t(ctx context.Context, key string, args ...any) string {
	return message.T(ctx, "office."+key, args...)
}

// mistakes returns what a form that comes back says, and the status it comes back with.
// What the reader can do nothing about is returned.
func mistakes(ctx context.Context, err error) (ui.FieldErrors, int, error) {
	if kind := fault.KindOf(err); err != nil && (kind == fault.Invalid || kind == fault.Conflict) {
		return ui.ErrorsOf(ctx, err), web.StatusOf(err), nil
	}
	return nil, http.StatusOK, err
}

// setUpView is the set-up as it is filled in.
type setUpView struct {
	token string
	f     Founding
	errs  ui.FieldErrors
}

// setUpForm asks who the office is, of whoever has the link.
func (p pages) setUpForm(w http.ResponseWriter, r *http.Request) error {
	token := r.URL.Query().Get("token")
	if err := p.MaySetUp(r.Context(), token); err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, setUpPage(setUpView{token: token, f: Founding{Hours: "09:00-12:00 13:30-17:30"}}))
}

// setUp sets the office up and shows once what the security administrator signs in with.
func (p pages) setUp(w http.ResponseWriter, r *http.Request) error {
	of := r.PostFormValue
	v := setUpView{token: of("token"), f: Founding{
		City: of("city"), CityEn: of("cityEn"), Region: of("region"), Mark: of("mark"),
		Outlet: of("outlet"), OutletEn: of("outletEn"), Address: of("address"), Phone: of("phone"), Hours: of("hours"),
		Administrator: Administrator{of("account"), of("name")}, Password: of("password"),
		Security: Administrator{of("security"), of("securityName")},
	}}
	if err := p.MaySetUp(r.Context(), v.token); err != nil {
		return err
	}
	var err error
	var founded Founded
	if of("again") != v.f.Password {
		err = fault.InvalidFields([]fault.Field{{Name: "again", Key: "identity.password.differs"}})
	} else {
		founded, err = p.SetUp(r.Context(), v.token, v.f)
	}
	var status int
	if v.errs, status, err = mistakes(r.Context(), err); err != nil {
		return err
	}
	if v.errs != nil {
		return web.Render(w, r, status, setUpPage(v))
	}
	return web.Render(w, r, http.StatusOK, foundedPage(founded))
}

// step is one thing an office does on its way to the first case.
type step struct {
	key  string // of its texts
	url  string // for those who may do it; empty is not theirs
	done bool
}

// firstSteps shows how far the office has come.
func (p pages) firstSteps(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	by := actor.From(ctx)
	if !access.Has(by, access.OfficeManage) && !access.Has(by, access.StaffAuthorise) {
		return fault.New(fault.Forbidden, "access.forbidden")
	}
	steps, err := p.steps(ctx)
	if err != nil {
		return err
	}
	o, err := p.Current(ctx)
	if err != nil {
		return err
	}
	region, err := p.Place.Region(ctx, o.Region)
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return err
	}
	return web.Render(w, r, http.StatusOK, stepsPage(region.In(ctx), steps))
}

// steps finds what is done.
func (p pages) steps(ctx context.Context) (list []step, err error) {
	by := actor.From(ctx)
	departments, err := p.Place.Departments(ctx)
	if err != nil {
		return nil, err
	}
	staffed, authorised, err := p.staffed(ctx)
	if err != nil {
		return nil, err
	}
	link := func(p access.Permission, url string) string {
		if !access.Has(by, p) {
			return ""
		}
		return url
	}
	list = []step{
		{"departments", link(access.OfficeManage, "/admin/departments"), len(departments) > 0},
		{"staff", link(access.StaffManage, "/admin/staff"), staffed},
		{"roles", link(access.StaffAuthorise, "/admin/staff"), authorised},
	}
	for _, asked := range []struct {
		key  string
		done func(context.Context) (bool, error)
	}{{"import", p.Steps.Imported}, {"publish", p.Steps.Published}, {"receive", p.Steps.Received}, {"decide", p.Steps.Decided}} {
		done, err := asked.done(ctx)
		if err != nil {
			return nil, err
		}
		list = append(list, step{key: asked.key, done: done})
	}
	return list, nil
}

// settings shows what the installation is set to and where that comes from.
func (p pages) settings(w http.ResponseWriter, r *http.Request) error {
	if err := access.May(actor.From(r.Context()), access.OfficeManage, access.Object{}); err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, settingsPage(p.Settings))
}
