package rating

import (
	"context"
	"fmt"

	"tongban/capability/access"
	"tongban/kernel/actor"
	"tongban/kernel/check"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// Words are what somebody wrote, as a moderator reads it.
type Words struct {
	Rating     id.ID
	Grade      Grade
	ItemName   string
	Department string
	Office     string
	Text       string   // without names and numbers
	Flagged    []string // sensitive words in it
}

// mayModerate says why a may not read what waits.
func mayModerate(a actor.Actor) error {
	return access.May(a, access.RatingModerate, access.Object{State: string(Waiting)})
}

// Texts returns what waits for a moderator, oldest first.
func (s *Service) Texts(ctx context.Context, after id.ID, limit int) ([]Words, error) {
	if err := mayModerate(actor.From(ctx)); err != nil {
		return nil, err
	}
	var found []*sealed
	err := s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		found, err = listTexts(ctx, tx, after, limit)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("texts: %w", err)
	}
	list := make([]Words, len(found))
	for i, one := range found {
		if list[i], err = s.words(ctx, one); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// Text returns one of them.
func (s *Service) Text(ctx context.Context, key id.ID) (Words, error) {
	if err := mayModerate(actor.From(ctx)); err != nil {
		return Words{}, err
	}
	var found *sealed
	err := s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		found, err = findRating(ctx, tx, key)
		return err
	})
	if err == nil && found.TextState == NoText {
		err = errUnknown
	}
	if err != nil {
		return Words{}, fmt.Errorf("text %s: %w", key, err)
	}
	return s.words(ctx, found)
}

// words takes the names of the applicant and of the staff out of a text.
func (s *Service) words(ctx context.Context, found *sealed) (Words, error) {
	names, err := s.names(ctx, found.ID)
	if err != nil {
		return Words{}, err
	}
	for _, h := range found.Handlers {
		names = append(names, h.Name)
	}
	text, err := s.opened(found.words, names)
	return Words{found.ID, found.Grade, found.ItemName, found.Department, found.Office, text, flagged(text)}, err
}

// Publish lets everybody read a text, shortened if shorter is given; nothing can be put in.
func (s *Service) Publish(ctx context.Context, key id.ID, shorter string) error {
	w, err := s.Text(ctx, key)
	if err != nil {
		return err
	}
	shorter = check.Words(shorter)
	switch {
	case shorter == "":
		return fault.InvalidFields([]fault.Field{{Name: "text", Key: "rating.wrong.empty"}})
	case !isBlanked(w.Text, shorter):
		return fault.InvalidFields([]fault.Field{{Name: "text", Key: "rating.wrong.added"}})
	}
	return s.settle(ctx, key, Published, shorter)
}

// Withhold keeps a text from being read by others. The rating counts all the same.
func (s *Service) Withhold(ctx context.Context, key id.ID) error {
	if err := mayModerate(actor.From(ctx)); err != nil {
		return err
	}
	return s.settle(ctx, key, Withheld, "")
}

// settle ends the wait of a text. Of two moderators at once the second is told.
func (s *Service) settle(ctx context.Context, key id.ID, to TextState, public string) error {
	err := s.DB.Write(ctx, key.String(), func(ctx context.Context, tx *db.Tx) error {
		found, err := findRating(ctx, tx, key)
		if err != nil {
			return err
		}
		found.TextState, found.Public = to, public
		switch done, err := settleText(ctx, tx, &found.Rating); {
		case err != nil:
			return err
		case !done:
			return errNotNow
		}
		return s.record(ctx, tx, "rating.text", key.String(), string(to))
	})
	if err != nil {
		return fmt.Errorf("settle text %s: %w", key, err)
	}
	return nil
}

// mostTypical bounds the cases told of a month.
const mostTypical = 20

// Typical returns what was published of the words about a month's cases, newest first, and
// the reforms that came of bad ratings.
func (s *Service) Typical(ctx context.Context, month Month) (said []Rating, reforms []*FollowUp, err error) {
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		found, err := listPublished(ctx, tx, month, mostTypical)
		if err != nil {
			return err
		}
		said = nil
		for _, one := range found {
			said = append(said, one.Rating)
		}
		reforms, err = listOutcomes(ctx, tx, month, mostTypical)
		return err
	})
	for i := 0; err == nil && i < len(reforms); i++ {
		var names []string
		names, err = s.names(ctx, reforms[i].Rating)
		reforms[i].Answer = redact(reforms[i].Answer, names)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("typical ratings: %w", err)
	}
	return said, reforms, nil
}
