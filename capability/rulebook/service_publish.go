package rulebook

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"tongban/capability/access"
	"tongban/capability/catalogue"
	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/once"
)

// Seen is what whoever decides has looked at: a change since is a Conflict.
type Seen struct {
	Edits   int   // of the draft
	Current int64 // number in force, 0: none
}

// ruling is a command that changes what is in force.
type ruling struct {
	Op     string
	Item   string
	Seen   Seen
	Reason string
}

// Publish puts the draft in force for cases handed in from now on. It is refused to whoever
// wrote it, to rules with faults, to examples that come out otherwise or do not show both
// outcomes, and to what no shadow run has proved.
func (s *Service) Publish(ctx context.Context, item string, seen Seen, reason string) (Version, error) {
	return s.rule(ctx, ruling{"rulebook.publish", item, seen, strings.TrimSpace(reason)}, s.publish)
}

// Withdraw takes the version in force out of it: people decide every case again.
func (s *Service) Withdraw(ctx context.Context, item string, number int64, reason string) (Version, error) {
	return s.rule(ctx, ruling{"rulebook.withdraw", item, Seen{Current: number}, strings.TrimSpace(reason)}, s.withdraw)
}

// rule carries a command out, once for its key.
func (s *Service) rule(ctx context.Context, d ruling, do func(context.Context, *Rulebook, ruling) (Version, error)) (Version, error) {
	b, err := s.Find(ctx, d.Item)
	if err != nil {
		return Version{}, err
	}
	var v Version
	if err = d.check(); err == nil {
		v, err = do(ctx, b, d)
	}
	if v, err = once.Again(ctx, s.Once, d.Op, d, v, err); err != nil {
		return v, fmt.Errorf("%s of %s: %w", d.Op, d.Item, err)
	}
	return v, nil
}

// check says what is wrong with the reason, which is always asked for: the list of versions
// says why each came and went.
func (d ruling) check() error {
	switch {
	case utf8.RuneCountInString(d.Reason) > maxReason:
		return fault.InvalidFields([]fault.Field{{Name: "reason", Key: "rulebook.wrong.long", Args: []any{maxReason}}})
	case d.Reason == "":
		return fault.InvalidFields([]fault.Field{{Name: "reason", Key: "rulebook.wrong.reason"}})
	}
	return nil
}

// mayPublish says why somebody may not put a version in force.
func (b *Rulebook) mayPublish(by actor.Actor, v Version) error {
	o := b.object()
	if slices.Contains(v.Authors, by.ID) {
		o.By = by.ID
	}
	return access.May(by, access.RulebookPublish, o)
}

func (s *Service) publish(ctx context.Context, b *Rulebook, d ruling) (Version, error) {
	if b.Draft == nil {
		return Version{}, errNotNow
	}
	v := *b.Draft
	by := actor.From(ctx)
	if err := b.mayPublish(by, v); err != nil {
		return Version{}, err
	}
	if err := s.mustBeReady(ctx, &v); err != nil {
		return Version{}, err
	}
	v.Edits = d.Seen.Edits
	v.State, v.PublisherID, v.PublisherName, v.PublishedAt, v.Reason = Published, by.ID, by.Name, s.Clock.Now(), d.Reason
	return once.Do(ctx, s.Once, lane, d.Op, d, func(ctx context.Context, tx *db.Tx) (Version, error) {
		if err := touch(ctx, tx, *b, v.PublishedAt); err != nil { // first: others wait here for this unit
			return v, err
		}
		now, err := findRulebook(ctx, tx, b.Item)
		if err != nil {
			return v, err
		}
		if err := s.replace(ctx, tx, now, d.Seen.Current); err != nil {
			return v, err
		}
		put := v
		if put.Number, err = newestNumber(ctx, tx, b.Item); err != nil {
			return v, err
		}
		put.Number++
		done, err := publishDraft(ctx, tx, put)
		if err == nil && !done {
			err = s.why(ctx, tx, b.Item)
		}
		if err != nil {
			return v, err
		}
		return put, s.record(ctx, tx, eventPublished, put)
	})
}

// mustBeReady refuses a draft that is not proved, on paper and on real cases, and notes on
// which run it rests.
func (s *Service) mustBeReady(ctx context.Context, v *Version) error {
	c, err := s.check(ctx, v.Item, v.Content) // what the item offers may have changed since
	if err != nil {
		return err
	}
	why, err := s.byHand(ctx, v.Item)
	if err != nil {
		return err
	}
	approves, refers := c.both()
	switch {
	case why != "":
		return fault.New(fault.Conflict, "rulebook.by-hand."+string(why))
	case c.errors() > 0:
		return errFaulty
	case c.failing() > 0:
		return errFailing
	case !approves || !refers:
		return errFew
	}
	run, proven, err := s.Proof.Proven(ctx, v.Digest)
	if err == nil && !proven {
		err = errUnproven
	}
	v.Proof = run
	return err
}

// byHand says why rules may approve nothing of an item, on no track.
func (s *Service) byHand(ctx context.Context, code string) (catalogue.ByHand, error) {
	item, err := s.Items.Published(ctx, code)
	if fault.KindOf(err) == fault.NotFound && err != nil {
		return "", nil // it is not offered any more
	}
	if err != nil {
		return "", err
	}
	return item.AlwaysByHand(), nil
}

// replace ends the version in force, which is to be the one that was looked at.
func (s *Service) replace(ctx context.Context, tx *db.Tx, now *Rulebook, seen int64) error {
	switch {
	case now.Current == nil && seen == 0:
		return nil
	case now.Current == nil:
		return errNotNow
	case now.Current.Number != seen:
		return overtaken(*now.Current)
	}
	old := *now.Current
	old.State, old.EndedAt = Superseded, s.Clock.Now()
	_, err := endVersion(ctx, tx, old)
	return err
}

func (s *Service) withdraw(ctx context.Context, b *Rulebook, d ruling) (Version, error) {
	by := actor.From(ctx)
	if err := access.May(by, access.RulebookPublish, b.object()); err != nil {
		return Version{}, err
	}
	if b.Current == nil {
		return Version{}, errNotNow
	}
	return once.Do(ctx, s.Once, lane, d.Op, d, func(ctx context.Context, tx *db.Tx) (Version, error) {
		if err := touch(ctx, tx, *b, s.Clock.Now()); err != nil {
			return Version{}, err
		}
		now, err := findRulebook(ctx, tx, b.Item)
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
