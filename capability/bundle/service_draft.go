package bundle

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"tongban/capability/access"
	"tongban/capability/audit"
	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/once"
)

// MayLook lets in whoever writes or publishes what the city offers.
func MayLook(by actor.Actor) error {
	if access.Has(by, access.CataloguePublish) {
		return nil
	}
	return access.May(by, access.CatalogueEdit, access.Object{})
}

// List returns bundles with how they stand, last touched first.
func (s *Service) List(ctx context.Context, after Cursor, limit int) (lines []Line, next Cursor, err error) {
	if err := MayLook(actor.From(ctx)); err != nil {
		return nil, next, err
	}
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		lines, err = listLines(ctx, tx, after, limit+1)
		return err
	})
	if len(lines) > limit {
		lines = lines[:limit]
		next = Cursor{lines[limit-1].TouchedAt, lines[limit-1].Code}
	}
	return lines, next, err
}

// Find returns what is kept of a bundle.
func (s *Service) Find(ctx context.Context, code string) (*Definition, error) {
	if err := MayLook(actor.From(ctx)); err != nil {
		return nil, err
	}
	var d *Definition
	err := s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		d, err = findDefinition(ctx, tx, code)
		return err
	})
	return d, err
}

// Versions returns what was published of a bundle below a number, newest first; below 0
// begins with the newest. Next is 0 where there are no more.
func (s *Service) Versions(ctx context.Context, code string, below int64, limit int) (list []Version, next int64, err error) {
	if _, err := s.Find(ctx, code); err != nil {
		return nil, 0, err
	}
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		list, err = listVersions(ctx, tx, code, below, limit+1)
		return err
	})
	if len(list) > limit {
		list = list[:limit]
		next = list[limit-1].Number
	}
	return list, next, err
}

// Numbered returns one published version.
func (s *Service) Numbered(ctx context.Context, code string, number int64) (v Version, err error) {
	if _, err := s.Find(ctx, code); err != nil {
		return v, err
	}
	if number <= 0 {
		return v, errUnknown
	}
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		v, err = findNumber(ctx, tx, code, number)
		return err
	})
	return v, err
}

// Check makes the joint of a definition with its items as they are now. Faults are what keeps
// it from being offered, each named by its place in the definition; where the joint cannot be
// made at all it is nil.
func (s *Service) Check(ctx context.Context, b *Bundle) (j *Joint, faults []fault.Field, err error) {
	pinned, _, err := s.pins(ctx, b)
	if err != nil {
		return nil, nil, err
	}
	if j, err = Join(b, 0, pinned); err == nil {
		if len(b.Same) == 0 {
			faults = append(faults, fault.Field{Name: "same", Key: "bundle.check.same"})
		}
		return j, faults, nil
	}
	if found, ok := fault.As(err); ok && found.Kind == fault.Invalid {
		return nil, found.Fields, nil
	}
	return nil, nil, err
}

// Begin starts the draft of a bundle that there is none of yet. A code that something else
// has is Invalid.
func (s *Service) Begin(ctx context.Context, b *Bundle) (Version, error) {
	if err := access.May(actor.From(ctx), access.CatalogueEdit, access.Object{}); err != nil {
		return Version{}, err
	}
	if len(b.Code) > 64 || !slug.MatchString(b.Code) {
		return Version{}, wrong("code", "check.code")
	}
	if strings.TrimSpace(b.Name) == "" {
		return Version{}, wrong("name", "check.name")
	}
	if _, err := s.Items.Published(ctx, b.Code); err == nil {
		return Version{}, wrong("code", "check.taken")
	} else if fault.KindOf(err) != fault.NotFound {
		return Version{}, err
	}
	return s.begin(ctx, b, 0, true)
}

// BeginFrom starts a draft with the content of the version with a number, 0: what is offered.
func (s *Service) BeginFrom(ctx context.Context, code string, number int64) (Version, error) {
	if err := access.May(actor.From(ctx), access.CatalogueEdit, access.Object{}); err != nil {
		return Version{}, err
	}
	d, err := s.Find(ctx, code)
	if err != nil {
		return Version{}, err
	}
	if number == 0 {
		if d.Current == nil {
			return Version{}, errNotNow
		}
		number = d.Current.Number
	}
	old, err := s.Numbered(ctx, code, number)
	if err != nil {
		return Version{}, err
	}
	return s.begin(ctx, old.Bundle, number, false)
}

