package procedure

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"tongban/capability/access"
	"tongban/capability/procedure/drawing"
	"tongban/kernel/actor"
	"tongban/kernel/fault"
	"tongban/kernel/message"
	"tongban/kernel/web"
	"tongban/ui"
)

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// versionsView is the list of an item's versions.
type versionsView struct {
	*Procedure
	list []Version
	next string
}

func (p pages) versions(w http.ResponseWriter, r *http.Request) error {
	found, err := p.Find(r.Context(), r.PathValue("item"))
	if err != nil {
		return err
	}
	list, next, err := p.Versions(r.Context(), found.Item, revisionOf(r.FormValue("below")), pageSize)
	if err != nil {
		return err
	}
	v := versionsView{Procedure: found, list: list}
	if next > 0 {
		v.next = pageURL(found.Item, "versions") + "?below=" + strconv.Itoa(next)
	}
	return web.Render(w, r, http.StatusOK, versionsPage(v))
}

// versionView is one version with what it changed.
type versionView struct {
	*view
	version Version
	than    int // the revision it is compared with, 0: none
	changes []ui.Change
	steps   []event // what the reader may do to it
}

func (p pages) version(w http.ResponseWriter, r *http.Request) error {
	v, err := p.versionView(r)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, versionPage(v))
}

// versionView compares a version with the one before it, or with the one the address names.
func (p pages) versionView(r *http.Request) (*versionView, error) {
	ctx := r.Context()
	v, err := p.view(r)
	if err != nil {
		return nil, err
	}
	found, version, err := p.Version(ctx, v.Item, revisionOf(r.PathValue("revision")))
	if err != nil {
		return nil, err
	}
	v.Procedure, v.Draft = found, nil
	if v.checked, err = p.check(ctx, v.Item, version.XML); err != nil {
		return nil, err
	}
	out := &versionView{view: v, version: version, than: version.Revision - 1}
	if than := revisionOf(r.FormValue("than")); than > 0 {
		out.than = than
	}
	if out.than > 0 {
		_, before, err := p.Version(ctx, v.Item, out.than)
		if err != nil {
			return nil, err
		}
		out.changes = v.changes(ctx, before.XML, version.XML)
	}
	if version.State != Published && found.mayPublish(actor.From(ctx), version) == nil {
		out.steps = []event{restoring}
	}
	return out, nil
}

// changes puts the differences of two drawings into words.
func (v *view) changes(ctx context.Context, before, after string) []ui.Change {
	a, b := parse(before), parse(after)
	if a.doc == nil || b.doc == nil {
		return nil
	}
	var list []ui.Change
	for _, c := range drawing.Differences(a.doc, b.doc) {
		name := c.Element
		if name == "" {
			name = t(ctx, "kind."+string(c.Kind))
		}
		change := ui.Change{Label: t(ctx, "change."+string(c.What), name)}
		switch c.What {
		case drawing.Changed:
			change.Label = t(ctx, "change.changed", name, t(ctx, "property."+c.Property))
			change.Old, change.New = v.value(ctx, c.Property, c.Old), v.value(ctx, c.Property, c.New)
		case drawing.Ways:
			change.Old, change.New = said(ctx, c.Old), said(ctx, c.New)
		default:
			change.Note = t(ctx, "kind."+string(c.Kind))
		}
		list = append(list, change)
	}
	return list
}

func (v *view) value(ctx context.Context, property, value string) string {
	if value == "" {
		return t(ctx, "change.nothing")
	}
	if property == "limit" {
		return value
	}
	return v.say(ctx, property, drawing.Properties{property: value})
}

// said puts into words what comes next; what has no name is said by its kind.
func said(ctx context.Context, ways string) string {
	lines := strings.Split(strings.TrimSpace(ways), "\n")
	for i, line := range lines {
		if kind, nameless := strings.CutPrefix(line, "#"); nameless {
			kind, rest, _ := strings.Cut(kind, " ")
			lines[i] = strings.TrimSpace(t(ctx, "kind."+kind) + " " + rest)
		}
	}
	return strings.Join(lines, t(ctx, "outline.and"))
}

// event is something that is asked about before it happens.
type event string

// The events.
const (
	publishing  event = "publish"
	discarding  event = "discard"
	withdrawing event = "withdraw"
	restoring   event = "restore"
)

// events are what the reader may do now, in the order of the buttons.
func (v *view) events(by actor.Actor) []event {
	var list []event
	if v.Draft != nil && v.mayPublish(by, *v.Draft) == nil && v.errors() == 0 {
		list = append(list, publishing)
	}
	if v.Draft != nil && v.mayDraw {
		list = append(list, discarding)
	}
	if v.Current != nil && access.May(by, access.ProcedurePublish, v.object()) == nil {
		list = append(list, withdrawing)
	}
	return list
}

func (v *view) url(e event) string { return pageURL(v.Item, "decide", string(e)) }

// decision being asked about.
type asking struct {
	*view
	event   event
	about   Version
	reason  string
	changes []ui.Change
	errs    ui.FieldErrors
	stale   string
}

