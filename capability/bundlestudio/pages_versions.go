package bundlestudio

import (
	"context"
	"net/http"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"tongban/capability/access"
	"tongban/capability/bundle"
	"tongban/kernel/actor"
	"tongban/kernel/fault"
	"tongban/kernel/message"
	"tongban/kernel/web"
	"tongban/ui"
)

// versionsView is the list of a bundle's versions.
type versionsView struct {
	*bundle.Definition
	list  []bundle.Version
	next  string
	again bool // the reader may begin a draft from one
}

func (p pages) versions(w http.ResponseWriter, r *http.Request) error {
	kept, err := p.bundles.Find(r.Context(), r.PathValue("code"))
	if err != nil {
		return err
	}
	list, next, err := p.bundles.Versions(r.Context(), kept.Code, numberOf(r.URL.Query().Get("below")), pageSize)
	if err != nil {
		return err
	}
	v := versionsView{Definition: kept, list: list, again: mayWrite(r.Context()) && kept.Draft == nil}
	if next > 0 {
		v.next = pageURL(kept.Code, "versions") + "?below=" + strconv.FormatInt(next, 10)
	}
	return web.Render(w, r, http.StatusOK, versionsPage(v))
}

// rows are the versions as a table: who, when and why.
func (v versionsView) rows(ctx context.Context) (rows []ui.TableRow) {
	for _, one := range v.list {
		ended := ""
		switch one.State {
		case bundle.Withdrawn:
			ended = t(ctx, "version.withdrawn", message.Stamp(one.EndedAt), one.EndedBy, one.EndedWhy)
		case bundle.Replaced:
			ended = message.Stamp(one.EndedAt)
		}
		again := ui.Plain("")
		if v.again {
			again = againForm(v.Code, one.Number)
		}
		rows = append(rows, ui.TableRow{Cells: []templ.Component{
			ui.Plain(t(ctx, "version.number", one.Number)), ui.Tag(stateTag(ctx, one.State)), ui.Plain(person(ctx, one, one.AuthorName)), ui.Plain(person(ctx, one, one.PublisherName)),
			ui.Plain(message.Stamp(one.PublishedAt)), ui.Plain(one.Reason), ui.Plain(ended), again,
		}})
	}
	return rows
}

// person is whose name stands in a version; what comes with the platform nobody has written.
func person(ctx context.Context, v bundle.Version, name string) string {
	if len(v.Authors) == 0 {
		return t(ctx, "version.platform")
	}
	return name
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
func separated(v *view, by actor.Actor) bool {
	return access.May(by, access.CataloguePublish, access.Object{}) == nil && slices.Contains(v.Draft.Authors, by.ID)
}

// events are what the reader may do now, in the order of the buttons.
func (v *view) events(by actor.Actor) (list []event) {
	if v.publishable() && v.Draft.MayPublish(by) == nil {
		list = append(list, publishing)
	}
	if v.editable() {
		list = append(list, discarding)
	}
	if v.Current != nil && access.May(by, access.CataloguePublish, access.Object{}) == nil {
		list = append(list, withdrawing)
	}
	return list
}

// asking is an event that is asked about.
type asking struct {
	*view
	event  event
	about  *bundle.Version
	reason string
	errs   ui.FieldErrors
	stale  string
}

// asking returns what the address asks about, refused to whom it is not offered.
func (p pages) asking(r *http.Request) (*asking, error) {
	v, err := p.view(r)
	if err != nil {
		return nil, err
	}
	by := actor.From(r.Context())
	a := &asking{view: v, event: event(r.PathValue("event")), about: v.Draft}
	switch a.event {
	case publishing:
		err = access.May(by, access.CataloguePublish, access.Object{})
		if err == nil && v.Draft != nil {
			if err = v.Draft.MayPublish(by); err == nil {
				err = p.bundles.MustBeReady(r.Context(), v.Draft.Bundle)
			}
		}
	case discarding:
		err = access.May(by, access.CatalogueEdit, access.Object{})
	case withdrawing:
		a.about, err = v.Current, access.May(by, access.CataloguePublish, access.Object{})
	default:
		err = fault.New(fault.NotFound, "fault.notfound")
	}
	if err == nil && a.about == nil {
		err = fault.New(fault.Conflict, "bundle.not-now")
	}
	return a, err
}

// ask says what an event would do.
func (p pages) ask(w http.ResponseWriter, r *http.Request) error {
	a, err := p.asking(r)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, askPage(a))
}

// decide lets an event happen. What was typed survives a colleague who was faster.
func (p pages) decide(w http.ResponseWriter, r *http.Request) error {
	if err := shape(r); err != nil {
		return err
	}
	reason := r.PostForm.Get("reason")
	edits, _ := strconv.Atoi(r.PostForm.Get("edits"))
	err := p.take(r, bundle.Seen{Edits: edits, Current: numberOf(r.PostForm.Get("current"))}, reason)
	if err == nil {
		next := pageURL(r.PathValue("code"))
		if _, gone := p.bundles.Find(r.Context(), r.PathValue("code")); fault.KindOf(gone) == fault.NotFound && gone != nil {
			next = "/admin/bundles"
		}
		return web.Redirect(w, r, next)
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
func (p pages) take(r *http.Request, seen bundle.Seen, reason string) (err error) {
	ctx, code := keyed(r), r.PathValue("code")
	switch event(r.PathValue("event")) {
	case publishing:
		_, err = p.bundles.Publish(ctx, code, seen, reason)
	case discarding:
		err = p.bundles.Throw(ctx, code, seen.Edits)
	case withdrawing:
		_, err = p.bundles.Withdraw(ctx, code, seen.Current, reason)
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