// begin stores a first draft; of a fresh one nothing may be there yet.
func (s *Service) begin(ctx context.Context, b *Bundle, base int64, fresh bool) (Version, error) {
	v := Version{Bundle: b, ID: id.New(), Code: b.Code, State: Draft, Edits: 1, Base: base}
	if err := v.write(ctx, s, b); err != nil {
		return v, err
	}
	key, err := once.Do(ctx, s.Once, lane, "bundle.begin", []any{b, base}, func(ctx context.Context, tx *db.Tx) (id.ID, error) {
		d, err := findDefinition(ctx, tx, b.Code)
		switch {
		case err == nil && d.Draft != nil:
			return 0, stale(*d.Draft)
		case err == nil && fresh:
			return 0, wrong("code", "check.taken")
		case err != nil && fault.KindOf(err) != fault.NotFound:
			return 0, err
		}
		if err := keepBundle(ctx, tx, b, v.WrittenAt); err != nil {
			return 0, err
		}
		if err := insertVersion(ctx, tx, v); err != nil {
			return 0, err
		}
		return v.ID, s.record(ctx, tx, eventWritten, v)
	})
	if err != nil {
		return v, fmt.Errorf("begin bundle %s: %w", b.Code, err)
	}
	v.ID = key
	return v, nil
}

// write puts a content into a draft, as the actor's.
func (v *Version) write(ctx context.Context, s *Service, b *Bundle) error {
	written := *b
	written.Code = v.Code
	text, err := json.Marshal(written)
	if err != nil {
		return err
	}
	if len(text) > mostWritten {
		return errLarge
	}
	by := actor.From(ctx)
	v.Authors = append(slices.DeleteFunc(slices.Clone(v.Authors), func(a string) bool { return a == by.ID }), by.ID)
	v.Bundle, v.AuthorName, v.WrittenAt = &written, by.Name, s.Clock.Now()
	return nil
}

// Save stores a content as the draft, also one with faults. Edits is what the author has
// read: somebody else's change since is a Conflict that says whose.
func (s *Service) Save(ctx context.Context, code string, edits int, b *Bundle) (Version, error) {
	if err := access.May(actor.From(ctx), access.CatalogueEdit, access.Object{}); err != nil {
		return Version{}, err
	}
	d, err := s.Find(ctx, code)
	if err != nil {
		return Version{}, err
	}
	if d.Draft == nil {
		return Version{}, errNotNow
	}
	v := *d.Draft
	if err := v.write(ctx, s, b); err != nil {
		return Version{}, err
	}
	v.Edits = edits
	_, err = once.Do(ctx, s.Once, lane, "bundle.save", []any{code, edits, b}, func(ctx context.Context, tx *db.Tx) (int, error) {
		done, err := updateDraft(ctx, tx, v)
		if err != nil {
			return 0, err
		}
		if !done {
			return 0, s.why(ctx, tx, code)
		}
		if err := keepBundle(ctx, tx, v.Bundle, v.WrittenAt); err != nil {
			return 0, err
		}
		return edits + 1, s.record(ctx, tx, eventWritten, v)
	})
	if err != nil {
		return v, fmt.Errorf("save bundle %s: %w", code, err)
	}
	v.Edits++
	return v, nil
}

// why says what stands in the way of a change of the draft: somebody else's, or that there
// is none.
func (s *Service) why(ctx context.Context, tx *db.Tx, code string) error {
	d, err := findDefinition(ctx, tx, code)
	switch {
	case err != nil:
		return err
	case d.Draft != nil:
		return stale(*d.Draft)
	}
	return errNotNow
}

// Throw throws the draft away, and with it a bundle that never was published.
func (s *Service) Throw(ctx context.Context, code string, edits int) error {
	if err := access.May(actor.From(ctx), access.CatalogueEdit, access.Object{}); err != nil {
		return err
	}
	const op = "bundle.discard"
	cmd := []any{code, edits}
	d, err := s.Find(ctx, code)
	if err == nil && d.Draft == nil {
		err = errNotNow
	}
	if err != nil {
		_, err = once.Again(ctx, s.Once, op, cmd, 0, err)
		return err
	}
	v := *d.Draft
	v.Edits = edits
	_, err = once.Do(ctx, s.Once, lane, op, cmd, func(ctx context.Context, tx *db.Tx) (int, error) {
		done, err := deleteDraft(ctx, tx, v)
		if err == nil && !done {
			err = s.why(ctx, tx, code)
		}
		if err != nil {
			return 0, err
		}
		if err := forgetUnpublished(ctx, tx, code); err != nil {
			return 0, err
		}
		return 0, s.record(ctx, tx, eventDiscarded, v)
	})
	if err != nil {
		return fmt.Errorf("discard draft of %s: %w", code, err)
	}
	return nil
}

func (s *Service) record(ctx context.Context, tx *db.Tx, event string, v Version) error {
	return audit.Record(ctx, tx, audit.Entry{
		Event: event, Actor: actor.From(ctx).ID, Subject: v.Code, At: s.Clock.Now(), Data: versionData{v.ID, v.Number, v.digest()},
	})
}
