package casework

import (
	"context"

	"tongban/capability/catalogue"
	"tongban/kernel/fault"
)

// mayRuleGrant keeps from rules what takes people: fees, visits, procedures of law, others who
// have their part in it. A commitment leaves out the stages of its track, and only those.
func (s *Service) mayRuleGrant(ctx context.Context, f *File) error {
	track := catalogue.Ordinary
	if len(f.Item.TrackLimits) > 0 {
		last, err := s.latest(ctx, f.Case, f.Item)
		if err != nil {
			return err
		}
		track = f.Item.Plan(last.Answers).Track
	}
	return RuledOut(f.Item, track)
}

// RuledOut is a Conflict that says why rules may grant nothing of an item on a track, nil if
// they may.
func RuledOut(item *catalogue.Item, track string) error {
	if why := item.ByHand(track); why != "" {
		return fault.New(fault.Conflict, "casework.by-hand."+string(why))
	}
	return nil
}
