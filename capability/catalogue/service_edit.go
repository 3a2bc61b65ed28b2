package catalogue

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"tongban/capability/access"
	"tongban/capability/audit"
	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

const editLane = "catalogue.edit"

// Revise stores changed as the author's draft of the item and returns its version,
// which every saving makes anew. Base is the version the author has changed: the
// current one, or the author's own draft, which is replaced. An item has one open
// version at a time; whatever else has happened to it since is a Conflict. The codes
// of an item never change; its number goes up by itself if the author leaves it.
func (s *Service) Revise(ctx context.Context, code string, base id.ID, changed *Item) (id.ID, error) {
	a := actor.From(ctx)
	if err := mayEdit(a); err != nil {
		return 0, err
	}
	if err := fault.InvalidFields(s.Examine(changed)); err != nil {
		return 0, err
	}
	var version id.ID
	now := s.now.Now()
	err := s.db.Write(ctx, editLane, func(ctx context.Context, tx *db.Tx) error {
		version = id.New()
		if err := lockCatalogue(ctx, tx); err != nil {
			return err
		}
		item, err := findItem(ctx, tx, code)
		if err != nil {
			return err
		}
		w, err := findWorking(ctx, tx, item)
		if err != nil {
			return err
		}
		from, err := w.revise(a.ID, base)
		if err != nil {
			return err
		}
		content, err := follow(ctx, tx, from, *changed)
		if err != nil {
			return err
		}
		if w.open != nil {
			if err := deleteOpen(ctx, tx, w.open.VersionID); err != nil {
				return err
			}
		}
		if err := insertDraft(ctx, tx, draft{version, item, from, content, s.lint(content), a.ID}, now); err != nil {
			return err
		}
		return log(ctx, tx, revised, content.Code, now, map[string]any{"version": version, "base": from})
	})
	if err != nil {
		return 0, fmt.Errorf("revise item %s: %w", code, err)
	}
	return version, nil
}

// mayEdit says whether a may write drafts; who has no part in it learns nothing.
func mayEdit(a actor.Actor) error {
	if err := mayRead(a); err != nil {
		return err
	}
	return access.May(a, access.CatalogueEdit, access.Object{})
}

// follow makes changed the version after from, or says why it cannot be.
func follow(ctx context.Context, tx *db.Tx, from id.ID, changed Item) (*Item, error) {
	before, err := findContent(ctx, tx, from)
	if err != nil {
		return nil, err
	}
	_, had, err := documentOf(before)
	if err != nil {
		return nil, err
	}
	_, has, err := documentOf(&changed)
	switch {
	case err != nil:
		return nil, err
	case bytes.Equal(had, has):
		return nil, fault.New(fault.Invalid, "catalogue.edit.nothing")
	case changed.Code != before.Code, changed.ImplementationCode != before.ImplementationCode, changed.HandlingItemCode != before.HandlingItemCode:
		return nil, fault.InvalidFields([]fault.Field{{Name: "handlingItemCode", Key: "catalogue.import.renumbered", Args: []any{before.OfficialCode()}}})
	case older(changed.Version, before.Version):
		return nil, fault.InvalidFields([]fault.Field{{Name: "version", Key: "catalogue.import.older", Args: []any{changed.Version, before.Version}}})
	case !older(before.Version, changed.Version):
		changed.Version = raised(before.Version)
	}
	changed.Assumed = stillAssumed(before, &changed)
	return &changed, nil
}

// Submit hands the author's draft to those who review it.
func (s *Service) Submit(ctx context.Context, version id.ID, reason string) error {
	return s.moveOpen(ctx, version, Submit, reason)
}

// Return gives a version back to its author, who is told the reason.
func (s *Service) Return(ctx context.Context, version id.ID, reason string) error {
	return s.moveOpen(ctx, version, Return, reason)
}

// Review says that a submitted version is lawful and complete.
func (s *Service) Review(ctx context.Context, version id.ID, reason string) error {
	return s.moveOpen(ctx, version, Review, reason)
}

// Suspend stops new applications; the reason is shown to the public. Cases under way
// go on.
func (s *Service) Suspend(ctx context.Context, version id.ID, reason string) error {
	return s.moveCurrent(ctx, version, Suspend, reason)
}

// Resume ends a suspension.
func (s *Service) Resume(ctx context.Context, version id.ID, reason string) error {
	return s.moveCurrent(ctx, version, Resume, reason)
}

// Retire ends the item for good; the reason is shown to the public. Cases under way
// go on.
func (s *Service) Retire(ctx context.Context, version id.ID, reason string) error {
	return s.moveCurrent(ctx, version, Retire, reason)
}

// Publish makes a reviewed version the current one; the one before is superseded,
// also where it was suspended. A version with Error findings, or one that was
// written from another than the current version, is a Conflict.
func (s *Service) Publish(ctx context.Context, version id.ID, reason string) error {
	err := s.change(ctx, version, Publish, reason, s.publish)
	if err != nil {
		return err
	}
	return s.refresh(ctx)
}

