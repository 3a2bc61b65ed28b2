package rulebook

import (
	"context"
	"fmt"
	"slices"

	"tongban/capability/access"
	"tongban/capability/rulebook/sheet"
	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/message"
	"tongban/kernel/once"
)

// Begin starts the draft of an item's rulebook with a content. A draft that is there already
// is a Conflict that names who writes it.
func (s *Service) Begin(ctx context.Context, item string, c Content) (Version, error) {
	b, err := s.mayWrite(ctx, item)
	if err != nil {
		return Version{}, err
	}
	v := Version{ID: id.New(), Item: b.Item, State: Draft, Edits: 1}
	if b.Current != nil {
		v.Base = b.Current.Number
	}
	if err := v.write(ctx, s, c); err != nil {
		return Version{}, err
	}
	v, err = once.Do(ctx, s.Once, lane, "rulebook.begin", []any{b.Item, c, c.XML}, func(ctx context.Context, tx *db.Tx) (Version, error) {
		if err := touch(ctx, tx, *b, v.WrittenAt); err != nil {
			return v, err
		}
		done, err := insertDraft(ctx, tx, v)
		if err != nil {
			return v, err
		}
		if !done {
			return v, s.why(ctx, tx, b.Item)
		}
		return v, s.record(ctx, tx, eventWritten, v)
	})
	if err != nil {
		return v, fmt.Errorf("begin rulebook of %s: %w", item, err)
	}
	return v, nil
}

// BeginFrom starts a draft with the content of the version with a number, 0: the one in force.
func (s *Service) BeginFrom(ctx context.Context, item string, number int64) (Version, error) {
	b, err := s.mayWrite(ctx, item)
	if err != nil {
		return Version{}, err
	}
	if number == 0 {
		if b.Current == nil {
			return Version{}, errNotNow
		}
		number = b.Current.Number
	}
	_, old, err := s.Numbered(ctx, item, number)
	if err != nil {
		return Version{}, err
	}
	return s.Begin(ctx, item, old.Content)
}

// Blank returns what a draft begins with where there is nothing yet: a table of one row that
// refers every case, over inputs from some sources (only Kind and Key of them count).
func (s *Service) Blank(ctx context.Context, item string, from []Input) (Content, error) {
	b, err := s.mayWrite(ctx, item)
	if err != nil {
		return Content{}, err
	}
	offered, err := s.Sources(ctx, b.Item)
	if err != nil {
		return Content{}, err
	}
	c := Content{SampleShare: UsualShare, DailyLimit: UsualLimit, Decision: sheet.DecisionID}
	var columns []sheet.Datum
	for _, one := range from {
		source, ok := offered.find(one.Kind, one.Key)
		if !ok {
			return c, fault.InvalidFields([]fault.Field{{Name: "sources", Key: "rulebook.wrong.source"}})
		}
		if _, twice := c.input(one.Kind, one.Key); twice {
			continue
		}
		name := sheet.NameFor(source.Chinese, c.names())
		c.Inputs = append(c.Inputs, Input{name, source.Chinese, source.Kind, source.Key, source.Type})
		columns = append(columns, sheet.Datum{Name: name, Type: source.Type})
	}
	if len(c.Inputs) == 0 {
		return c, fault.InvalidFields([]fault.Field{{Name: "sources", Key: "rulebook.wrong.no-source"}})
	}
	in := func(key string) string { return message.Official(ctx, "rulebook."+key) }
	c.XML = sheet.Blank(b.Name, columns, in("blank-reason"), in("table.result"), in("table.reason"))
	return c, nil
}

// input returns the input that comes from a source.
func (c Content) input(kind Kind, key string) (Input, bool) {
	at := slices.IndexFunc(c.Inputs, func(i Input) bool { return i.Kind == kind && i.Key == key })
	if at < 0 {
		return Input{}, false
	}
	return c.Inputs[at], true
}

func (c Content) names() (names []string) {
	for _, in := range c.Inputs {
		names = append(names, in.Name)
	}
	return names
}

// mayWrite returns the rulebook of an item if the actor may write it.
func (s *Service) mayWrite(ctx context.Context, item string) (*Rulebook, error) {
	b, err := s.Find(ctx, item)
	if err != nil {
		return nil, err
	}
	return b, access.May(actor.From(ctx), access.RulebookEdit, b.object())
}

// write puts a content into a draft, as the actor's, and tries its examples.
func (v *Version) write(ctx context.Context, s *Service, c Content) error {
	checked, err := s.check(ctx, v.Item, c)
	if err != nil {
		return err
	}
	by := actor.From(ctx)
	v.Content, v.Digest = checked.Content, checked.Content.digest()
	v.Faults, v.Failing = checked.errors(), checked.failing()
	v.Authors, v.AuthorName, v.WrittenAt = joined(v.Authors, by.ID), by.Name, s.Clock.Now()
	return nil
}

// joined returns authors with one more.
func joined(authors []string, author string) []string {
	return append(slices.DeleteFunc(slices.Clone(authors), func(a string) bool { return a == author }), author)
}

// Save stores a content as the draft. Edits is what the author has read: somebody else's
// change since is a Conflict that says whose. Rules with faults are kept; what is no DMN at
// all, and an input without a source, is Invalid.
func (s *Service) Save(ctx context.Context, item string, edits int, c Content) (Version, error) {
	b, err := s.mayWrite(ctx, item)
	if err != nil {
		return Version{}, err
	}
	if b.Draft == nil {
		return Version{}, errNotNow
	}
	v := *b.Draft
	if err := v.write(ctx, s, c); err != nil {
		return Version{}, err
	}
	v.Edits = edits
	v, err = once.Do(ctx, s.Once, lane, "rulebook.save", []any{b.Item, edits, c, c.XML}, func(ctx context.Context, tx *db.Tx) (Version, error) {
		done, err := updateDraft(ctx, tx, v)
		if err != nil {
			return v, err
		}
		if !done {
			return v, s.why(ctx, tx, b.Item)
		}
		if err := touch(ctx, tx, *b, v.WrittenAt); err != nil {
			return v, err
		}
		saved := v
		saved.Edits++
		return saved, s.record(ctx, tx, eventWritten, saved)
	})
	if err != nil {
		return v, fmt.Errorf("save rulebook of %s: %w", item, err)
	}
	return v, nil
}

// why says what stands in the way of a change of the draft: somebody else's, or that there
// is none.
func (s *Service) why(ctx context.Context, tx *db.Tx, item string) error {
	b, err := findRulebook(ctx, tx, item)
	switch {
	case err != nil:
		return err
	case b.Draft != nil:
		return stale(*b.Draft)
	}
	return errNotNow
}

// Throw throws the draft away.
func (s *Service) Throw(ctx context.Context, item string, edits int) error {
	b, err := s.mayWrite(ctx, item)
	if err != nil {
		return err
	}
	const op = "rulebook.discard"
	cmd := []any{b.Item, edits}
	if b.Draft == nil {
		_, err = once.Again(ctx, s.Once, op, cmd, 0, errNotNow)
		return err
	}
	v := *b.Draft
	v.Edits = edits
	_, err = once.Do(ctx, s.Once, lane, op, cmd, func(ctx context.Context, tx *db.Tx) (int, error) {
		done, err := deleteDraft(ctx, tx, v)
		if err == nil && !done {
			err = s.why(ctx, tx, b.Item)
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
