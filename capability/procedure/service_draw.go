package procedure

import (
	"context"
	"crypto/sha256"
	"fmt"
	"slices"

	"tongban/capability/access"
	"tongban/capability/procedure/drawing"
	"tongban/capability/workflow"
	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/once"
)

// Source is what a draft begins with.
type Source string

// The sources. Current is the version in force; Stages are the steps the item's catalogue
// entry names; Blank is a start and an end; File is a BPMN document.
const (
	Current Source = "current"
	Stages  Source = "stages"
	Blank   Source = "blank"
	File    Source = "file"
)

// Begin starts the draft of an item's procedure. A draft that is there already is a
// Conflict that names who draws it.
func (s *Service) Begin(ctx context.Context, item string, from Source, file string) (Version, error) {
	p, err := s.mayDraw(ctx, item)
	if err != nil {
		return Version{}, err
	}
	xml, base, err := s.source(ctx, p, from, file)
	if err != nil {
		return Version{}, err
	}
	v := Version{ID: id.New(), Item: p.Item, State: Draft, Edits: 1, Base: base}
	if err := v.draw(ctx, s, xml); err != nil {
		return Version{}, err
	}
	cmd := []any{p.Item, from, file}
	v, err = once.Do(ctx, s.Once, lane, "procedure.begin", cmd, func(ctx context.Context, tx *db.Tx) (Version, error) {
		if err := touch(ctx, tx, *p, v.WrittenAt); err != nil {
			return v, err
		}
		done, err := insertVersion(ctx, tx, v)
		if err != nil {
			return v, err
		}
		if !done {
			return v, s.why(ctx, tx, p.Item)
		}
		return v, s.record(ctx, tx, eventDrawn, v)
	})
	if err != nil {
		return v, fmt.Errorf("begin procedure of %s: %w", item, err)
	}
	return v, nil
}

// processID is the id of the process in a drawing of ours.
const processID = "Procedure"

// source returns what a draft begins with, and the revision it is based on.
func (s *Service) source(ctx context.Context, p *Procedure, from Source, file string) (xml string, base int, err error) {
	if p.Current != nil {
		base = p.Current.Revision
	}
	switch {
	case from == File:
		return file, base, nil
	case from == Current && p.Current != nil:
		return p.Current.XML, base, nil
	case from == Current || from == Stages:
		item, err := s.Items.Published(ctx, p.Item)
		if err != nil {
			return "", 0, err
		}
		return string(workflow.Sequence(processID, p.Name, s.Steps(item)).Write()), base, nil
	case from == Blank:
		return drawing.Blank(processID, p.Name), base, nil
	}
	return "", 0, fault.InvalidFields([]fault.Field{{Name: "from", Key: "procedure.wrong.from"}})
}

// mayDraw returns the procedure of an item if the actor may draw it.
func (s *Service) mayDraw(ctx context.Context, item string) (*Procedure, error) {
	p, err := s.Find(ctx, item)
	if err != nil {
		return nil, err
	}
	return p, access.May(actor.From(ctx), access.ProcedureEdit, p.object())
}

// draw puts a drawing into a draft, as the actor's.
func (v *Version) draw(ctx context.Context, s *Service, xml string) error {
	if len(xml) > maxXML {
		return fault.New(fault.TooLarge, "procedure.too-large", maxXML>>20)
	}
	c, err := s.check(ctx, v.Item, xml)
	if err != nil {
		return err
	}
	if err := c.unreadable(ctx); err != nil {
		return err
	}
	by, sum := actor.From(ctx), sha256.Sum256([]byte(xml))
	v.XML, v.Digest, v.Tasks, v.Faults = xml, sum[:], c.tasks(), c.errors()
	v.Authors, v.AuthorName, v.WrittenAt = joined(v.Authors, by.ID), by.Name, s.Clock.Now()
	return nil
}

// joined returns authors with one more.
func joined(authors []string, author string) []string {
	return append(slices.DeleteFunc(slices.Clone(authors), func(a string) bool { return a == author }), author)
}

// Save stores a drawing as the draft. Edits is what the author has read: somebody else's
// change since is a Conflict that says whose. A drawing with faults is kept; one that is no
// BPMN at all is Invalid.
func (s *Service) Save(ctx context.Context, item string, edits int, xml string) (Version, error) {
	p, err := s.mayDraw(ctx, item)
	if err != nil {
		return Version{}, err
	}
	if p.Draft == nil {
		return Version{}, errNotNow
	}
	v := *p.Draft
	if err := v.draw(ctx, s, xml); err != nil {
		return Version{}, err
	}
	v.Edits = edits
	v, err = once.Do(ctx, s.Once, lane, "procedure.save", []any{p.Item, edits, xml}, func(ctx context.Context, tx *db.Tx) (Version, error) {
		done, err := updateDraft(ctx, tx, v)
		if err != nil {
			return v, err
		}
		if !done {
			return v, s.why(ctx, tx, p.Item)
		}
		if err := touch(ctx, tx, *p, v.WrittenAt); err != nil {
			return v, err
		}
		saved := v
		saved.Edits++
		return saved, s.record(ctx, tx, eventDrawn, saved)
	})
	if err != nil {
		return v, fmt.Errorf("save procedure of %s: %w", item, err)
	}
	return v, nil
}

// why says what stands in the way of a change of the draft: somebody else's, or that there
// is none.
func (s *Service) why(ctx context.Context, tx *db.Tx, item string) error {
	p, err := findProcedure(ctx, tx, item)
	switch {
	case err != nil:
		return err
	case p.Draft != nil:
		return stale(*p.Draft)
	}
	return errNotNow
}

// Throw throws the draft away.
func (s *Service) Throw(ctx context.Context, item string, edits int) error {
	p, err := s.mayDraw(ctx, item)
	if err != nil {
		return err
	}
	const op = "procedure.discard"
	cmd := []any{p.Item, edits}
	if p.Draft == nil {
		_, err = once.Again(ctx, s.Once, op, cmd, 0, errNotNow)
		return err
	}
	v := *p.Draft
	v.Edits = edits
	_, err = once.Do(ctx, s.Once, lane, op, cmd, func(ctx context.Context, tx *db.Tx) (int, error) {
		done, err := deleteDraft(ctx, tx, v)
		if err == nil && !done {
			err = s.why(ctx, tx, p.Item)
		}
		if err != nil {
			return 0, err
		}
		return 0, s.record(ctx, tx, eventDiscarded, v)
	})
	if err != nil {
		return fmt.Errorf("discard draft of %s: %w", item, err)
	}
	return nil
}

// Change does one thing to the draft as a list, and lays it out anew.
func (s *Service) Change(ctx context.Context, item string, edits int, op drawing.Op) (Version, error) {
	p, err := s.mayDraw(ctx, item)
	if err != nil {
		return Version{}, err
	}
	if p.Draft == nil {
		return Version{}, errNotNow
	}
	c := parse(p.Draft.XML)
	if c.doc == nil {
		return Version{}, errNotNow
	}
	xml, _, err := drawing.Apply(c.doc, op)
	if err != nil {
		return Version{}, err
	}
	return s.Save(ctx, item, edits, xml)
}
