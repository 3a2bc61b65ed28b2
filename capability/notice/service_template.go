package notice

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"unicode/utf8"

	"tongban/capability/access"
	"tongban/capability/audit"
	"tongban/kernel/actor"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// Shelf is everything about one template of one department.
type Shelf struct {
	Department string
	Name       Name
	Kind       Kind
	BuiltIn    Words
	InForce    *Template // nil: the built-in words
	Draft      *Template
	Versions   []Template // newest first, with the draft
	Incidents  []Incident
}

// Words are the words in force.
func (s Shelf) Words() Words {
	if s.InForce != nil {
		return s.InForce.Words
	}
	return s.BuiltIn
}

// Shelves lists the templates of a department in the order of Names, without versions and
// incidents, for those who write or publish.
func (s *Service) Shelves(ctx context.Context, department string) ([]Shelf, error) {
	if err := maySee(ctx); err != nil {
		return nil, err
	}
	var own []Template
	err := s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		own, err = listTemplates(ctx, tx, department)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list templates of %s: %w", department, err)
	}
	var shelves []Shelf
	for _, name := range order {
		shelf := shelfOf(department, name)
		shelf.put(own)
		shelves = append(shelves, shelf)
	}
	return shelves, nil
}

func shelfOf(department string, name Name) Shelf {
	return Shelf{Department: department, Name: name, Kind: ours[name].Kind, BuiltIn: ours[name].words}
}

// put finds the version in force and the draft among versions.
func (s *Shelf) put(versions []Template) {
	for i, v := range versions {
		switch {
		case v.Name != s.Name:
		case v.State == Draft:
			s.Draft = &versions[i]
		case v.State == Published:
			s.InForce = &versions[i]
		}
	}
}

// Shelf returns one template of a department with its versions.
func (s *Service) Shelf(ctx context.Context, department string, name Name) (Shelf, error) {
	if err := maySee(ctx); err != nil {
		return Shelf{}, err
	}
	if err := s.mustBe(ctx, department, name); err != nil {
		return Shelf{}, err
	}
	shelf := shelfOf(department, name)
	err := s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if shelf.Versions, err = listVersions(ctx, tx, department, name); err != nil {
			return err
		}
		shelf.Incidents, err = listIncidents(ctx, tx, department, name)
		return err
	})
	if err != nil {
		return Shelf{}, fmt.Errorf("template %s of %s: %w", name, department, err)
	}
	shelf.put(shelf.Versions)
	return shelf, nil
}

// mustBe refuses departments and templates that are not there.
func (s *Service) mustBe(ctx context.Context, department string, name Name) error {
	if ours[name].Name == "" {
		return fault.New(fault.NotFound, "notice.unknown-template")
	}
	_, err := s.Places.Department(ctx, department)
	return err
}

// Manuscript is what an editor hands in.
type Manuscript struct {
	Department string
	Name       Name
	Edits      int // of the draft as read; zero begins one
	Words      Words
}

// Write stores a draft. It may still be faulty; Publish refuses it then. Somebody else's
// change since it was read is a Conflict.
func (s *Service) Write(ctx context.Context, m Manuscript) error {
	by := actor.From(ctx)
	if err := access.May(by, access.NoticeEdit, access.Object{}); err != nil {
		return err
	}
	if err := s.mustBe(ctx, m.Department, m.Name); err != nil {
		return err
	}
	m.Words = m.Words.tidy()
	if err := m.Words.fits(); err != nil {
		return err
	}
	err := s.DB.Write(ctx, "notice", func(ctx context.Context, tx *db.Tx) error { return s.store(ctx, tx, m, by) })
	if err != nil {
		return fmt.Errorf("write template %s of %s: %w", m.Name, m.Department, err)
	}
	return nil
}

// fits says which part is too long to be stored.
func (w Words) fits() error {
	var faults []fault.Field
	for part, text := range map[string]string{"heading": w.Heading, "body": w.Body, "closing": w.Closing} {
		if utf8.RuneCountInString(text) > maxBody {
			faults = append(faults, fault.Field{Name: part, Key: "notice.wrong.long", Args: []any{maxBody}})
		}
	}
	return fault.InvalidFields(faults)
}

// store inserts or updates a draft and records it.
func (s *Service) store(ctx context.Context, tx *db.Tx, m Manuscript, by actor.Actor) error {
	versions, err := listVersions(ctx, tx, m.Department, m.Name)
	if err != nil {
		return err
	}
	shelf := shelfOf(m.Department, m.Name)
	shelf.put(versions)
	t := Template{ID: id.New(), Department: m.Department, Name: m.Name}
	if shelf.Draft != nil {
		if shelf.Draft.Edits != m.Edits && shelf.Draft.Words == m.Words {
			return nil // sent twice
		}
		t = *shelf.Draft
	} else if t.Revision, err = newestRevision(ctx, tx, m.Department, m.Name); err != nil {
		return err
	}
	t.Edits, t.Words, t.AuthorName, t.WrittenAt = m.Edits, m.Words, by.Name, s.Clock.Now()
	t.Authors = append(slices.DeleteFunc(t.Authors, func(a string) bool { return a == by.ID }), by.ID)
	switch {
	case shelf.Draft != nil:
		err = must(updateDraft(ctx, tx, t))
	case m.Edits != 0:
		return errStale
	default:
		t.Revision++
		err = must(insertDraft(ctx, tx, t))
	}
	if err != nil {
		return err
	}
	return s.record(ctx, tx, eventWritten, t)
}

