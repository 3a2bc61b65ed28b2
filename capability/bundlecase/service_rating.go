package bundlecase

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"tongban/capability/rating"
	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

var errNoRating = fault.New(fault.Conflict, "bundlecase.no-rating")

// IsPart reports whether a case is a part of a run, also in the unit in which it begins.
func (s *Service) IsPart(ctx context.Context, tx *db.Tx, caseID, application id.ID) (bool, error) {
	if Quiet(ctx) {
		return true, nil
	}
	_, err := findPart(ctx, tx, caseID, application)
	if fault.KindOf(err) == fault.NotFound {
		return false, nil
	}
	return err == nil, err
}

// DeskURL is where staff look at a run, by its number; false if that is the number of none.
func (s *Service) DeskURL(no string) (string, bool) {
	_, rest, _ := strings.Cut(no, "-")
	return "/desk/bundle-cases/" + no, strings.HasPrefix(rest, numberMark)
}

// invite asks the applicant of r, which has just ended, what they think of all of it. Parts ask
// nobody.
func (s *Service) invite(ctx context.Context, tx *db.Tx, r *Run) error {
	var cases []id.ID
	for _, p := range r.Parts {
		if p.CaseID != 0 {
			cases = append(cases, p.CaseID)
		}
	}
	if len(cases) == 0 {
		return nil // taken back before anybody has done anything
	}
	m, err := s.matterRated(ctx, tx, r, r.ID, cases)
	if err != nil {
		return err
	}
	m.CaseNo, m.ShortNo, m.ItemCode, m.ItemName, m.Department, m.Office, m.EndedAt = r.No, r.No, r.Code, innerQuotes.Replace(r.Name), r.Department, r.Lead, r.FinishedAt
	return s.Ratings.Invite(ctx, tx, m)
}

// innerQuotes are for the name of a bundle, which texts put into quotes of their own.
var innerQuotes = strings.NewReplacer("\u201c", "\u2018", "\u201d", "\u2019")

// matterRated is what r and a part of it have in common to who rates, with those who worked on
// the cases: they do not judge what is said of them.
func (s *Service) matterRated(ctx context.Context, tx *db.Tx, r *Run, key id.ID, cases []id.ID) (rating.Matter, error) {
	m := rating.Matter{CaseID: key, Owner: r.Owner, Contact: r.Informed()[0], Region: r.Region, Outlet: r.Outlet}
	workers, err := s.Cases.Workers(ctx, tx, cases)
	for _, w := range workers {
		applicant := w.Account == r.Owner.String() || w.Account == r.Agent.String()
		if !applicant && w.Account != "" && !strings.Contains(w.Account, ":") {
			m.Handlers = append(m.Handlers, rating.Handler{Account: w.Account, Name: w.Name})
		}
	}
	return m, err
}

// OfferRating makes the place where the actor can rate one part of their run by itself, and
// returns where that is.
func (s *Service) OfferRating(ctx context.Context, no, component string) (url string, err error) {
	r, err := s.Find(ctx, no)
	if err != nil {
		return "", err
	}
	if actor.From(ctx).Kind != actor.Citizen {
		return "", errUnknown // staff do not learn what was said by whom
	}
	p := r.part(component)
	if p == nil || p.CaseNo == "" {
		return "", errUnknown
	}
	f, err := s.Cases.File(ctx, p.CaseNo)
	if err != nil {
		return "", err
	}
	if f.Case.Status.IsOpen() {
		return "", errNoRating
	}
	return url, s.offer(ctx, r, p, f.Case.FinishedAt, &url)
}

// offer stores the place.
func (s *Service) offer(ctx context.Context, r *Run, p *Part, ended time.Time, url *string) error {
	err := s.DB.Write(ctx, r.ID.String(), func(ctx context.Context, tx *db.Tx) error {
		m, err := s.matterRated(ctx, tx, r, p.CaseID, []id.ID{p.CaseID})
		if err != nil {
			return err
		}
		m.CaseNo, m.ShortNo, m.ItemCode, m.ItemName, m.Department, m.Office, m.EndedAt = p.CaseNo, p.ShortNo, p.Code, p.Name, p.Department, p.Office, ended
		place, err := s.Ratings.Offer(ctx, tx, m)
		if err == nil {
			*url = place.URL()
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("rate %s of %s: %w", p.Code, r.No, err)
	}
	return nil
}

// ratingsOf are the ratings of a run and its parts, by run and case.
func (s *Service) ratingsOf(ctx context.Context, r *Run) (map[id.ID]*rating.Rating, error) {
	if r.Stand.IsOpen() && !slices.ContainsFunc(r.Parts, func(p *Part) bool { return Lifecycle.Ended(p.State) }) {
		return nil, nil
	}
	keys := []id.ID{r.ID}
	for _, p := range r.Parts {
		if p.CaseID != 0 {
			keys = append(keys, p.CaseID)
		}
	}
	return s.Ratings.OfMatters(ctx, keys)
}
