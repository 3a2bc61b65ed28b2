package catalogue

import "slices"

// ByHand says why an item takes people, whatever rules say of a case; empty if nothing does.
type ByHand string

// The reasons.
const (
	ByChoice    ByHand = "choice"    // its department leaves nothing to rules
	ByFee       ByHand = "fee"       // somebody has to pay, and somebody to see that
	ByProcedure ByHand = "procedure" // the law wants a notice, a test, experts first
	ByVisit     ByHand = "visit"     // somebody has to look at the place
	ByOthers    ByHand = "others"    // a bank, a tax office or others have their part in it
)

// desks are those who do nothing before the decision but look at what was handed in: rules may
// stand in for them.
var desks = []string{"", "system", "window", "reviewer", "approver", "hospital", "street"}

// ByHand says why a case on a track takes people.
//
// Basis: 行政许可法, art. 34 (looked at on the spot where the law or the facts want it), art. 45
// (tests, experts, hearings), arts 58–59 (fees by law).
func (i *Item) ByHand(track string) ByHand {
	switch {
	case i.AutoDecision.Mode == "manual":
		return ByChoice
	case i.Fee.Charged:
		return ByFee
	case len(i.SpecialProcedures) > 0:
		return ByProcedure
	}
	for _, s := range i.Stages {
		switch {
		case s.Clock == "after" || i.skips(track, s.Code) || slices.Contains(desks, s.Actor):
		case s.Actor == "inspector":
			return ByVisit
		default:
			return ByOthers
		}
	}
	return ""
}

// AlwaysByHand says why a case takes people on every track.
func (i *Item) AlwaysByHand() (why ByHand) {
	if len(i.TrackLimits) == 0 {
		return i.ByHand(Ordinary)
	}
	for _, t := range i.TrackLimits {
		if why = i.ByHand(t.Track); why == "" {
			return ""
		}
	}
	return why
}

// skips reports whether a track leaves a stage out.
func (i *Item) skips(track, stage string) bool {
	return slices.ContainsFunc(i.TrackLimits, func(t TrackLimit) bool { return t.Track == track && slices.Contains(t.SkipStages, stage) })
}
