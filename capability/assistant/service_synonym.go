package assistant

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"tongban/capability/access"
	"tongban/capability/audit"
	"tongban/kernel/actor"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// known are the synonyms of one edition.
type known struct {
	edition  int64
	synonyms []Synonym
	looked   time.Time
}

// fresh is how long a node goes on without asking whether another has changed a
// synonym.
const fresh = time.Second

// Synonyms returns all synonyms in the order of their words. The slice is shared: it
// must not be changed.
func (s *Service) Synonyms(ctx context.Context) ([]Synonym, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.known.looked.IsZero() && clock.Real.Now().Sub(s.known.looked) < fresh {
		return s.known.synonyms, nil
	}
	next := known{looked: clock.Real.Now()}
	err := s.db.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if next.edition, err = findEdition(ctx, tx); err != nil {
			return err
		}
		if !s.known.looked.IsZero() && next.edition == s.known.edition {
			next.synonyms = s.known.synonyms
			return nil
		}
		next.synonyms, err = listSynonyms(ctx, tx)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("synonyms: %w", err)
	}
	s.known = next
	return next.synonyms, nil
}

// Synonym returns one synonym, for those who may change it.
func (s *Service) Synonym(ctx context.Context, synonym id.ID) (Synonym, error) {
	if err := mayEdit(ctx); err != nil {
		return Synonym{}, err
	}
	all, err := s.Synonyms(ctx)
	if err != nil {
		return Synonym{}, err
	}
	at := slices.IndexFunc(all, func(one Synonym) bool { return one.ID == synonym })
	if at < 0 {
		return Synonym{}, fault.New(fault.NotFound, "assistant.synonym.unknown")
	}
	return all[at], nil
}

func mayEdit(ctx context.Context) error {
	return access.May(actor.From(ctx), access.CatalogueEdit, access.Object{})
}

// Wording is what an editor says about a synonym.
type Wording struct {
	Words string
	Means string // with 、 between several
}

// The lengths of words and official names, in characters. A single character is in
// too many names.
const (
	shortestWords = 2
	longestWords  = 20
	longestMeans  = 60
)

// check returns the wording in its normal form, or all that is wrong with it.
func (w Wording) check() (Synonym, error) {
	var wrong []fault.Field
	words := normal(clean(w.Words))
	if n := utf8.RuneCountInString(words); n < shortestWords || n > longestWords {
		wrong = append(wrong, fault.Field{Name: "words", Key: "assistant.synonym.words", Args: []any{shortestWords, longestWords}})
	}
	var means []string
	for _, one := range strings.FieldsFunc(clean(w.Means), func(r rune) bool { return strings.ContainsRune(separators, r) }) {
		if one = strings.TrimSpace(one); one != "" && normal(one) != words && !slices.Contains(means, one) {
			means = append(means, one)
		}
	}
	if n := utf8.RuneCountInString(strings.Join(means, separator)); n < shortestWords || n > longestMeans {
		wrong = append(wrong, fault.Field{Name: "means", Key: "assistant.synonym.means", Args: []any{longestMeans}})
	}
	if len(wrong) > 0 {
		return Synonym{}, fault.InvalidFields(wrong)
	}
	return Synonym{Words: words, Means: means}, nil
}

// separators are what editors put between official names.
const separators = separator + "，,；;"

// AddSynonym adds a synonym. Words that have one are Invalid.
func (s *Service) AddSynonym(ctx context.Context, w Wording) error {
	return s.edit(ctx, "assistant.synonym-added", id.New(), w, insertSynonym)
}

// ChangeSynonym changes a synonym that is still as the editor saw it; otherwise it is
// a Conflict.
func (s *Service) ChangeSynonym(ctx context.Context, synonym id.ID, version int, w Wording) error {
	return s.edit(ctx, "assistant.synonym-changed", synonym, w, func(ctx context.Context, tx *db.Tx, one Synonym, author string) error {
		one.Version = version
		return updateSynonym(ctx, tx, one, author)
	})
}

// edit stores a synonym with what records it.
func (s *Service) edit(ctx context.Context, event string, key id.ID, w Wording, store func(context.Context, *db.Tx, Synonym, string) error) error {
	if err := mayEdit(ctx); err != nil {
		return err
	}
	one, err := w.check()
	if err != nil {
		return err
	}
	by := actor.From(ctx)
	one.ID, one.AuthorName, one.Changed = key, by.Name, s.now.Now()
	return s.write(ctx, event, one, func(ctx context.Context, tx *db.Tx) error { return store(ctx, tx, one, by.ID) })
}

// DeleteSynonym deletes a synonym that is still as the editor saw it.
func (s *Service) DeleteSynonym(ctx context.Context, synonym id.ID, version int) error {
	one, err := s.Synonym(ctx, synonym)
	if err != nil {
		return err
	}
	return s.write(ctx, "assistant.synonym-deleted", one, func(ctx context.Context, tx *db.Tx) error {
		return deleteSynonym(ctx, tx, synonym, version)
	})
}

// write does a change, records it and makes every node read the synonyms anew.
func (s *Service) write(ctx context.Context, event string, one Synonym, change db.Unit) error {
	at := s.now.Now()
	err := s.db.Write(ctx, "assistant", func(ctx context.Context, tx *db.Tx) error {
		if err := change(ctx, tx); err != nil {
			return err
		}
		if err := raiseEdition(ctx, tx); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{
			Event: event, Actor: actor.From(ctx).ID, Subject: one.ID.String(), At: at,
			Data: wordingData{one.Words, strings.Join(one.Means, separator)},
		})
	})
	if err != nil {
		return fmt.Errorf("synonym %s: %w", one.Words, err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.known.looked = time.Time{}
	return nil
}
