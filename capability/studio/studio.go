package studio

import (
	"tongban/capability/access"
	"tongban/capability/catalogue"
	"tongban/kernel/actor"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// command is a step in the life of a version that somebody takes here.
type command struct {
	event  catalogue.Event
	danger bool // ends something for the public
	reason bool // has to say why
	open   bool // is about the version being worked on, not the one in force
}

// commands are in the order of their buttons.
var commands = []command{
	{event: catalogue.Submit, open: true},
	{event: catalogue.Review, open: true},
	{event: catalogue.Publish, open: true},
	{event: catalogue.Return, open: true, reason: true},
	{event: catalogue.Resume},
	{event: catalogue.Suspend, danger: true, reason: true},
	{event: catalogue.Retire, danger: true, reason: true},
}

// mayWork says why a has no business here: editors and publishers have.
func mayWork(a actor.Actor) error {
	if access.Has(a, access.CatalogueEdit) || access.Has(a, access.CataloguePublish) {
		return nil
	}
	return access.May(a, access.CatalogueEdit, access.Object{})
}

// mayCorrect says why a may not change e now.
func mayCorrect(a actor.Actor, e *catalogue.Entry) error {
	if err := access.May(a, access.CatalogueEdit, access.Object{}); err != nil {
		return err
	}
	switch {
	case e.Head.State == catalogue.Retired:
		return fault.New(fault.Conflict, "studio.barred.retired")
	case e.Head.State == catalogue.Draft && e.Head.Author != a.ID:
		return fault.New(fault.Conflict, "studio.barred.draft")
	case e.Open() && e.Head.State != catalogue.Draft:
		return fault.New(fault.Conflict, "studio.barred.submitted")
	}
	return nil
}

// current returns the version in force or suspended, false if there is none.
func current(e *catalogue.Entry) (catalogue.Revision, bool) {
	for _, r := range e.Versions {
		if r.State == catalogue.Published || r.State == catalogue.Suspended {
			return r, true
		}
	}
	return catalogue.Revision{}, false
}

// step is a command that may be taken now, and the version it is about.
type step struct {
	command
	version catalogue.Revision
}

// steps are what a may do to e now.
func steps(a actor.Actor, e *catalogue.Entry) (list []step) {
	inForce, has := current(e)
	for _, c := range commands {
		version := inForce
		if c.open {
			version = e.Head
		} else if !has {
			continue
		}
		for _, event := range version.Next(a) {
			if event == c.event {
				list = append(list, step{c, version})
			}
		}
	}
	return list
}

// done reports whether version is already where event leads from state: a command
// that was sent twice.
func done(e *catalogue.Entry, version id.ID, state catalogue.State, event catalogue.Event) bool {
	to, ok := catalogue.Lifecycle.To(state, event)
	for _, r := range e.Versions {
		if r.VersionID == version {
			return ok && r.State == to
		}
	}
	return false
}

// mayDiscard reports whether a may throw the open version of e away.
func mayDiscard(a actor.Actor, e *catalogue.Entry) bool {
	mine := e.Head.State == catalogue.Draft && e.Head.Author == a.ID
	return e.Open() && (mine && access.Has(a, access.CatalogueEdit) || access.Has(a, access.CataloguePublish))
}
