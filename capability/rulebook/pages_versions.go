package rulebook

import (
	"context"
	"net/http"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"tongban/capability/access"
	"tongban/kernel/actor"
	"tongban/kernel/fault"
	"tongban/kernel/message"
	"tongban/kernel/web"
	"tongban/ui"
)

// versionsView is the list of an item's versions.
type versionsView struct {
	*Rulebook
	list []Version
	next string
}

func (p pages) versions(w http.ResponseWriter, r *http.Request) error {
	found, err := p.Find(r.Context(), r.PathValue("item"))
	if err != nil {
		return err
	}
	list, next, err := p.Versions(r.Context(), found.Item, numberOf(r.FormValue("below")), pageSize)
	if err != nil {
		return err
	}
	v := versionsView{Rulebook: found, list: list}
	if next > 0 {
		v.next = pageURL(found.Item, "versions") + "?below=" + strconv.FormatInt(next, 10)
	}
	return web.Render(w, r, http.StatusOK, versionsPage(v))
}

// version shows one version, which nobody changes.
func (p pages) version(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(r)
	if err != nil {
		return err
	}
	_, one, err := p.Numbered(r.Context(), v.Item, numberOf(r.PathValue("number")))
	if err != nil {
		return err
	}
	v.shown = &one
	v.look(p.Service, one.Content)
	return web.Render(w, r, http.StatusOK, versionPage(v))
}

// event is something that is asked about before it happens.
type event string

// The events.
const (
	publishing  event = "publish"
	discarding  event = "discard"
	withdrawing event = "withdraw"
)

// separated reports whether somebody could publish but for having written the draft.
func (v *view) separated(by actor.Actor) bool {
	return access.May(by, access.RulebookPublish, v.object()) == nil && slices.Contains(v.Draft.Authors, by.ID)
}

// publishable reports whether a draft is proved, on paper and on real cases.
func (v *view) publishable() bool {
	approves, refers := v.both()
	return v.byHand == "" && v.errors() == 0 && v.failing() == 0 && approves && refers && v.proven
}

// events are what the reader may do now, in the order of the buttons.
func (v *view) events(by actor.Actor) []event {
	var list []event
	if v.Draft != nil && v.mayPublish(by, *v.Draft) == nil && v.publishable() {
		list = append(list, publishing)
	}
	if v.Draft != nil && v.mayWrite {
		list = append(list, discarding)
	}
	if v.Current != nil && access.May(by, access.RulebookPublish, v.object()) == nil {
		list = append(list, withdrawing)
	}
	return list
}

func (v *view) url(e event) string { return pageURL(v.Item, "decide", string(e)) }

// asking is an event that is asked about.
type asking struct {
	*view
	event  event
	about  *Version
	reason string
	errs   ui.FieldErrors
	stale  string
}

// asking returns what the address asks about.
func (p pages) asking(r *http.Request) (*asking, error) {
	v, err := p.view(r)
	if err != nil {
		return nil, err
	}
	a := &asking{view: v, event: event(r.PathValue("event")), about: v.Draft}
	switch a.event {
	case withdrawing:
		a.about = v.Current
	case publishing, discarding:
	default:
		return nil, fault.New(fault.NotFound, "fault.notfound")
	}
	if a.about == nil {
		return nil, errNotNow
	}
	return a, nil
}

// ask says what an event would do.
func (p pages) ask(w http.ResponseWriter, r *http.Request) error {
	a, err := p.asking(r)
	if err != nil {
		return err
	}
	if err := p.refusal(r.Context(), a); err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, askPage(a))
}

// refusal says why somebody is not offered the event.
func (p pages) refusal(ctx context.Context, a *asking) error {
	by := actor.From(ctx)
	switch a.event {
	case discarding:
		return access.May(by, access.RulebookEdit, a.object())
	case withdrawing:
		return access.May(by, access.RulebookPublish, a.object())
	}
	if err := a.mayPublish(by, *a.about); err != nil {
		return err
	}
	draft := *a.about
	return p.mustBeReady(ctx, &draft)
}

// decide lets an event happen. What was typed survives a colleague who was faster.
func (p pages) decide(w http.ResponseWriter, r *http.Request) error {
	if err := shape(r); err != nil {
		return err
	}
	reason := r.PostFormValue("reason")
	err := p.take(r, Seen{Edits: edits(r), Current: numberOf(r.PostFormValue("current"))}, reason)
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
	default:
		err = fault.New(fault.NotFound, "fault.notfound")
	}
	return err
}

// seen is what the reader has looked at.
func (a *asking) seen() []ui.Hidden {
	current := int64(0)
	if a.Current != nil {
		current = a.Current.Number
	}
	return []ui.Hidden{{Name: "edits", Value: strconv.Itoa(a.about.Edits)}, {Name: "current", Value: strconv.FormatInt(current, 10)}}
}

// rows are the versions as a table: who, when and why.
func (v versionsView) rows(ctx context.Context) []ui.TableRow {
	var rows []ui.TableRow
	for _, one := range v.list {
		ended := ""
		switch {
		case one.State == Withdrawn:
			ended = t(ctx, "version.withdrawn", message.Stamp(one.EndedAt), one.EndedBy, one.EndedWhy)
		case one.State == Superseded:
			ended = message.Stamp(one.EndedAt)
		}
		rows = append(rows, ui.TableRow{Cells: []templ.Component{
			ui.TextLink(ui.Link{Text: t(ctx, "version.number", one.Number), URL: pageURL(v.Item, "versions", strconv.FormatInt(one.Number, 10))}),
			ui.Tag(stateTag(ctx, one.State)), ui.Plain(one.AuthorName), ui.Plain(one.PublisherName), ui.Plain(message.Stamp(one.PublishedAt)), ui.Plain(one.Reason), ui.Plain(ended),
		}})
	}
	return rows
}

func stateTag(ctx context.Context, s State) ui.TagProps {
	tone := map[State]ui.Tone{Draft: ui.Warn, Published: ui.OK, Withdrawn: ui.Bad, Superseded: ui.Mute}[s]
	return ui.TagProps{Tone: tone, Text: t(ctx, "state."+string(s))}
}

// facts of the version shown.
func (v *view) facts(ctx context.Context) []ui.SummaryRow {
	one := v.shown
	rows := []ui.SummaryRow{
		{Key: t(ctx, "list.state"), Body: ui.Tag(stateTag(ctx, one.State))},
		{Key: t(ctx, "version.author"), Value: one.AuthorName},
		{Key: t(ctx, "version.publisher"), Value: one.PublisherName},
		{Key: t(ctx, "version.published"), Value: message.DateTime(ctx, one.PublishedAt)},
		{Key: t(ctx, "version.why"), Value: one.Reason},
		{Key: t(ctx, "settings.share"), Value: strconv.Itoa(one.SampleShare) + "%"},
		{Key: t(ctx, "settings.limit"), Value: strconv.Itoa(one.DailyLimit) + " " + t(ctx, "settings.cases")},
		{Key: t(ctx, "version.digest"), Body: ui.LongCode(one.Digest)},
	}
	if one.State == Withdrawn {
		rows = append(rows, ui.SummaryRow{Key: t(ctx, "version.ended"), Value: t(ctx, "version.withdrawn", message.Stamp(one.EndedAt), one.EndedBy, one.EndedWhy)})
	}
	return rows
}
