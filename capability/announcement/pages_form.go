package announcement

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"tongban/capability/access"
	"tongban/capability/place"
	"tongban/kernel/actor"
	"tongban/kernel/calendar"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/web"
	"tongban/ui"
)

// manuscript is the form of a draft.
type manuscript struct {
	Manuscript
	departments []place.Department
	dates       map[string]string // as typed, by field
	regions     []ui.Option
	errs        ui.FieldErrors
	stale       string // what happened meanwhile
	back        string
}

// dateFields are the fields of a form that hold dates.
var dateFields = []string{"from", "to", "validUntil"}

func (p pages) form(ctx context.Context, m Manuscript) (manuscript, error) {
	departments, err := p.places.Departments(ctx)
	if err != nil {
		return manuscript{}, err
	}
	form := manuscript{Manuscript: m, departments: departments, dates: map[string]string{}, back: "/admin/announcements"}
	for i, d := range []calendar.Date{m.From, m.To, m.ValidUntil} {
		form.dates[dateFields[i]] = day(d)
	}
	if form.regions, err = p.regions(ctx, actor.From(ctx).Region, m.Region); err != nil {
		return manuscript{}, err
	}
	if m.Edits > 0 {
		form.back = adminURL(m.ID)
	}
	return form, nil
}

// begin is the form of a new announcement.
func (p pages) begin(w http.ResponseWriter, r *http.Request) error {
	by := actor.From(r.Context())
	if err := access.May(by, access.AnnouncementEdit, access.Object{}); err != nil {
		return err
	}
	form, err := p.form(r.Context(), Manuscript{ID: id.New(), Content: Content{Department: by.Department, Region: by.Region}})
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, formPage(form))
}

// edit is the form of a draft.
func (p pages) edit(w http.ResponseWriter, r *http.Request) error {
	v, err := p.versionOf(r)
	switch {
	case err != nil:
		return err
	case v.State != Draft:
		return errNotNow
	}
	return p.openForm(w, r, v.manuscript())
}

// correct is the form of the next version of a published announcement.
func (p pages) correct(w http.ResponseWriter, r *http.Request) error {
	v, err := p.versionOf(r)
	switch {
	case err != nil:
		return err
	case v.State != Published:
		return errNotNow
	}
	m := Manuscript{ID: id.New(), Corrects: v.Announcement, Content: v.Content}
	m.Correction = ""
	return p.openForm(w, r, m)
}

func (p pages) openForm(w http.ResponseWriter, r *http.Request, m Manuscript) error {
	if err := access.May(actor.From(r.Context()), access.AnnouncementEdit, access.Object{}); err != nil {
		return err
	}
	form, err := p.form(r.Context(), m)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, formPage(form))
}

// manuscript is a draft as a form begins with it.
func (v Version) manuscript() Manuscript {
	m := Manuscript{ID: v.ID, Edits: v.Edits, Content: v.Content}
	if v.Revision > 1 {
		m.Corrects = v.Announcement
	}
	return m
}

// write stores a draft. What was typed survives a mistake and a colleague who was
// faster.
func (p pages) write(w http.ResponseWriter, r *http.Request) error {
	m, dates, err := read(r)
	if err != nil {
		return err
	}
	err = p.Write(r.Context(), m)
	if err == nil {
		return web.Redirect(w, r, adminURL(m.ID))
	}
	kind := fault.KindOf(err)
	if kind != fault.Invalid && kind != fault.Conflict {
		return err
	}
	status := web.StatusOf(err)
	form := manuscript{errs: ui.ErrorsOf(r.Context(), err)}
	if kind == fault.Conflict {
		if m.Edits, err = p.editsNow(r.Context(), m); err != nil {
			return err
		}
		form.stale, form.errs = form.errs[0].Text, nil
	}
	again, err := p.form(r.Context(), m)
	if err != nil {
		return err
	}
	again.errs, again.stale, again.dates = form.errs, form.stale, dates
	return web.Render(w, r, status, formPage(again))
}

// editsNow returns the count of a draft as it is stored now, so that who reads that a
// colleague was faster can store all the same.
func (p pages) editsNow(ctx context.Context, m Manuscript) (int, error) {
	v, err := p.Version(ctx, m.ID)
	if fault.KindOf(err) == fault.NotFound {
		return 0, nil
	}
	return v.Edits, err
}

// mostRegions bounds the regions a form offers.
const mostRegions = 300

// regions are those an announcement may be for: the editor's own, those above and
// those below it, and the one it has.
func (p pages) regions(ctx context.Context, own, chosen string) ([]ui.Option, error) {
	above, err := p.places.Path(ctx, own)
	if known(err) != nil {
		return nil, err
	}
	var options []ui.Option
	taken := map[string]bool{}
	offer := func(code string) {
		if !taken[code] && code != "" {
			taken[code] = true
			options = append(options, ui.Option{Value: code, Label: p.region(ctx, code)})
		}
	}
	for _, r := range above {
		offer(r.Code)
	}
	for queue := []string{own}; len(queue) > 0 && len(options) < mostRegions; queue = queue[1:] {
		below, err := p.places.Children(ctx, queue[0])
		if known(err) != nil {
			return nil, err
		}
		for _, r := range below {
			offer(r.Code)
			queue = append(queue, r.Code)
		}
	}
	offer(chosen)
	return options, nil
}

// read reads the form of a draft.
func read(r *http.Request) (m Manuscript, dates map[string]string, err error) {
	if err := r.ParseForm(); err != nil {
		return m, nil, fault.New(fault.Invalid, "fault.shape")
	}
	if m.ID, err = idOf(r.PostFormValue("id")); err != nil {
		return m, nil, err
	}
	m.Corrects, _ = id.Parse(r.PostFormValue("corrects")) // none: a new announcement
	m.Edits, _ = strconv.Atoi(r.PostFormValue("edits"))   // none: never stored
	m.Content = Content{
		Kind: Kind(r.PostFormValue("kind")), Title: r.PostFormValue("title"), TitleEn: r.PostFormValue("titleEn"),
		Body: r.PostFormValue("body"), BodyEn: r.PostFormValue("bodyEn"), Department: r.PostFormValue("department"),
		Region: strings.TrimSpace(r.PostFormValue("region")), Items: strings.Fields(r.PostFormValue("items")),
		Objections: r.PostFormValue("objections"), Correction: r.PostFormValue("correction"),
	}
	dates = map[string]string{}
	for i, into := range []*calendar.Date{&m.From, &m.To, &m.ValidUntil} {
		dates[dateFields[i]] = r.PostFormValue(dateFields[i])
		*into = dateOf(dates[dateFields[i]])
	}
	return m, dates, nil
}

// dateOf reads a date; "" is none.
func dateOf(text string) calendar.Date {
	if text = strings.TrimSpace(text); text == "" {
		return 0
	}
	d, err := calendar.ParseDate(text)
	if err != nil {
		return unreadable
	}
	return d
}