// What may come between.
var (
	errStale  = fault.New(fault.Conflict, "notice.stale")
	errNotNow = fault.New(fault.Conflict, "notice.not-now")
)

// must turns a row that was not as expected into the fault.
func must(done bool, err error) error {
	if err == nil && !done {
		return errStale
	}
	return err
}

// Publish puts the draft in force for papers made from now on. Nobody who wrote it may;
// edits is what the publisher has read. Words that name what papers of the kind have not,
// or lack what they must say, are Invalid with their place.
func (s *Service) Publish(ctx context.Context, department string, name Name, edits int) error {
	return s.change(ctx, department, name, Publish, func(ctx context.Context, tx *db.Tx, t Template) error {
		if err := t.mayPublish(actor.From(ctx)); err != nil {
			return err
		}
		if err := fault.InvalidFields(check(ours[name].Kind, t.Words)); err != nil {
			return err
		}
		now := s.Clock.Now()
		if _, err := endPublished(ctx, tx, department, name, Superseded, now); err != nil {
			return err
		}
		t.Edits = edits
		if err := must(moveDraft(ctx, tx, t, Published, clock.Millis(now))); err != nil {
			return err
		}
		return s.record(ctx, tx, eventPublished, t)
	})
}

// mayPublish says why somebody may not publish a version.
func (t Template) mayPublish(by actor.Actor) error {
	var o access.Object
	if slices.Contains(t.Authors, by.ID) {
		o.By = by.ID
	}
	return access.May(by, access.NoticePublish, o)
}

// Discard throws the draft away.
func (s *Service) Discard(ctx context.Context, department string, name Name, edits int) error {
	return s.change(ctx, department, name, Discard, func(ctx context.Context, tx *db.Tx, t Template) error {
		if err := access.May(actor.From(ctx), access.NoticeEdit, access.Object{}); err != nil {
			return err
		}
		t.Edits = edits
		if err := must(moveDraft(ctx, tx, t, Discarded, 0)); err != nil {
			return err
		}
		return s.record(ctx, tx, eventDiscarded, t)
	})
}

// Withdraw takes the version in force back: the built-in words hold again.
func (s *Service) Withdraw(ctx context.Context, department string, name Name) error {
	return s.change(ctx, department, name, Withdraw, func(ctx context.Context, tx *db.Tx, t Template) error {
		if err := access.May(actor.From(ctx), access.NoticePublish, access.Object{}); err != nil {
			return err
		}
		if err := must(endPublished(ctx, tx, department, name, Withdrawn, s.Clock.Now())); err != nil {
			return err
		}
		return s.record(ctx, tx, eventWithdrawn, t)
	})
}

// change does something to the version that the event may move now.
func (s *Service) change(ctx context.Context, department string, name Name, e Event, do func(context.Context, *db.Tx, Template) error) error {
	if err := s.mustBe(ctx, department, name); err != nil {
		return err
	}
	err := s.DB.Write(ctx, "notice", func(ctx context.Context, tx *db.Tx) error {
		versions, err := listVersions(ctx, tx, department, name)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(versions, func(t Template) bool { return Lifecycle.May(t.State, e) })
		if i < 0 {
			return errNotNow
		}
		return do(ctx, tx, versions[i])
	})
	if err != nil {
		return fmt.Errorf("%s template %s of %s: %w", e, name, department, err)
	}
	return nil
}

// record writes what happened into the log. The digest proves what was said.
func (s *Service) record(ctx context.Context, tx *db.Tx, event string, t Template) error {
	text, err := json.Marshal(t.Words)
	if err != nil {
		return err
	}
	digest := sha256.Sum256(text)
	return audit.Record(ctx, tx, audit.Entry{
		Event: event, Actor: actor.From(ctx).ID, Subject: t.ID.String(), At: s.Clock.Now(),
		Data: templateData{Template: t.ID, Name: t.Name, Revision: t.Revision, Digest: hex.EncodeToString(digest[:])},
	})
}

// maySee refuses those who neither write nor publish.
func maySee(ctx context.Context) error {
	by := actor.From(ctx)
	if access.Has(by, access.NoticePublish) {
		return nil
	}
	return access.May(by, access.NoticeEdit, access.Object{})
}

// Trial is a version's sheet with the names of the fields in their place.
func (s *Service) Trial(shelf Shelf, w Words) Sheet {
	values := Values{}
	for _, f := range specs[shelf.Kind].fields() {
		values[f] = s.official("trial", s.official("field."+string(f)))
	}
	w.each(func(f Field) string { // what papers of the kind have not is shown as it was typed
		if values[f] == "" {
			values[f] = s.official("trial", string(f))
		}
		return string(f)
	})
	return Sheet{
		Issuer: values[FieldIssuer], Title: s.official("title." + string(shelf.Name)), Recipient: values[FieldApplicant],
		Number: joined(fill(w.Heading, values, nil)), Lines: fill(w.Body, values, nil), Closing: fill(w.Closing, values, nil),
	}
}
