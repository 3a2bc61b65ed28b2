package announcement

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"

	"tongban/capability/access"
	"tongban/capability/audit"
	"tongban/kernel/actor"
	"tongban/kernel/calendar"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// Manuscript is what an editor hands in.
type Manuscript struct {
	ID       id.ID // of the version; a form brings a new one, so sending twice makes one
	Corrects id.ID // the announcement it corrects; zero for a new one
	Edits    int   // as read; zero for a draft that was never stored
	Content
}

// Write stores a draft. Somebody else's change since it was read is a Conflict.
func (s *Service) Write(ctx context.Context, m Manuscript) error {
	by := actor.From(ctx)
	if err := access.May(by, access.AnnouncementEdit, access.Object{}); err != nil {
		return err
	}
	m.Content = m.tidy()
	fields := m.wrong(m.Corrects != 0)
	unknown, err := s.unknown(ctx, m.Content)
	if err != nil {
		return fmt.Errorf("write announcement: %w", err)
	}
	if fields = append(fields, unknown...); len(fields) > 0 {
		return fault.InvalidFields(fields)
	}
	v := Version{
		ID: m.ID, Announcement: m.ID, Revision: 1, Edits: m.Edits, Content: m.Content,
		Authors: []string{by.ID}, AuthorName: by.Name, WrittenAt: s.now.Now(),
	}
	if m.Corrects != 0 {
		v.Announcement = m.Corrects
	}
	err = s.db.Write(ctx, "announcement", func(ctx context.Context, tx *db.Tx) error { return s.store(ctx, tx, v) })
	if err != nil {
		return fmt.Errorf("write announcement %s: %w", m.ID, err)
	}
	return nil
}

// unknown names the department, region and items that are not there.
func (s *Service) unknown(ctx context.Context, c Content) (fields []fault.Field, err error) {
	look := func(name, value string, find func() error) {
		if value == "" || err != nil {
			return
		}
		switch missing := find(); {
		case fault.KindOf(missing) == fault.NotFound:
			fields = append(fields, fault.Field{Name: name, Key: "announcement.wrong." + name + "-unknown", Args: []any{value}})
		default:
			err = missing
		}
	}
	look("department", c.Department, func() error { _, err := s.places.Department(ctx, c.Department); return err })
	look("region", c.Region, func() error { _, err := s.places.Region(ctx, c.Region); return err })
	for _, item := range c.Items {
		look("items", item, func() error { _, err := s.items.Published(ctx, item); return err })
	}
	return fields, err
}

// store inserts or updates a draft and records it.
func (s *Service) store(ctx context.Context, tx *db.Tx, v Version) error {
	stored, err := findVersion(ctx, tx, v.ID)
	switch {
	case fault.KindOf(err) == fault.NotFound && v.Edits == 0:
		err = s.begin(ctx, tx, v)
	case err != nil:
		return err
	case v.Edits == 0 && stored.State == Draft && slices.Contains(stored.Authors, v.Authors[0]) && reflect.DeepEqual(stored.Content, v.Content):
		return nil // sent twice
	default:
		v.Announcement, v.Revision = stored.Announcement, stored.Revision
		if fields := v.wrong(v.Revision > 1); len(fields) > 0 { // whatever the form says of itself
			return fault.InvalidFields(fields)
		}
		v.Authors = joined(stored.Authors, v.Authors[0])
		err = must(updateDraft(ctx, tx, v))
	}
	if err != nil {
		return err
	}
	return s.record(ctx, tx, eventWritten, v)
}

// joined returns authors with one more.
func joined(authors []string, author string) []string {
	return append(slices.DeleteFunc(authors, func(a string) bool { return a == author }), author)
}

// begin inserts a draft: of a new announcement, or of the next version of one that is
// published.
func (s *Service) begin(ctx context.Context, tx *db.Tx, v Version) error {
	if v.Announcement != v.ID {
		current, err := findPublic(ctx, tx, v.Announcement)
		switch {
		case err != nil:
			return err
		case current.State != Published:
			return errNotNow
		}
		newest, err := newestRevision(ctx, tx, v.Announcement)
		if err != nil {
			return err
		}
		v.Revision = newest + 1
	}
	return must(insertDraft(ctx, tx, v))
}

// must turns a row that was not as expected into the fault.
func must(done bool, err error) error {
	if err == nil && !done {
		return errStale
	}
	return err
}

// Publish tells the public. Nobody who wrote the draft may; edits is what the
// publisher has read, so nobody publishes what they have not seen.
func (s *Service) Publish(ctx context.Context, version id.ID, edits int) error {
	now := s.now.Now()
	return s.change(ctx, version, Publish, func(ctx context.Context, tx *db.Tx, v Version) error {
		if err := v.mayPublish(actor.From(ctx)); err != nil {
			return err
		}
		if err := v.overdue(calendar.DateOf(now)); err != nil {
			return err
		}
		v.Edits = edits
		return s.publish(ctx, tx, v, clock.Millis(now))
	})
}

