package instant

import (
	"context"

	"tongban/capability/casework"
	"tongban/capability/rulebook"
	"tongban/kernel/db"
)

// Rehearse says what rule would have come to with what was handed in last of f, as of the
// moment the case was received: nothing is kept of it and nothing comes of it, but that other
// departments were asked is noted. Licences issued later do not count; registers and other
// departments answer as of now. What keeps a case from rules whatever they say, a wish or a
// stop, is not looked at.
func (s *Service) Rehearse(ctx context.Context, f *casework.File, rule *rulebook.Version) (Outcome, Reason, Account, error) {
	needed, err := s.Rulebooks.Needs(rule)
	if err != nil {
		return Referred, ByRulebook, Account{}, nil
	}
	givens, err := s.gatherAt(ctx, f, needed, f.Case.ReceivedAt, "instant.rehearse")
	if err != nil {
		return Referred, BySource, Account{}, err
	}
	outcome, why, account := s.Weigh(rule, givens)
	return outcome, why, account, nil
}

// Unmet names what kept a from approving: the conditions not met, or what could not be found
// out.
func (a Account) Unmet(why Reason) (names []string) {
	switch why {
	case BySource:
		for _, g := range a.Givens {
			if g.Missing != "" {
				names = append(names, g.Label)
			}
		}
	case ByCondition:
		for _, f := range a.Failed {
			names = append(names, f.Label)
		}
	}
	return names
}

// Came is what rules came to with one case.
type Came struct {
	Outcome Outcome
	Reason  Reason
}

// Lately returns what rules came to with the last cases of an item, newest first.
func (s *Service) Lately(ctx context.Context, item string, limit int) (list []Came, err error) {
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		list, err = listCame(ctx, tx, item, limit)
		return err
	})
	return list, err
}
