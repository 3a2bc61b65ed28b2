package credit

import (
	"context"
	"fmt"

	"tongban/kernel/calendar"
	"tongban/kernel/db"
	"tongban/kernel/id"
	"tongban/kernel/message"
)

// May says whether a way is open to somebody, and if not, for which facts.
type May struct {
	OK      bool
	Reasons []Reason
}

// Reason is a fact that has an effect, as it is told to whom it concerns.
type Reason struct {
	Fact  id.ID
	Kind  Kind
	Grade Grade
	Words string        // in the reader's language: what it is, since when and until when it counts
	At    calendar.Date // the day it was recorded
	Until calendar.Date // the last day on which it counts
	Own   bool          // recorded here; else published
}

// URL is where whom it is about reads it in full, and everybody what is published.
func (r Reason) URL() string {
	if r.Own {
		return "/me/record/" + r.Fact.String()
	}
	return "/credit/" + r.Fact.String()
}

// May says whether account may take the way that e opens. It is asked of Commitment and
// Deferral; the answer never concerns the application itself, which stays open.
func (s *Service) May(ctx context.Context, account id.ID, e Effect) (may May, err error) {
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		may, err = s.MayIn(ctx, tx, account, e)
		return err
	})
	return may, err
}

// MayIn is May within the caller's unit.
func (s *Service) MayIn(ctx context.Context, tx *db.Tx, account id.ID, e Effect) (May, error) {
	facts, _, err := s.standing(ctx, tx, account)
	if err != nil {
		return May{}, fmt.Errorf("ask whether %s may use %s: %w", account, e, err)
	}
	return mayOf(ctx, facts, e), nil
}

func mayOf(ctx context.Context, facts []*Fact, e Effect) May {
	reasons := reasonsOf(ctx, against(facts, e))
	return May{OK: len(reasons) == 0, Reasons: reasons}
}

// InspectionShare returns how many per cent of what account was granted are looked at, and
// what speaks for more than usual.
func (s *Service) InspectionShare(ctx context.Context, account id.ID) (percent int, reasons []Reason, err error) {
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		facts, red, err := s.standing(ctx, tx, account)
		if err != nil {
			return err
		}
		var raising []*Fact
		percent, raising = shareOf(facts, red)
		reasons = reasonsOf(ctx, raising)
		return nil
	})
	if err != nil {
		return 0, nil, fmt.Errorf("inspection share of %s: %w", account, err)
	}
	return percent, reasons, nil
}

// standing returns the facts about account that count today, and what speaks for it. Their
// texts stay sealed.
func (s *Service) standing(ctx context.Context, tx *db.Tx, account id.ID) (facts, red []*Fact, err error) {
	today := calendar.DateOf(s.Clock.Now())
	found, err := listStanding(ctx, tx, account, today)
	if err != nil {
		return nil, nil, err
	}
	for _, r := range found {
		facts = append(facts, &r.Fact)
	}
	number, err := s.Firms.NumberIn(ctx, tx, account)
	if err != nil || number == "" {
		return standing(facts, today), nil, err
	}
	published, err := listListings(ctx, tx, "", number, "", today, 0, mostStanding)
	if err != nil {
		return nil, nil, err
	}
	for _, l := range published {
		if l.List == RedList {
			red = append(red, l.fact())
		} else {
			facts = append(facts, l.fact())
		}
	}
	return standing(facts, today), red, nil
}

// reasonsOf tells of facts in the reader's language.
func reasonsOf(ctx context.Context, facts []*Fact) []Reason {
	reasons := make([]Reason, len(facts))
	for i, f := range facts {
		at := calendar.DateOf(f.RecordedAt)
		reasons[i] = Reason{
			Fact: f.ID, Kind: f.Kind, Grade: f.Grade, At: at, Until: f.Until, Own: !f.Published,
			Words: message.T(ctx, "credit.reason", message.T(ctx, "credit.kind."+string(f.Kind)), message.T(ctx, "credit.grade."+string(f.Grade)),
				message.Date(ctx, at.Start()), message.Date(ctx, f.Until.Start())),
		}
	}
	return reasons
}
