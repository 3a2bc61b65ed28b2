package bundle

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"tongban/capability/access"
	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/once"
)

// ruling is a command that changes what is offered.
type ruling struct {
	Op     string
	Code   string
	Seen   Seen
	Reason string
}

// MayPublish says why somebody may not put v on offer: two people do it, who writes does not
// publish.
func (v Version) MayPublish(by actor.Actor) error {
	var o access.Object
	if slices.Contains(v.Authors, by.ID) {
		o.By = by.ID
	}
	return access.May(by, access.CataloguePublish, o)
}

// Publish puts the draft on offer for whoever applies from now on; what was begun before goes
// on under its own edition. It is refused to whoever wrote it, to a definition with faults and
// to one whose components still ask for the same thing differently.
func (s *Service) Publish(ctx context.Context, code string, seen Seen, reason string) (Version, error) {
	return s.rule(ctx, ruling{"bundle.publish", code, seen, strings.TrimSpace(reason)}, s.publish)
}

// Withdraw takes the version on offer out of it: nobody can apply any more, what was handed in
// goes on.
func (s *Service) Withdraw(ctx context.Context, code string, number int64, reason string) (Version, error) {
	return s.rule(ctx, ruling{"bundle.withdraw", code, Seen{Current: number}, strings.TrimSpace(reason)}, s.withdraw)
}

// rule carries a command out, once for its key.
func (s *Service) rule(ctx context.Context, d ruling, do func(context.Context, *Definition, ruling) (Version, error)) (Version, error) {
	kept, err := s.Find(ctx, d.Code)
	if err != nil {
		return Version{}, err
	}
	var v Version
	if err = d.check(); err == nil {
		v, err = do(ctx, kept, d)
	}
	if v, err = once.Again(ctx, s.Once, d.Op, d, v, err); err != nil {
		return v, fmt.Errorf("%s of %s: %w", d.Op, d.Code, err)
	}
	return v, nil
}

// check says what is wrong with the reason: the list of versions says why each came and went.
func (d ruling) check() error {
	switch {
	case utf8.RuneCountInString(d.Reason) > MaxReason:
		return wrong("reason", "wrong.long", MaxReason)
	case d.Reason == "":
		return wrong("reason", "wrong.reason")
	}
	return nil
}

// MustBeReady refuses a definition that has faults, or clashes nobody has settled.
func (s *Service) MustBeReady(ctx context.Context, b *Bundle) error {
	j, faults, err := s.Check(ctx, b)
	switch {
	case err != nil:
		return err
	case len(faults) > 0:
		return errFaulty
	case len(j.Clashes) > 0:
		return errClash
	}
	return nil
}

func (s *Service) publish(ctx context.Context, kept *Definition, d ruling) (Version, error) {
	if kept.Draft == nil {
		return Version{}, errNotNow
	}
	v := *kept.Draft
	if v.Edits != d.Seen.Edits { // what is judged below is what the publisher has seen
		return Version{}, stale(v)
	}
	by := actor.From(ctx)
	if err := v.MayPublish(by); err != nil {
		return Version{}, err
	}
	if err := s.MustBeReady(ctx, v.Bundle); err != nil {
		return Version{}, err
	}
	v.State, v.PublisherName, v.PublishedAt, v.Reason = Published, by.Name, s.Clock.Now(), d.Reason
	return once.Do(ctx, s.Once, lane, d.Op, d, func(ctx context.Context, tx *db.Tx) (Version, error) {
		if err := keepBundle(ctx, tx, v.Bundle, v.PublishedAt); err != nil { // first: others wait here for this unit
			return v, err
		}
		now, err := findDefinition(ctx, tx, v.Code)
		if err != nil {
			return v, err
		}
		if now.Draft == nil || now.Draft.ID != v.ID || now.Draft.Edits != v.Edits {
			return v, s.why(ctx, tx, v.Code)
		}
		if err := s.replace(ctx, tx, now, d.Seen.Current); err != nil {
			return v, err
		}
		put := v
		if put.Number, err = newestNumber(ctx, tx, v.Code); err != nil {
			return v, err
		}
		put.Number++
		done, err := publishDraft(ctx, tx, put)
		if err == nil && !done {
			err = s.why(ctx, tx, v.Code)
		}
		if err != nil {
			return v, err
		}
		return put, s.record(ctx, tx, eventPublished, put)
	})
}

// replace ends the version on offer, which is to be the one that was looked at.
func (s *Service) replace(ctx context.Context, tx *db.Tx, now *Definition, seen int64) error {
	switch {
	case now.Current == nil && seen == 0:
		return nil
	case now.Current == nil:
		return errNotNow
	case now.Current.Number != seen:
		return overtaken(*now.Current)
	}
	old := *now.Current
	old.State, old.EndedAt = Replaced, s.Clock.Now()
	_, err := endVersion(ctx, tx, old)
	return err
}

func (s *Service) withdraw(ctx context.Context, kept *Definition, d ruling) (Version, error) {
	by := actor.From(ctx)
	if err := access.May(by, access.CataloguePublish, access.Object{}); err != nil {
		return Version{}, err
	}
	if kept.Current == nil {
		return Version{}, errNotNow
	}
	return once.Do(ctx, s.Once, lane, d.Op, d, func(ctx context.Context, tx *db.Tx) (Version, error) {
		if err := keepBundle(ctx, tx, kept.Current.Bundle, s.Clock.Now()); err != nil {
			return Version{}, err
		}
		now, err := findDefinition(ctx, tx, d.Code)
		switch {
		case err != nil:
			return Version{}, err
		case now.Current == nil:
			return Version{}, errNotNow
		case now.Current.Number != d.Seen.Current:
			return Version{}, overtaken(*now.Current)
		}
		v := *now.Current
		v.State, v.EndedAt, v.EndedBy, v.EndedWhy = Withdrawn, s.Clock.Now(), by.Name, d.Reason
		if _, err := endVersion(ctx, tx, v); err != nil {
			return Version{}, err
		}
		return v, s.record(ctx, tx, eventWithdrawn, v)
	})
}
