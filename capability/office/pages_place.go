package office

import (
	"net/http"
	"net/url"
	"slices"

	"tongban/capability/access"
	"tongban/capability/place"
	"tongban/kernel/actor"
	"tongban/kernel/web"
	"tongban/ui"
)

// perPage is how many rows a list shows.
const perPage = 20

// departmentList is the list of departments with the form for another one.
type departmentList struct {
	departments []place.Department
	next        string
	typed       place.Department
	errs        ui.FieldErrors
}

func (p pages) departments(w http.ResponseWriter, r *http.Request) error {
	return p.listDepartments(w, r, http.StatusOK, departmentList{typed: place.Department{Nature: place.Organ}})
}

func (p pages) listDepartments(w http.ResponseWriter, r *http.Request, status int, l departmentList) error {
	if err := access.May(actor.From(r.Context()), access.OfficeManage, access.Object{}); err != nil {
		return err
	}
	all, err := p.Place.Departments(r.Context())
	if err != nil {
		return err
	}
	at := 1 + slices.IndexFunc(all, func(d place.Department) bool { return d.Code == r.URL.Query().Get("after") })
	l.departments = all[at:min(at+perPage, len(all))]
	if at+perPage < len(all) {
		l.next = "/admin/departments?after=" + url.QueryEscape(l.departments[perPage-1].Code)
	}
	return web.Render(w, r, status, departmentsPage(l))
}

func (p pages) addDepartment(w http.ResponseWriter, r *http.Request) error {
	l := departmentList{typed: departmentOf(r)}
	l.typed.Code = r.PostFormValue("code")
	var status int
	err := p.KeepDepartment(r.Context(), l.typed, true)
	if l.errs, status, err = mistakes(r.Context(), err); err != nil {
		return err
	}
	if l.errs != nil {
		return p.listDepartments(w, r, status, l)
	}
	return web.Redirect(w, r, "/admin/departments")
}

func (p pages) department(w http.ResponseWriter, r *http.Request) error {
	if err := access.May(actor.From(r.Context()), access.OfficeManage, access.Object{}); err != nil {
		return err
	}
	d, err := p.Place.Department(r.Context(), r.PathValue("code"))
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, departmentPage(d, nil))
}

func (p pages) keepDepartment(w http.ResponseWriter, r *http.Request) error {
	d := departmentOf(r)
	d.Code = r.PathValue("code")
	errs, status, err := mistakes(r.Context(), p.KeepDepartment(r.Context(), d, false))
	if err != nil {
		return err
	}
	if errs != nil {
		return web.Render(w, r, status, departmentPage(d, errs))
	}
	return web.Redirect(w, r, "/admin/departments")
}

func departmentOf(r *http.Request) place.Department {
	d := place.Department{
		USCC: r.PostFormValue("uscc"), Mark: r.PostFormValue("mark"), Nature: place.Nature(r.PostFormValue("nature")),
		Label: place.Label{Name: r.PostFormValue("name"), NameEn: r.PostFormValue("nameEn")},
	}
	if !slices.Contains(natures, d.Nature) {
		d.Nature = place.Organ
	}
	return d
}

// natures are the kinds of bodies to choose from.
var natures = []place.Nature{place.Organ, place.Institution, place.Group}

// outletView is an outlet as it is filled in.
type outletView struct {
	place.Outlet
	hours string
	errs  ui.FieldErrors
}

// outletList is the list of outlets with the form for another one.
type outletList struct {
	outlets []place.Outlet
	next    string
	typed   outletView
}

func (p pages) outlets(w http.ResponseWriter, r *http.Request) error {
	return p.listOutlets(w, r, http.StatusOK, outletView{})
}

func (p pages) listOutlets(w http.ResponseWriter, r *http.Request, status int, typed outletView) error {
	if err := access.May(actor.From(r.Context()), access.OfficeManage, access.Object{}); err != nil {
		return err
	}
	all, err := p.Place.Outlets(r.Context())
	if err != nil {
		return err
	}
	l := outletList{typed: typed}
	at := 1 + slices.IndexFunc(all, func(o place.Outlet) bool { return o.ID == r.URL.Query().Get("after") })
	l.outlets = all[at:min(at+perPage, len(all))]
	if at+perPage < len(all) {
		l.next = "/admin/outlets?after=" + url.QueryEscape(l.outlets[perPage-1].ID)
	}
	return web.Render(w, r, status, outletsPage(l))
}

func (p pages) addOutlet(w http.ResponseWriter, r *http.Request) error {
	v := outletOf(r)
	v.ID = r.PostFormValue("id")
	var status int
	err := p.KeepOutlet(r.Context(), v.Outlet, v.hours, true)
	if v.errs, status, err = mistakes(r.Context(), err); err != nil {
		return err
	}
	if v.errs != nil {
		return p.listOutlets(w, r, status, v)
	}
	return web.Redirect(w, r, "/admin/outlets")
}

func (p pages) outlet(w http.ResponseWriter, r *http.Request) error {
	if err := access.May(actor.From(r.Context()), access.OfficeManage, access.Object{}); err != nil {
		return err
	}
	o, err := p.Place.Outlet(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, outletPage(outletView{Outlet: o, hours: writeHours(o.Hours)}))
}

func (p pages) keepOutlet(w http.ResponseWriter, r *http.Request) error {
	v := outletOf(r)
	v.ID = r.PathValue("id")
	var status int
	err := p.KeepOutlet(r.Context(), v.Outlet, v.hours, false)
	if v.errs, status, err = mistakes(r.Context(), err); err != nil {
		return err
	}
	if v.errs != nil {
		return web.Render(w, r, status, outletPage(v))
	}
	return web.Redirect(w, r, "/admin/outlets")
}

func outletOf(r *http.Request) outletView {
	return outletView{hours: r.PostFormValue("hours"), Outlet: place.Outlet{
		Region: r.PostFormValue("region"), Address: r.PostFormValue("address"), Phone: r.PostFormValue("phone"),
		Label: place.Label{Name: r.PostFormValue("name"), NameEn: r.PostFormValue("nameEn")},
	}}
}
