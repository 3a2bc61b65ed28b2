package lint

import (
	"slices"

	"tongban/capability/catalogue"
	"tongban/kernel/deadline"
)

// regimeRules hold an item against the law of procedure it says it is under. The
// 行政许可法 governs licensing and nothing else.
var regimeRules = []rule{
	{"regime-unknown", catalogue.Error, func(i item) []spot {
		kinds := []deadline.Regime{deadline.Licensing, deadline.Registration, deadline.RealEstate, deadline.Own, ""}
		silences := []deadline.Deemed{deadline.DeemedNone, deadline.DeemedFromReceipt, deadline.DeemedUnlessTold, ""}
		return slices.Concat(
			when(!slices.Contains(kinds, i.regime()), "regime.kind", i.Regime.Kind),
			when(!slices.Contains(silences, i.silence()), "regime.deemedAcceptance", i.Regime.DeemedAcceptance))
	}},
	// Basis: 行政许可法, art. 2.
	{"regime-licensing", catalogue.Error, func(i item) []spot {
		return when(i.regime() == deadline.Licensing && i.ItemType.Code != licensingType, "regime.kind", i.ItemType.Code)
	}},
	{"regime-law", catalogue.Error, func(i item) []spot {
		return when(i.ItemType.Code == licensingType && i.regime() == deadline.Own && i.Regime.Law == "", "regime.law")
	}},
	// Basis: 行政许可法, art. 32(4).
	{"acceptance-window", catalogue.Error, func(i item) []spot {
		days := i.Regime.AcceptanceWorkdays
		return when((days > 5 || days < 0) && !i.ownLaw(), "regime.acceptanceWorkdays", days)
	}},
	{"silence-accepts", catalogue.Error, func(i item) []spot {
		return when(i.regime() == deadline.Licensing && i.silence() != deadline.DeemedFromReceipt, "regime.deemedAcceptance")
	}},
	{"silence-unfounded", catalogue.Error, func(i item) []spot {
		founded := i.ownLaw() ||
			i.silence() == deadline.DeemedFromReceipt && i.regime() == deadline.Licensing ||
			i.silence() == deadline.DeemedUnlessTold && i.regime() == deadline.RealEstate
		return when((i.silence() == deadline.DeemedFromReceipt || i.silence() == deadline.DeemedUnlessTold) && !founded, "regime.deemedAcceptance")
	}},
	// Basis: 不动产登记暂行条例, arts 15, 17.
	{"real-estate", catalogue.Error, func(i item) []spot {
		under := i.regime() == deadline.RealEstate
		return slices.Concat(
			when(under && i.Regime.AcceptanceWorkdays != 0, "regime.acceptanceWorkdays"),
			when(under && i.silence() != deadline.DeemedUnlessTold, "regime.deemedAcceptance"))
	}},
	// Basis: 行政许可法, art. 42.
	{"decision-limit", catalogue.Error, func(i item) []spot {
		law := i.StatutoryLimit
		allowed := !longer(law, workdays(20)) || i.joint() && !longer(law, workdays(45)) || statute.MatchString(law.Note)
		return when(i.regime() == deadline.Licensing && !allowed, "statutoryLimit.value")
	}},
	{"decision-none", catalogue.Warning, func(i item) []spot {
		return when(i.regime() == deadline.Licensing && i.StatutoryLimit.Unit == string(deadline.None), "statutoryLimit.unit")
	}},
	{"extension-days", catalogue.Error, func(i item) []spot {
		most := 10
		if i.joint() {
			most = 15
		}
		e := i.Regime.Extension
		return when(i.regime() == deadline.Licensing && e != nil && e.Workdays > most, "regime.extension.workdays", e.Days(), most)
	}},
	{"extension-approver", catalogue.Error, func(i item) []spot {
		e := i.Regime.Extension
		may := e == nil || e.Approver == string(deadline.Head) || i.joint() && e.Approver == string(deadline.LocalGovernment)
		return when(i.regime() == deadline.Licensing && !may, "regime.extension.approver")
	}},
	// Basis: 行政许可法, art. 44.
	{"delivery-limit", catalogue.Error, func(i item) []spot {
		days := i.Regime.DeliveryWorkdays
		return when(i.regime() == deadline.Licensing && days > 10, "regime.deliveryWorkdays", days)
	}},
	// Basis: 行政许可法, art. 45. deadline.Law.Stops decides the same for a case.
	{"clock-runs", catalogue.Warning, func(i item) []spot {
		return append(
			among("specialProcedures", i.SpecialProcedures, func(place, name string) []spot { return when(!i.stops(name), place, name) }),
			among("stages", i.Stages, func(place string, s catalogue.Stage) []spot {
				return when(s.Clock == "pause" && !i.stops(s.Name), place+".clock", s.Name)
			})...)
	}},
}

func (i item) regime() deadline.Regime  { return deadline.Regime(i.Regime.Kind) }
func (i item) silence() deadline.Deemed { return deadline.Deemed(i.Regime.DeemedAcceptance) }

// ownLaw reports whether the item names a law of its own that says how it goes.
func (i item) ownLaw() bool { return i.regime() == deadline.Own && i.Regime.Law != "" }

// joint reports whether several bodies handle the item together.
// Basis: 行政许可法, arts 26, 42(2).
func (i item) joint() bool { return len(i.CoImplementers) > 0 }

// stops reports whether the time of a procedure is left out of the limit.
func (i item) stops(procedure string) bool {
	return statute.MatchString(procedure) || i.regime() == deadline.Licensing && excepted.MatchString(procedure)
}