// asking returns what the address asks about.
func (p pages) asking(r *http.Request) (*asking, error) {
	if r.PathValue("revision") != "" {
		v, err := p.versionView(r)
		if err != nil {
			return nil, err
		}
		a := &asking{view: v.view, event: restoring, about: v.version}
		if v.Current != nil {
			a.changes = v.view.changes(r.Context(), v.Current.XML, v.version.XML)
		}
		return a, nil
	}
	v, err := p.view(r)
	if err != nil {
		return nil, err
	}
	a := &asking{view: v, event: event(r.PathValue("event"))}
	switch {
	case a.event == withdrawing && v.Current != nil:
		a.about = *v.Current
	case (a.event == publishing || a.event == discarding) && v.Draft != nil:
		a.about = *v.Draft
		if v.Current != nil {
			a.changes = v.changes(r.Context(), v.Current.XML, v.Draft.XML)
		}
	case a.event == publishing, a.event == discarding, a.event == withdrawing:
		return nil, errNotNow
	default:
		return nil, fault.New(fault.NotFound, "fault.notfound")
	}
	return a, nil
}

// ask says what an event would do.
func (p pages) ask(w http.ResponseWriter, r *http.Request) error {
	a, err := p.asking(r)
	if err != nil {
		return err
	}
	if err := a.refusal(actor.From(r.Context())); err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, askPage(a))
}

// refusal says why somebody is not offered the event.
func (a *asking) refusal(by actor.Actor) error {
	switch {
	case a.event == discarding:
		return access.May(by, access.ProcedureEdit, a.object())
	case a.event == withdrawing:
		return access.May(by, access.ProcedurePublish, a.object())
	case a.event == publishing && a.errors() > 0:
		return errFaulty
	}
	return a.mayPublish(by, a.about)
}

// decide lets an event happen. What was typed survives a colleague who was faster.
func (p pages) decide(w http.ResponseWriter, r *http.Request) error {
	if err := shape(r); err != nil {
		return err
	}
	reason := r.PostFormValue("reason")
	seen := Seen{Edits: edits(r), Current: revisionOf(r.PostFormValue("current"))}
	err := p.take(r, seen, reason)
	if err == nil {
		return web.Redirect(w, r, pageURL(r.PathValue("item")))
	}
	if !isShown(err) {
		return err
	}
	a, gone := p.asking(r)
	if gone != nil {
		return err
	}
	a.reason = reason
	if fault.KindOf(err) == fault.Invalid {
		a.errs = ui.ErrorsOf(r.Context(), err)
	} else {
		a.stale = ui.ErrorsOf(r.Context(), err)[0].Text
	}
	return web.Render(w, r, web.StatusOf(err), askPage(a))
}

// take does what the address says.
func (p pages) take(r *http.Request, seen Seen, reason string) (err error) {
	ctx, item := keyed(r), r.PathValue("item")
	switch event(r.PathValue("event")) {
	case publishing:
		_, err = p.Publish(ctx, item, seen, reason)
	case discarding:
		err = p.Throw(ctx, item, seen.Edits)
	case withdrawing:
		_, err = p.Withdraw(ctx, item, seen.Current, reason)
	case "":
		_, err = p.Restore(ctx, item, revisionOf(r.PathValue("revision")), seen, reason)
	default:
		err = fault.New(fault.NotFound, "fault.notfound")
	}
	return err
}

// action is where the form of an event goes.
func (a *asking) action() string {
	if a.event == restoring {
		return pageURL(a.Item, "versions", strconv.Itoa(a.about.Revision), "restore")
	}
	return a.url(a.event)
}

// hidden is what the reader has looked at.
func (a *asking) hidden() []ui.Hidden {
	current := 0
	if a.Current != nil {
		current = a.Current.Revision
	}
	return []ui.Hidden{{Name: "edits", Value: strconv.Itoa(a.about.Edits)}, {Name: "current", Value: strconv.Itoa(current)}}
}

// versionRows are the versions as a table.
func (v versionsView) rows(ctx context.Context) []ui.TableRow {
	var rows []ui.TableRow
	for _, one := range v.list {
		rows = append(rows, ui.TableRow{Cells: []templ.Component{
			ui.TextLink(ui.Link{Text: t(ctx, "version.number", one.Revision), URL: pageURL(v.Item, "versions", strconv.Itoa(one.Revision))}),
			ui.Tag(stateTag(ctx, one.State)), ui.Plain(one.AuthorName), ui.Plain(one.PublisherName), ui.Plain(message.Stamp(one.PublishedAt)), ui.Plain(noteOf(ctx, one)),
		}})
	}
	return rows
}

// noteOf is what is to be said of a version besides.
func noteOf(ctx context.Context, v Version) string {
	if v.Restores > 0 {
		return strings.TrimSpace(t(ctx, "version.restores", v.Restores) + " " + v.Reason)
	}
	return v.Reason
}

func stateTag(ctx context.Context, s State) ui.TagProps {
	tone := map[State]ui.Tone{Draft: ui.Warn, Published: ui.OK, Withdrawn: ui.Bad, Superseded: ui.Mute}[s]
	return ui.TagProps{Tone: tone, Text: t(ctx, "state."+string(s))}
}

// facts of a version.
func (v *versionView) summary(ctx context.Context) []ui.SummaryRow {
	one := v.version
	rows := []ui.SummaryRow{
		{Key: t(ctx, "list.state"), Body: ui.Tag(stateTag(ctx, one.State))},
		{Key: t(ctx, "version.author"), Value: one.AuthorName},
		{Key: t(ctx, "version.publisher"), Value: one.PublisherName},
		{Key: t(ctx, "version.published"), Value: message.DateTime(ctx, one.PublishedAt)},
		{Key: t(ctx, "version.digest"), Body: ui.Code(fmt.Sprintf("%x", one.Digest))},
	}
	if note := noteOf(ctx, one); note != "" {
		rows = append(rows, ui.SummaryRow{Key: t(ctx, "version.note"), Value: note})
	}
	return rows
}
