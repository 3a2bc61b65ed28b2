package lint

import (
	"slices"
	"strings"

	"tongban/capability/catalogue"
	"tongban/kernel/check"
)

// guideRules say what the guide to every service must tell people. The numbers are
// those of the checks local bodies run before they publish.
//
// Basis: GB/T 39046-2020, table 4; GB/T 36114-2018; 优化营商环境条例, arts 35, 36, 44.
var guideRules = []rule{
	{"required", catalogue.Error, incomplete},
	{"uscc", catalogue.Error, func(i item) []spot {
		code := i.Department.USCC
		return when(code != "" && len(check.USCC(code, true)) > 0, "department.uscc", code)
	}},
	{"not-on-application", catalogue.Warning, func(i item) []spot {
		return when(slices.Contains([]string{"02", "03", "06"}, i.ItemType.Code), "itemType.code", i.ItemType.Code)
	}},

	// 1. What is done on the spot is 即办件, everything else 承诺件.
	{"case-instant", catalogue.Error, func(i item) []spot {
		return when(i.CaseType.Code == promised && atOnce(i.PromisedLimit), "caseType.code")
	}},
	{"case-promised", catalogue.Error, func(i item) []spot {
		return when(i.CaseType.Code == instant && longer(i.PromisedLimit, oneWorkday), "caseType.code")
	}},

	// 2. Whoever has to come is told why.
	{"visit-reason", catalogue.Error, func(i item) []spot {
		return when(i.OnSiteVisits > 0 && i.OnSiteReason == "", "onSiteReason", i.OnSiteVisits)
	}},
	{"visit-none", catalogue.Warning, func(i item) []spot { return when(i.OnSiteVisits == 0 && i.OnSiteReason != "", "onSiteReason") }},
	{"visit-post", catalogue.Error, func(i item) []spot {
		reachable := i.ExpressDelivery || i.OnlineURL != "" || slices.ContainsFunc(i.HandlingModes, func(m string) bool { return m != "window" })
		return when(i.OnSiteVisits == 0 && !reachable, "handlingModes")
	}},

	// 3. Depth IV means not one visit.
	{"depth-visits", catalogue.Error, func(i item) []spot {
		return when(i.OnlineDepth.Level == "IV" && i.OnSiteVisits > 0, "onlineDepth.level", i.OnSiteVisits)
	}},

	// 4. A charge has a basis, items and a way to pay. Basis: 行政许可法, arts 58, 59.
	{"fee-basis", catalogue.Error, func(i item) []spot { return when(i.Fee.Charged && i.Fee.Basis == "", "fee.basis") }},
	{"fee-items", catalogue.Error, func(i item) []spot { return when(i.Fee.Charged && len(i.Fee.Items) == 0, "fee.items") }},
	{"fee-pay", catalogue.Warning, func(i item) []spot {
		return when(i.Fee.Charged && !i.Fee.OnlinePay && i.Fee.Note == "", "fee.onlinePay")
	}},
	{"fee-free", catalogue.Error, func(i item) []spot {
		amounts := slices.ContainsFunc(i.Fee.Items, func(f catalogue.FeeItem) bool { return f.AmountCents != nil && *f.AmountCents > 0 })
		return when(!i.Fee.Charged && (i.Fee.OnlinePay || amounts), "fee.charged")
	}},

	// 5. Two telephones: one to ask, another to complain.
	{"phones-equal", catalogue.Error, func(i item) []spot {
		return when(i.ConsultPhone != "" && i.ConsultPhone == i.ComplaintPhone, "complaintPhone", i.ComplaintPhone)
	}},
	{"phone-unreadable", catalogue.Warning, func(i item) []spot {
		return slices.Concat(
			when(i.ConsultPhone != "" && !dialable.MatchString(i.ConsultPhone), "consultPhone", i.ConsultPhone),
			when(i.ComplaintPhone != "" && !dialable.MatchString(i.ComplaintPhone), "complaintPhone", i.ComplaintPhone))
	}},

	// 6. Themes are of those whom the item serves.
	{"theme-unknown", catalogue.Error, func(i item) []spot {
		return slices.Concat(unknownThemes("themes.natural", i.Themes.Natural, naturalThemes), unknownThemes("themes.legal", i.Themes.Legal, legalThemes))
	}},
	{"theme-missing", catalogue.Warning, func(i item) []spot {
		return slices.Concat(
			when(i.serves(1) && len(i.Themes.Natural) == 0, "themes.natural"),
			when(i.serves(2, 3, 4) && len(i.Themes.Legal) == 0, "themes.legal"))
	}},
	{"theme-foreign", catalogue.Warning, func(i item) []spot {
		some := len(i.ServiceObjects) > 0
		return slices.Concat(
			when(some && !i.serves(1) && len(i.Themes.Natural) > 0, "themes.natural"),
			when(some && !i.serves(2, 3, 4, 5, 6) && len(i.Themes.Legal) > 0, "themes.legal"))
	}},

	// 7. The result is of the kind its name says, and can be looked at beforehand.
	{"result-type", catalogue.Warning, func(i item) []spot {
		kind := resultKind(i.Result.Name)
		return when(kind != "" && i.Result.ResultType != "" && i.Result.ResultType != kind, "result.resultType", i.Result.Name, kind, i.Result.ResultType)
	}},
	{"result-sample", catalogue.Notice, func(i item) []spot { return when(i.Result.Name != "" && i.Result.SampleURL == "", "result.sampleUrl") }},

	// 8. Questions people ask, and every step of the handling. Registrations decided
	// on the spot have fewer steps, so this warns.
	{"faq", catalogue.Warning, func(i item) []spot { return when(i.ItemType.Code == licensingType && len(i.FAQ) == 0, "faq") }},
	{"steps", catalogue.Warning, func(i item) []spot {
		missing := i.missingSteps()
		return when(i.CaseType.Code == promised && len(i.Stages) > 0 && missing != "", "stages", missing)
	}},

	// 10. A list of papers is a list. 9, the sum of the stages, is among the limits.
	{"conditions-cut", catalogue.Warning, func(i item) []spot { return when(i.ConditionsCut(), "conditions") }},
	{"materials-none", catalogue.Warning, func(i item) []spot { return when(len(i.Materials) == 0, "materials") }},
	{"material-vague", catalogue.Error, func(i item) []spot {
		return among("materials", i.Materials, func(place string, m catalogue.Material) []spot {
			return when(vague.MatchString(m.Name), place+".name", m.Name)
		})
	}},
	{"material-open", catalogue.Warning, func(i item) []spot {
		return among("materials", i.Materials, func(place string, m catalogue.Material) []spot { return when(openEnded(m.Name), place+".name", m.Name) })
	}},
}

