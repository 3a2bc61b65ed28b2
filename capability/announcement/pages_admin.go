package announcement

import (
	"context"
	"net/http"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"tongban/capability/access"
	"tongban/kernel/actor"
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

func (p pages) versionOf(r *http.Request) (Version, error) {
	key, err := idOf(r.PathValue("id"))
	if err != nil {
		return Version{}, err
	}
	return p.Version(r.Context(), key)
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
