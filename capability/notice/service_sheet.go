package notice

import (
	"context"
	"fmt"
	"log/slog"
	"strings"

	"tongban/capability/audit"
	"tongban/capability/place"
	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/id"
	"tongban/kernel/message"
)

// Sheet puts a paper into words: those of the template in force when it was made. A paper
// from before the register is entered now.
func (s *Service) Sheet(ctx context.Context, p Paper) (Sheet, error) {
	e, err := s.entry(ctx, p)
	if err != nil {
		return Sheet{}, fmt.Errorf("sheet of notice %s: %w", p.Number, err)
	}
	sheet, err := s.word(ctx, p)
	sheet.Code = e.code
	return sheet, err
}

// entry returns the register's entry of a paper and makes it if there is none.
func (s *Service) entry(ctx context.Context, p Paper) (e entry, err error) {
	find := func(ctx context.Context, tx *db.Tx) (err error) {
		e, err = findEntry(ctx, tx, p.Key)
		return err
	}
	if err = s.DB.Read(ctx, find); !unknown(err) {
		return e, err
	}
	err = s.DB.Write(ctx, p.Key.String(), func(ctx context.Context, tx *db.Tx) error {
		if err := s.Register(ctx, tx, p); err != nil {
			return err
		}
		return find(ctx, tx)
	})
	return e, err
}

// word fills the words in force.
func (s *Service) word(ctx context.Context, p Paper) (Sheet, error) {
	name := NameOf(p.Kind, p.Regime)
	own := ours[name]
	words, revision := own.words, 0
	var t Template
	err := s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		t, err = findInForce(ctx, tx, p.Department, name, p.At)
		return err
	})
	switch {
	case unknown(err):
	case err != nil:
		return Sheet{}, err
	default:
		if gone := goneField(own.Kind, t.Words); gone != "" {
			if err := s.fallBack(ctx, t, p.Key, gone); err != nil {
				return Sheet{}, err
			}
		} else {
			words, revision = t.Words, t.Revision
		}
	}
	values := s.spell(p.values())
	if values[FieldRemedies], err = s.remedies(ctx, p); err != nil {
		return Sheet{}, err
	}
	return Sheet{
		Issuer: p.Issuer, Title: s.official("title." + string(name)), Recipient: p.Recipient,
		Number: joined(fill(words.Heading, values, nil)), Lines: fill(words.Body, values, specs[own.Kind].must), Closing: fill(words.Closing, values, nil),
		Format: s.format(own.Code, revision),
	}, nil
}

// joined is a heading, which is one line.
func joined(lines []string) string { return strings.Join(lines, " ") }

// spell puts words in the place of codes; those of FieldAnswerBy name the day.
func (s *Service) spell(values Values) Values {
	for _, f := range coded {
		if key := "notice.word." + string(f) + "." + values[f]; s.Texts.Has(key) {
			values[f] = s.Texts.Text(message.Chinese, key, values[FieldAnswerDue])
		}
	}
	return values
}

// format names the version of a template for people.
func (s *Service) format(code string, revision int) string {
	if revision == 0 {
		return s.official("format", code)
	}
	return s.official("format-own", code, revision)
}

// goneField returns a field that words name and papers of the kind do not have.
func goneField(kind Kind, w Words) string {
	for _, text := range []string{w.Heading, w.Body, w.Closing} {
		for _, found := range mergeField.FindAllStringSubmatch(text, -1) {
			if !specs[kind].has(Field(found[1])) {
				return found[1]
			}
		}
	}
	return ""
}

// fallBack notes that a template cannot be used: the paper gets the built-in words, and
// whoever looks after templates sees why.
func (s *Service) fallBack(ctx context.Context, t Template, paper id.ID, gone string) error {
	return s.DB.Write(ctx, "notice", func(ctx context.Context, tx *db.Tx) error {
		i := Incident{Template: t.ID, Paper: paper, Field: gone, At: s.Clock.Now()}
		first, err := insertIncident(ctx, tx, i)
		if err != nil || !first {
			return err
		}
		slog.ErrorContext(ctx, "a template of notices names a field that is gone", "template", t.ID.String(), "name", string(t.Name), "field", gone)
		return audit.Record(ctx, tx, audit.Entry{
			Event: eventFallback, Actor: actor.From(ctx).ID, Subject: t.ID.String(), At: i.At,
			Data: templateData{Template: t.ID, Name: t.Name, Revision: t.Revision, Field: gone},
		})
	})
}

// remedies says where the addressee may turn against a decision.
//
// Basis: 行政复议法, art. 20 (sixty days) and art. 24 (the government of the same level);
// 行政诉讼法, art. 46 (six months).
func (s *Service) remedies(ctx context.Context, p Paper) (string, error) {
	department, err := s.Places.Department(ctx, p.Department)
	if unknown(err) {
		return s.official("remedies"), nil
	}
	var region place.Region
	if err == nil {
		region, err = s.Places.Region(ctx, department.Region)
	}
	if unknown(err) {
		return s.official("remedies"), nil
	}
	return s.official("remedies-at", region.Name), err
}

// official is a text in Chinese: papers are not translated.
func (s *Service) official(key string, args ...any) string {
	return s.Texts.Text(message.Chinese, "notice."+key, args...)
}
