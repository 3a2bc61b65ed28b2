package rating

import (
	"context"
	"fmt"

	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/id"
)

// Bundles tells which cases are parts of one matter, whose applicant is asked once for all of it.
type Bundles interface {
	// IsPart reports whether a case is such a part, in the unit that ends it.
	IsPart(ctx context.Context, tx *db.Tx, caseID, application id.ID) (bool, error)
	// DeskURL is where staff look at the whole of a number, false if that is no whole.
	DeskURL(no string) (url string, is bool)
}

// Join has the parts of bundles left out from now on: whoever has handed several matters in as
// one is asked once, by Invite. It is for the start only.
func (s *Service) Join(b Bundles) { s.bundles = b }

// isPart reports whether whoever is asked for the whole need not be asked for this case.
func (s *Service) isPart(ctx context.Context, tx *db.Tx, caseID, application id.ID) (bool, error) {
	if s.bundles == nil {
		return false, nil
	}
	return s.bundles.IsPart(ctx, tx, caseID, application)
}

// deskURL is where staff look at what was rated.
func (s *Service) deskURL(no string) string {
	if s.bundles != nil {
		if url, is := s.bundles.DeskURL(no); is {
			return url
		}
	}
	return "/desk/cases/" + no
}

// Invite makes the place for the rating of a matter that has ended and is no case of its own, in
// the unit that ends it, and tells whose it was.
//
// Basis: GB/T 39734-2020: one matter, one rating.
func (s *Service) Invite(ctx context.Context, tx *db.Tx, m Matter) error {
	return s.open(ctx, tx, &Rating{Round: 1, Matter: m}, "rating.inform.ask")
}

// Offer makes the place for the rating of a part that its applicant wants to rate by itself, and
// invites nobody. It returns the last place there is; it is closed as long after the end as any.
func (s *Service) Offer(ctx context.Context, tx *db.Tx, m Matter) (*Rating, error) {
	now := s.Clock.Now()
	r := &Rating{ID: id.New(), Token: id.NewCode(), Round: 1, Matter: m, MadeAt: now, ClosesAt: m.EndedAt.Add(openFor)}
	if !r.Open(now) {
		return nil, errClosed
	}
	if _, err := insertRating(ctx, tx, r); err != nil {
		return nil, err
	}
	list, err := listOfCase(ctx, tx, m.CaseID)
	if err != nil {
		return nil, err
	}
	return &list[len(list)-1].Rating, nil
}

// OfMatters returns the last rating of each of these matters that has one, to an applicant who was
// let at them. Staff do not learn what was said by whom.
func (s *Service) OfMatters(ctx context.Context, keys []id.ID) (map[id.ID]*Rating, error) {
	found := map[id.ID]*Rating{}
	if actor.From(ctx).Kind != actor.Citizen {
		return found, nil
	}
	err := s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		for _, key := range keys {
			list, err := listOfCase(ctx, tx, key)
			if err != nil {
				return err
			}
			if len(list) > 0 {
				found[key] = &list[len(list)-1].Rating
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("ratings of %d matters: %w", len(keys), err)
	}
	return found, nil
}