// Codes the rules speak of. Basis: GB/T 39046-2020, tables A.1, A.6.
const (
	licensingType = "01" // 行政许可
	instant       = 1    // 即办件
	promised      = 2    // 承诺件
)

// The codes of themes; 080 is in neither table.
var (
	naturalThemes = strings.Fields("005 010 015 020 025 030 035 040 045 050 055 060 065 070 075 085 090 095 100 105 110 115 120 125 130 135 140 145 150 155 998 999")
	legalThemes   = strings.Fields("005 010 015 020 025 030 035 040 045 050 055 060 065 070 075 085 090 095 100 105 110 115 120 125 130 135 140 145 150 155 160 165 170 998 999")
)

func unknownThemes(name string, given, known []string) []spot {
	return among(name, given, func(place, code string) []spot { return when(!slices.Contains(known, code), place, code) })
}

// serves reports whether one of objects is among those the item is for.
func (i item) serves(objects ...int) bool {
	return slices.ContainsFunc(objects, func(o int) bool { return slices.Contains(i.ServiceObjects, o) })
}

// resultKind returns the result type that a result's name asks for, "" if the name
// leaves it open.
func resultKind(name string) string {
	name = bracketed.ReplaceAllString(name, "")
	for _, r := range results {
		if strings.HasSuffix(name, r.end) {
			return r.kind
		}
	}
	return ""
}