// publish puts the open version in the place of the current one. The rules may have
// changed since it was saved, so it is looked at anew.
func (s *Service) publish(ctx context.Context, tx *db.Tx, c change) error {
	content, err := findContent(ctx, tx, c.moved.VersionID)
	if err != nil {
		return err
	}
	findings := s.lint(content)
	if err := c.publish(findings); err != nil {
		return err
	}
	edition, err := raiseEdition(ctx, tx)
	if err != nil {
		return err
	}
	superseded, _ := Lifecycle.To(c.current.State, Supersede)
	if err := moveCurrent(ctx, tx, *c.current, superseded, c.current.Reason, edition, c.now); err != nil {
		return err
	}
	for _, version := range []id.ID{c.current.VersionID, c.moved.VersionID} {
		if err := deleteFindings(ctx, tx, version); err != nil {
			return err
		}
	}
	if err := insertFindings(ctx, tx, c.moved.VersionID, findings); err != nil {
		return err
	}
	_, digest, err := documentOf(content)
	if err != nil {
		return err
	}
	c.data["number"], c.data["digest"] = c.current.Number+1, fmt.Sprintf("%x", digest)
	return publishOpen(ctx, tx, c.moved, c.current.Number+1, c.by, edition, c.now)
}

// Discard throws an open version away.
func (s *Service) Discard(ctx context.Context, version id.ID) error {
	a := actor.From(ctx)
	if err := mayRead(a); err != nil {
		return err
	}
	now := s.now.Now()
	err := s.db.Write(ctx, editLane, func(ctx context.Context, tx *db.Tx) error {
		w, code, err := lockWorking(ctx, tx, version)
		if err != nil {
			return err
		}
		if err := w.discard(a, version); err != nil {
			return err
		}
		if err := deleteOpen(ctx, tx, version); err != nil {
			return err
		}
		return log(ctx, tx, discarded, code, now, map[string]any{"version": version})
	})
	if err != nil {
		return fmt.Errorf("discard version %s: %w", version, err)
	}
	return nil
}

// moveOpen moves a version the public does not see.
func (s *Service) moveOpen(ctx context.Context, version id.ID, event Event, reason string) error {
	return s.change(ctx, version, event, reason, func(ctx context.Context, tx *db.Tx, c change) error {
		return moveOpen(ctx, tx, c.moved, c.to, reason, c.now)
	})
}

// moveCurrent moves the version the public sees.
func (s *Service) moveCurrent(ctx context.Context, version id.ID, event Event, reason string) error {
	err := s.change(ctx, version, event, reason, func(ctx context.Context, tx *db.Tx, c change) error {
		edition, err := raiseEdition(ctx, tx)
		if err != nil {
			return err
		}
		return moveCurrent(ctx, tx, c.moved, c.to, reason, edition, c.now)
	})
	if err != nil {
		return err
	}
	return s.refresh(ctx)
}

// change is a move under way.
type change struct {
	working
	moved Revision
	to    State
	by    string // account id
	now   time.Time
	data  map[string]any // for the log
}

// change makes one move of a version: whether it is possible, the move, the entry in
// the log, in one unit.
func (s *Service) change(ctx context.Context, version id.ID, event Event, reason string, do func(context.Context, *db.Tx, change) error) error {
	a := actor.From(ctx)
	if err := mayRead(a); err != nil {
		return err
	}
	now := s.now.Now()
	err := s.db.Write(ctx, editLane, func(ctx context.Context, tx *db.Tx) error {
		w, code, err := lockWorking(ctx, tx, version)
		if err != nil {
			return err
		}
		r := w.of(version)
		to, err := r.move(a, event, reason)
		if err != nil {
			return err
		}
		data := map[string]any{"version": version}
		if err := do(ctx, tx, change{w, r, to, a.ID, now, data}); err != nil {
			return err
		}
		return log(ctx, tx, logged[event], code, now, data)
	})
	if err != nil {
		return fmt.Errorf("%s version %s: %w", event, version, err)
	}
	return nil
}

// lockWorking returns what a change of the version's item depends on, while no other
// changes it.
func lockWorking(ctx context.Context, tx *db.Tx, version id.ID) (w working, code string, err error) {
	if err := lockCatalogue(ctx, tx); err != nil {
		return w, "", err
	}
	item, code, err := findVersionItem(ctx, tx, version)
	if err != nil {
		return w, "", err
	}
	w, err = findWorking(ctx, tx, item)
	return w, code, err
}

// The entries of editors in the log.
const (
	revised   = "catalogue.revised"
	discarded = "catalogue.discarded"
)

// logged are the entries of moves.
var logged = map[Event]string{
	Submit: "catalogue.submitted", Return: "catalogue.returned", Review: "catalogue.reviewed", Publish: "catalogue.published",
	Suspend: "catalogue.suspended", Resume: "catalogue.resumed", Retire: "catalogue.retired",
}

func log(ctx context.Context, tx *db.Tx, event, code string, now time.Time, data map[string]any) error {
	return audit.Record(ctx, tx, audit.Entry{Event: event, Actor: actor.From(ctx).ID, Subject: code, At: now, Data: data})
}
