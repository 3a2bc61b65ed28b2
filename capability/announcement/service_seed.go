package announcement

import (
	"context"
	_ "embed"
	"fmt"
	"time"

	"github.com/BurntSushi/toml"

	"tongban/kernel/actor"
	"tongban/kernel/calendar"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/id"
)

//go:embed demo/announcements.toml
var demo string

// example is an announcement of the demo city. Days are counted from the day it is
// seeded.
type example struct {
	Kind       Kind
	Title      string
	TitleEn    string
	Body       string
	BodyEn     string
	Department string
	Region     string
	Items      []string
	From, To   int
	Objections string
	ValidFor   int
	Ago        int // days since it was published
	Draft      bool
	Correction string // what a second version puts right
	Corrected  string // its text
	Withdrawn  string // the reason
}

// Seed publishes the announcements of the demo city, if nothing was ever written.
func (s *Service) Seed(ctx context.Context) error {
	var file struct {
		Author        string
		Announcements []example
	}
	if _, err := toml.Decode(demo, &file); err != nil {
		return fmt.Errorf("demo/announcements.toml: %w", err)
	}
	now := s.now.Now()
	err := s.db.Write(ctx, "announcement", func(ctx context.Context, tx *db.Tx) error {
		written, err := listWritten(ctx, tx, "", Cursor{}, 1)
		if err != nil || len(written) > 0 {
			return err
		}
		for i, e := range file.Announcements {
			if err := s.seed(ctx, tx, e, file.Author, now.Add(-time.Duration(i)*time.Minute)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("seed announcements: %w", err)
	}
	return nil
}

// seed stores one example and what became of it.
func (s *Service) seed(ctx context.Context, tx *db.Tx, e example, author string, now time.Time) error {
	at := now.AddDate(0, 0, -e.Ago)
	key := id.New()
	v := Version{
		ID: key, Announcement: key, Revision: 1, Edits: 1, Content: e.content(calendar.DateOf(now)),
		Authors: []string{actor.From(ctx).ID}, AuthorName: author, WrittenAt: at,
	}
	if err := must(insertDraft(ctx, tx, v)); err != nil || e.Draft {
		return err
	}
	if err := s.publish(ctx, tx, v, clock.Millis(at)); err != nil {
		return err
	}
	if e.Correction != "" {
		v.ID, v.Revision, v.Correction, v.Body = id.New(), 2, e.Correction, e.Corrected
		if err := must(insertDraft(ctx, tx, v)); err != nil {
			return err
		}
		if err := s.publish(ctx, tx, v, clock.Millis(at.Add(3*time.Hour))); err != nil {
			return err
		}
	}
	if e.Withdrawn == "" {
		return nil
	}
	return must(withdraw(ctx, tx, v.ID, e.Withdrawn, at.Add(time.Hour)))
}

func (e example) content(today calendar.Date) Content {
	c := Content{
		Kind: e.Kind, Title: e.Title, TitleEn: e.TitleEn, Body: e.Body, BodyEn: e.BodyEn, Department: e.Department,
		Region: e.Region, Items: e.Items, Objections: e.Objections,
	}
	if e.Kind == Publicity {
		c.From, c.To = today+calendar.Date(e.From), today+calendar.Date(e.To)
	}
	if e.ValidFor > 0 {
		c.ValidUntil = today + calendar.Date(e.ValidFor-e.Ago)
	}
	return c.tidy()
}
