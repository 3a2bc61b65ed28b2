package procedure

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"tongban/capability/access"
	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/once"
)

// Seen is what whoever decides has looked at: a change since is a Conflict.
type Seen struct {
	Edits   int // of the draft
	Current int // revision in force, 0: none
}

// decision is a command that changes what is in force.
type decision struct {
	Op       string
	Item     string
	Revision int // that it is about; 0 is the draft
	Seen     Seen
	Reason   string
}

// Publish puts the draft in force for new cases; running ones keep their version. Nobody
// who drew it may, and a drawing with faults cannot be.
func (s *Service) Publish(ctx context.Context, item string, seen Seen, reason string) (Version, error) {
	return s.decide(ctx, decision{"procedure.publish", item, 0, seen, strings.TrimSpace(reason)}, s.publish)
}

// Restore puts the drawing of an earlier version in force again, as a new version.
func (s *Service) Restore(ctx context.Context, item string, revision int, seen Seen, reason string) (Version, error) {
	return s.decide(ctx, decision{"procedure.restore", item, revision, seen, strings.TrimSpace(reason)}, s.restore)
}

// Withdraw takes the version in force out of it. New cases follow the item's stages.
func (s *Service) Withdraw(ctx context.Context, item string, revision int, reason string) (Version, error) {
	return s.decide(ctx, decision{"procedure.withdraw", item, revision, Seen{Current: revision}, strings.TrimSpace(reason)}, s.withdraw)
}

// decide carries a command out, once for its key.
func (s *Service) decide(ctx context.Context, d decision, do func(context.Context, *Procedure, decision) (Version, error)) (Version, error) {
	p, err := s.Find(ctx, d.Item)
	if err != nil {
		return Version{}, err
	}
	var v Version
	if err = d.check(); err == nil {
		v, err = do(ctx, p, d)
	}
	if v, err = once.Again(ctx, s.Once, d.Op, d, v, err); err != nil {
		return v, fmt.Errorf("%s of %s: %w", d.Op, d.Item, err)
	}
	return v, nil
}

// check says what is wrong with the reason; only withdrawing needs one.
func (d decision) check() error {
	switch {
	case utf8.RuneCountInString(d.Reason) > maxReason:
		return fault.InvalidFields([]fault.Field{{Name: "reason", Key: "procedure.wrong.long", Args: []any{maxReason}}})
	case d.Reason == "" && d.Op == "procedure.withdraw":
		return fault.InvalidFields([]fault.Field{{Name: "reason", Key: "procedure.wrong.reason"}})
	}
	return nil
}

// mayPublish says why somebody may not put a version in force.
func (p *Procedure) mayPublish(by actor.Actor, v Version) error {
	o := p.object()
	if slices.Contains(v.Authors, by.ID) {
		o.By = by.ID
	}
	return access.May(by, access.ProcedurePublish, o)
}

func (s *Service) publish(ctx context.Context, p *Procedure, d decision) (Version, error) {
	if p.Draft == nil {
		return Version{}, errNotNow
	}
	v := *p.Draft
	if err := p.mayPublish(actor.From(ctx), v); err != nil {
		return Version{}, err
	}
	if err := s.mustBeGood(ctx, v); err != nil {
		return Version{}, err
	}
	v.Edits = d.Seen.Edits
	return s.enforce(ctx, p, d, v, eventPublished)
}

func (s *Service) restore(ctx context.Context, p *Procedure, d decision) (Version, error) {
	_, old, err := s.Version(ctx, p.Item, d.Revision)
	if err != nil {
		return Version{}, err
	}
	if err := p.mayPublish(actor.From(ctx), old); err != nil {
		return Version{}, err
	}
	if old.State == Published {
		return Version{}, errNotNow
	}
	if err := s.mustBeGood(ctx, old); err != nil { // what is taken for sound may have changed since
		return Version{}, err
	}
	v := old
	v.ID, v.Base, v.Restores = id.New(), d.Seen.Current, old.Revision
	return s.enforce(ctx, p, d, v, eventRestored)
}

// mustBeGood refuses a drawing that has faults.
func (s *Service) mustBeGood(ctx context.Context, v Version) error {
	c, err := s.check(ctx, v.Item, v.XML)
	if err == nil && c.errors() > 0 {
		return errFaulty
	}
	return err
}

// enforce puts v in the place of the version in force.
func (s *Service) enforce(ctx context.Context, p *Procedure, d decision, v Version, event string) (Version, error) {
	v.State, v.PublisherName, v.PublishedAt, v.Reason = Published, actor.From(ctx).Name, s.Clock.Now(), d.Reason
	return once.Do(ctx, s.Once, lane, d.Op, d, func(ctx context.Context, tx *db.Tx) (Version, error) {
		if err := touch(ctx, tx, *p, v.PublishedAt); err != nil { // first: others wait here for this unit
			return v, err
		}
		now, err := findProcedure(ctx, tx, p.Item)
		if err != nil {
			return v, err
		}
		if err := s.replace(ctx, tx, now, d.Seen.Current); err != nil {
			return v, err
		}
		put := v
		if put.Revision, err = newestRevision(ctx, tx, p.Item); err != nil {
			return v, err
		}
		put.Revision++
		store := publishDraft
		if put.Restores > 0 && event == eventRestored {
			store = insertVersion
		}
		done, err := store(ctx, tx, put)
		if err == nil && !done {
			err = s.why(ctx, tx, p.Item)
		}
		if err != nil {
			return v, err
		}
		return put, s.record(ctx, tx, event, put)
	})
}

// replace ends the version in force, which is to be the one that was looked at.
func (s *Service) replace(ctx context.Context, tx *db.Tx, now *Procedure, seen int) error {
	switch {
	case now.Current == nil && seen == 0:
		return nil
	case now.Current == nil:
		return errNotNow
	case now.Current.Revision != seen:
		return overtaken(*now.Current)
	}
	_, err := endVersion(ctx, tx, now.Current.ID, Superseded, "", s.Clock.Now())
	return err
}

func (s *Service) withdraw(ctx context.Context, p *Procedure, d decision) (Version, error) {
	if err := access.May(actor.From(ctx), access.ProcedurePublish, p.object()); err != nil {
		return Version{}, err
	}
	if p.Current == nil {
		return Version{}, errNotNow
	}
	return once.Do(ctx, s.Once, lane, d.Op, d, func(ctx context.Context, tx *db.Tx) (Version, error) {
		if err := touch(ctx, tx, *p, s.Clock.Now()); err != nil {
			return Version{}, err
		}
		now, err := findProcedure(ctx, tx, p.Item)
		switch {
		case err != nil:
			return Version{}, err
		case now.Current == nil:
			return Version{}, errNotNow
		case now.Current.Revision != d.Revision:
			return Version{}, overtaken(*now.Current)
		}
		v := *now.Current
		if _, err := endVersion(ctx, tx, v.ID, Withdrawn, d.Reason, s.Clock.Now()); err != nil {
			return Version{}, err
		}
		v.State, v.Reason = Withdrawn, d.Reason
		return v, s.record(ctx, tx, eventWithdrawn, v)
	})
}
