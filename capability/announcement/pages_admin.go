package announcement

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
	"tongban/kernel/calendar"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/message"
	"tongban/kernel/web"
	"tongban/ui"
)

// adminURL returns the address of a version for those who write or publish.
func adminURL(version id.ID) string { return "/admin/announcements/" + version.String() }

// writtenList is the list of those who write or publish.
type writtenList struct {
	state State
	rows  []ui.TableRow
	next  string
	may   bool // write
}

// written lists versions, last written first.
func (p pages) written(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	state := State(r.FormValue("state"))
	found, err := p.Written(ctx, state, parseCursor(r.FormValue("before")))
	if err != nil {
		return err
	}
	l := writtenList{state: state, may: access.Has(actor.From(ctx), access.AnnouncementEdit)}
	for _, v := range found.Versions {
		l.rows = append(l.rows, ui.TableRow{Cells: []templ.Component{
			ui.TextLink(ui.Link{Text: v.Title, URL: adminURL(v.ID)}), ui.Plain(t(ctx, "kind."+string(v.Kind))),
			ui.Plain(p.department(ctx, v.Department)), ui.Plain(v.AuthorName), ui.Plain(message.Stamp(v.WrittenAt)),
			ui.Tag(stateTag(ctx, v)),
		}})
	}
	if next := found.Next.String(); next != "" {
		l.next = "/admin/announcements?state=" + string(state) + "&before=" + next
	}
	return web.Render(w, r, http.StatusOK, writtenPage(l))
}

func stateTag(ctx context.Context, v Version) ui.TagProps {
	tag := ui.TagProps{Tone: ui.Mute, Text: t(ctx, "state."+string(v.State))}
	switch v.State {
	case Draft:
		tag.Tone, tag.Icon = ui.Warn, "pencil"
	case Published:
		tag.Tone = ui.OK
	case Withdrawn:
		tag.Tone = ui.Bad
	}
	return tag
}

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

func (p pages) versionOf(r *http.Request) (Version, error) {
	key, err := idOf(r.PathValue("id"))
	if err != nil {
		return Version{}, err
	}
	return p.Version(r.Context(), key)
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
	if notFound(err) {
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

// preview shows a version as the public would see it, with what may be done.
func (p pages) preview(w http.ResponseWriter, r *http.Request) error {
	v, err := p.versionOf(r)
	if err != nil {
		return err
	}
	s, err := p.show(r.Context(), Announcement{Version: v})
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, previewPage(previewed{shown: s, actions: v.actions(actor.From(r.Context()))}))
}

// previewed is a version with the buttons its reader has.
type previewed struct {
	shown
	actions []string // edit, publish, discard, correct, withdraw
}

// actions are what somebody may do to a version now, in the order of the buttons.
func (v Version) actions(by actor.Actor) []string {
	may := map[string]bool{
		"publish":  Lifecycle.May(v.State, Publish) && v.mayPublish(by) == nil,
		"edit":     v.State == Draft && access.Has(by, access.AnnouncementEdit),
		"correct":  v.State == Published && access.Has(by, access.AnnouncementEdit),
		"withdraw": Lifecycle.May(v.State, Withdraw) && access.Has(by, access.AnnouncementPublish),
		"discard":  Lifecycle.May(v.State, Discard) && access.Has(by, access.AnnouncementEdit),
	}
	var actions []string
	for _, action := range []string{"publish", "edit", "correct", "withdraw", "discard"} {
		if may[action] {
			actions = append(actions, action)
		}
	}
	return actions
}

// step is an event about to move a version.
type step struct {
	previewed
	event  Event
	reason string
	errs   ui.FieldErrors
	stale  string
}

// what says what the event is about.
func (s step) what(ctx context.Context) []ui.SummaryRow {
	rows := []ui.SummaryRow{{Key: t(ctx, "form.title"), Value: s.Title}, {Key: t(ctx, "sort"), Value: t(ctx, "kind."+string(s.Kind))}}
	if s.Correction != "" {
		rows = append(rows, ui.SummaryRow{Key: t(ctx, "form.correction"), Value: s.Correction})
	}
	return append(rows, s.rows...)
}

// asked are the events that a page asks about before they happen.
var asked = []Event{Publish, Discard, Withdraw}

// ask says what an event would do.
func (p pages) ask(w http.ResponseWriter, r *http.Request) error {
	s, err := p.stepOf(r)
	if err != nil {
		return err
	}
	if !slices.Contains(s.actions, string(s.event)) {
		return s.refusal(actor.From(r.Context()))
	}
	return web.Render(w, r, http.StatusOK, stepPage(s))
}

func (p pages) stepOf(r *http.Request) (step, error) {
	event := Event(r.PathValue("event"))
	if !slices.Contains(asked, event) {
		return step{}, fault.New(fault.NotFound, "fault.notfound")
	}
	v, err := p.versionOf(r)
	if err != nil {
		return step{}, err
	}
	s, err := p.show(r.Context(), Announcement{Version: v})
	return step{previewed: previewed{s, v.actions(actor.From(r.Context()))}, event: event}, err
}

// refusal says why somebody is not offered the event.
func (s step) refusal(by actor.Actor) error {
	switch {
	case !Lifecycle.May(s.State, s.event):
		return errNotNow
	case s.event == Publish:
		return s.mayPublish(by)
	case s.event == Withdraw:
		return access.May(by, access.AnnouncementPublish, access.Object{})
	}
	return access.May(by, access.AnnouncementEdit, access.Object{})
}

// move lets an event happen. A version that was changed meanwhile is shown again.
func (p pages) move(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return fault.New(fault.Invalid, "fault.shape")
	}
	s, err := p.stepOf(r)
	if err != nil {
		return err
	}
	edits, _ := strconv.Atoi(r.PostFormValue("edits")) // none is stale
	s.reason = r.PostFormValue("reason")
	switch s.event {
	case Publish:
		err = p.Publish(r.Context(), s.ID, edits)
	case Discard:
		err = p.Discard(r.Context(), s.ID, edits)
	case Withdraw:
		err = p.Withdraw(r.Context(), s.ID, s.reason)
	}
	switch kind := fault.KindOf(err); {
	case err == nil && s.event == Discard:
		return web.Redirect(w, r, "/admin/announcements")
	case err == nil:
		return web.Redirect(w, r, adminURL(s.ID))
	case kind == fault.Invalid:
		s.errs = ui.ErrorsOf(r.Context(), err)
	case kind == fault.Conflict:
		s.stale = ui.ErrorsOf(r.Context(), err)[0].Text
	default:
		return err
	}
	return web.Render(w, r, web.StatusOf(err), stepPage(s))
}