// mayPublish says why somebody may not publish a version.
func (v Version) mayPublish(by actor.Actor) error {
	var o access.Object
	if slices.Contains(v.Authors, by.ID) {
		o.By = by.ID
	}
	return access.May(by, access.AnnouncementPublish, o)
}

// publish puts a draft in the place of the version before it.
func (s *Service) publish(ctx context.Context, tx *db.Tx, v Version, at int64) error {
	if v.Revision > 1 {
		if err := must(supersede(ctx, tx, v.Announcement)); err != nil {
			return err
		}
	}
	if err := must(moveDraft(ctx, tx, v, Published, actor.From(ctx).ID, at)); err != nil {
		return err
	}
	for _, item := range v.Items {
		if err := insertItem(ctx, tx, v.ID, item); err != nil {
			return err
		}
	}
	return s.record(ctx, tx, eventPublished, v)
}

// Discard throws a draft away.
func (s *Service) Discard(ctx context.Context, version id.ID, edits int) error {
	return s.change(ctx, version, Discard, func(ctx context.Context, tx *db.Tx, v Version) error {
		if err := access.May(actor.From(ctx), access.AnnouncementEdit, access.Object{}); err != nil {
			return err
		}
		v.Edits = edits
		if err := must(moveDraft(ctx, tx, v, Discarded, "", 0)); err != nil {
			return err
		}
		return s.record(ctx, tx, eventDiscarded, v)
	})
}

// Withdraw takes a published announcement back; the public is told the reason.
func (s *Service) Withdraw(ctx context.Context, version id.ID, reason string) error {
	if err := access.May(actor.From(ctx), access.AnnouncementPublish, access.Object{}); err != nil {
		return err
	}
	reason = strings.TrimSpace(reason)
	switch {
	case reason == "":
		return fault.InvalidFields([]fault.Field{{Name: "reason", Key: "announcement.wrong.reason"}})
	case utf8.RuneCountInString(reason) > maxShort:
		return fault.InvalidFields([]fault.Field{{Name: "reason", Key: "announcement.wrong.long", Args: []any{maxShort}}})
	}
	return s.change(ctx, version, Withdraw, func(ctx context.Context, tx *db.Tx, v Version) error {
		if err := must(withdraw(ctx, tx, version, reason, s.now.Now())); err != nil {
			return err
		}
		return s.record(ctx, tx, eventWithdrawn, v)
	})
}

// change does something to a version that the event may move now.
func (s *Service) change(ctx context.Context, version id.ID, event Event, do func(context.Context, *db.Tx, Version) error) error {
	err := s.db.Write(ctx, "announcement", func(ctx context.Context, tx *db.Tx) error {
		v, err := findVersion(ctx, tx, version)
		switch {
		case err != nil:
			return err
		case !Lifecycle.May(v.State, event):
			return errNotNow
		}
		return do(ctx, tx, v)
	})
	if err != nil {
		return fmt.Errorf("%s announcement %s: %w", event, version, err)
	}
	return nil
}

// record writes what happened into the log. The digest proves what was said.
func (s *Service) record(ctx context.Context, tx *db.Tx, event string, v Version) error {
	text, err := json.Marshal(v.Content)
	if err != nil {
		return err
	}
	digest := sha256.Sum256(text)
	return audit.Record(ctx, tx, audit.Entry{
		Event: event, Actor: actor.From(ctx).ID, Subject: v.Announcement.String(), At: s.now.Now(),
		Data: versionData{v.ID, v.Revision, hex.EncodeToString(digest[:])},
	})
}

// Version returns a version, whatever its state, for those who write or publish.
func (s *Service) Version(ctx context.Context, version id.ID) (v Version, err error) {
	if err := maySee(ctx); err != nil {
		return Version{}, err
	}
	err = s.db.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		v, err = findVersion(ctx, tx, version)
		return err
	})
	if err != nil {
		return Version{}, fmt.Errorf("find version %s: %w", version, err)
	}
	return v, nil
}

// Written returns versions in a state, or in any, last written first, for those who
// write or publish.
func (s *Service) Written(ctx context.Context, state State, before Cursor) (Page, error) {
	if err := maySee(ctx); err != nil {
		return Page{}, err
	}
	const limit = 20
	var found []Version
	err := s.db.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		found, err = listWritten(ctx, tx, state, before, limit+1)
		return err
	})
	if err != nil {
		return Page{}, fmt.Errorf("list versions: %w", err)
	}
	return cut(found, limit, func(v Version) Cursor { return Cursor{v.WrittenAt, v.ID} }), nil
}

// maySee refuses those who neither write nor publish.
func maySee(ctx context.Context) error {
	by := actor.From(ctx)
	if access.Has(by, access.AnnouncementPublish) {
		return nil
	}
	return access.May(by, access.AnnouncementEdit, access.Object{})
}
