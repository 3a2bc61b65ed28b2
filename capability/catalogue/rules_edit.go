package catalogue

import (
	"slices"
	"strconv"
	"strings"

	"tongban/capability/access"
	"tongban/kernel/actor"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// permissions say what each event takes. Adopt and Supersede are in nobody's hand:
// they follow from an import and from a publication.
var permissions = map[Event]access.Permission{
	Submit:  access.CatalogueEdit,
	Return:  access.CataloguePublish,
	Review:  access.CataloguePublish,
	Publish: access.CataloguePublish,
	Suspend: access.CataloguePublish,
	Resume:  access.CataloguePublish,
	Retire:  access.CataloguePublish,
}

// reasoned are the events that need a reason: the author has to know what to mend,
// the public why it cannot apply.
var reasoned = []Event{Return, Suspend, Retire}

// may says whether a may move the version by event. Nobody judges a version of their
// own. Basis: design of duties, docs/permissions.md.
func (r Revision) may(a actor.Actor, event Event) error {
	object := access.Object{}
	if r.Number == 0 {
		object.By = r.Author
	}
	if err := access.May(a, permissions[event], object); err != nil {
		return err
	}
	if event == Submit && a.ID != r.Author {
		return fault.New(fault.Forbidden, "catalogue.edit.author")
	}
	return nil
}

// Next returns the events that may happen to the version now and that a has the
// right to, in the order of Lifecycle.
func (r Revision) Next(a actor.Actor) []Event {
	return slices.DeleteFunc(Lifecycle.Next(r.State), func(e Event) bool {
		return permissions[e] == "" || r.may(a, e) != nil
	})
}

// move returns the state that event leads to, or says why a may not bring it about.
func (r Revision) move(a actor.Actor, event Event, reason string) (State, error) {
	if err := r.may(a, event); err != nil {
		return "", err
	}
	to, possible := Lifecycle.To(r.State, event)
	switch {
	case !possible:
		return "", fault.New(fault.Conflict, "catalogue.move."+string(event))
	case slices.Contains(reasoned, event) && strings.TrimSpace(reason) == "":
		return "", fault.InvalidFields([]fault.Field{{Name: "reason", Key: "catalogue.edit.reason"}})
	}
	return to, nil
}

// mayRead says whether a may see the editors' side of the catalogue. Whoever may
// neither edit nor publish is told of nothing there.
func mayRead(a actor.Actor) error {
	switch {
	case access.Has(a, access.CatalogueEdit), access.Has(a, access.CataloguePublish):
		return nil
	case a.Kind == actor.Guest:
		return fault.New(fault.Unauthenticated, "fault.signin")
	}
	return fault.New(fault.NotFound, "catalogue.unknown")
}

// working is what an editor's change of an item depends on.
type working struct {
	item    id.ID
	current *Revision // published or suspended; nil if there is none
	open    *Revision // nil if nobody works on the item
	base    id.ID     // the version that open was written from
}

// of returns the open or current version with the key; of any other it is known only
// that nothing can happen to it any more.
func (w working) of(version id.ID) Revision {
	for _, r := range []*Revision{w.open, w.current} {
		if r != nil && r.VersionID == version {
			return *r
		}
	}
	return Revision{VersionID: version, Number: 1, State: Superseded}
}

// revise returns the version that a draft of author is written from, or says why
// author may not write one. Seen is the version that author had before them.
func (w working) revise(author string, seen id.ID) (base id.ID, err error) {
	switch {
	case w.current == nil:
		return 0, fault.New(fault.Conflict, "catalogue.edit.ended")
	case w.open != nil && w.open.Author != author:
		return 0, fault.New(fault.Conflict, "catalogue.edit.another")
	case w.open != nil && w.open.State != Draft:
		return 0, fault.New(fault.Conflict, "catalogue.edit.handed-in")
	case w.open != nil && w.open.VersionID == seen:
		return w.base, nil
	case w.current.VersionID != seen:
		return 0, fault.New(fault.Conflict, "catalogue.stale")
	case w.open != nil && w.base == seen:
		return 0, fault.New(fault.Conflict, "catalogue.edit.begun")
	}
	return seen, nil
}

// publish says whether the open version may take the place of the current one.
func (w working) publish(findings []Finding) error {
	errors := slices.DeleteFunc(slices.Clone(findings), func(f Finding) bool { return f.Severity != Error })
	switch {
	case w.current == nil:
		return fault.New(fault.Conflict, "catalogue.edit.ended")
	case w.current.VersionID != w.base:
		return fault.New(fault.Conflict, "catalogue.edit.overtaken")
	case len(errors) > 0:
		return fault.New(fault.Conflict, "catalogue.edit.errors", len(errors))
	}
	return nil
}

// discard says whether a may throw the open version away: its author may, and
// whoever could return it, so that no draft left behind keeps an item closed.
func (w working) discard(a actor.Actor, version id.ID) error {
	switch {
	case w.open == nil || w.open.VersionID != version:
		return fault.New(fault.Conflict, "catalogue.stale")
	case w.open.Author == a.ID && w.open.State == Draft:
		return access.May(a, access.CatalogueEdit, access.Object{})
	}
	return access.May(a, access.CataloguePublish, access.Object{})
}

// raised returns the number of the version after v, as its department counts: the
// last number of it goes up by one. A list may have left the version out.
func raised(v string) string {
	if v == "" {
		return "1.0"
	}
	head, last := "", v
	if at := strings.LastIndex(v, "."); at >= 0 {
		head, last = v[:at+1], v[at+1:]
	}
	if !digits.MatchString(last) || len(last) > 9 {
		return v + ".1"
	}
	n, _ := strconv.Atoi(last) // digits
	return head + strconv.Itoa(n+1)
}
