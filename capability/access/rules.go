package access

import (
	"slices"

	"tongban/kernel/actor"
)

// grant is one line of the matrix.
type grant struct {
	role  actor.Role
	reach Reach
	when  condition
	may   []Permission
}

// condition narrows a line.
type condition int

const (
	always  condition = iota
	atStage           // while the open stage is worked on by this role
)

// matrix is everything anybody may do. Nobody but its owner ever reaches a draft;
// that is in Scope, not here.
var matrix = []grant{
	{Citizen, Own, always, []Permission{CaseApply, CaseWithdraw, CaseList, CaseRead, CaseReveal, LicenceRead, SessionManage}},
	{Staff, Own, always, []Permission{SessionManage}},

	// One window for all departments: it receives and hands out and never decides.
	// Basis: 行政许可法, art. 26; 优化营商环境条例, art. 36.
	{actor.Window, AtOutlet, always, slices.Concat(receiving, delivering)},

	// Behind the window each department works on its own cases.
	{actor.Reviewer, InDepartment, always, []Permission{CaseList, CaseRead, CaseReveal, CaseClaim, CaseReview, CaseSuspend, LicenceRead}},
	{actor.Inspector, InDepartment, always, []Permission{CaseList, CaseRead, CaseReveal, CaseClaim, CaseReview}},
	{actor.Registrar, InDepartment, always, []Permission{CaseList, CaseRead, CaseReveal, CaseClaim, CaseReview}},
	{actor.Approver, InDepartment, always, []Permission{CaseList, CaseRead, CaseReveal, CaseClaim, CaseSuspend, CaseDecide, LicenceRead, LicenceRevoke}},
	// Basis: 行政许可法, art. 42(1): the head of the body approves an extension.
	{actor.Head, InDepartment, always, []Permission{CaseList, CaseRead, CaseReveal, CaseExtend, LicenceRead, LicenceRevoke}},

	// Partners see a case while their stage of it is open, not before and not after.
	{actor.Street, InRegion, atStage, append(slices.Clone(receiving), CaseReview)},
	{actor.Hospital, AtOutlet, atStage, append(slices.Concat(receiving, delivering), CaseReview)},
	{actor.Bank, InRegion, atStage, working},
	{actor.Tax, InRegion, atStage, working},
	{actor.Finance, InRegion, atStage, working},
	{Federation, InRegion, atStage, working},

	{actor.HallManager, AtOutlet, always, []Permission{CaseList, CaseRead}},
	{actor.Supervisor, Everywhere, always, []Permission{CaseList, CaseRead, LicenceRead}},

	{actor.Editor, Everywhere, always, []Permission{CatalogueEdit, AnnouncementEdit}},
	{actor.Publisher, Everywhere, always, []Permission{CataloguePublish, AnnouncementPublish}},

	// Three administrators, each without the power of the others.
	// Basis: GB/T 22239-2019, level 3 (三员分设).
	{actor.SystemAdmin, Everywhere, always, []Permission{JobManage}},
	{actor.SecurityAdmin, Everywhere, always, []Permission{SessionManage}},
	{actor.AuditAdmin, Everywhere, always, []Permission{AuditRead}},

	// What happens by itself: deemed acceptance, automatic stages, issuing.
	{System, Everywhere, always, []Permission{CaseList, CaseRead, CasePrereview, CaseAccept, CaseReview, CaseIssue, CaseDeliver, LicenceRead, JobManage}},
}

// receiving is the work of whoever takes applications in.
var receiving = []Permission{CaseList, CaseRead, CaseReveal, CaseClaim, CasePrereview, CaseAccept, CaseCorrect, CaseRefuse}

// delivering is the work at the window where results are handed out.
var delivering = []Permission{CaseIssue, CaseDeliver}

// working is the work on one stage.
var working = []Permission{CaseList, CaseRead, CaseReveal, CaseClaim, CaseReview}

// apart are the permissions that must not be used by the person in Object.By.
var apart = []Permission{CaseDecide, CataloguePublish, AnnouncementPublish}

// Scope returns what a may use p on, as conditions for a list query. An actor
// without a department, outlet or region reaches nothing by it.
func Scope(a actor.Actor, p Permission) Filter {
	var f Filter
	for _, g := range matrix {
		if !holds(a, g.role) || !slices.Contains(g.may, p) {
			continue
		}
		term, ok := reaching(a, g.reach)
		if !ok {
			continue
		}
		if g.reach != Own {
			term = append(term, Test{State, Differs, Draft})
		}
		if g.when == atStage {
			term = append(term, Test{Stage, Equals, string(g.role)})
		}
		if slices.Contains(apart, p) {
			term = append(term, Test{By, Differs, a.ID})
		}
		f = append(f, term)
	}
	return f
}

// holds reports whether a has role, by kind or by name.
func holds(a actor.Actor, role actor.Role) bool {
	switch role {
	case Citizen:
		return a.Kind == actor.Citizen
	case Staff:
		return a.Kind == actor.Staff
	case System:
		return a.Kind == actor.System
	}
	return a.Kind == actor.Staff && a.Is(role)
}

// reaching returns the tests of a reach for a, false if a reaches nothing by it.
func reaching(a actor.Actor, reach Reach) (Term, bool) {
	switch reach {
	case Own:
		return Term{{Owner, Equals, a.ID}}, a.ID != ""
	case AtOutlet:
		return Term{{Outlet, Equals, a.Outlet}}, a.Outlet != ""
	case InDepartment:
		return Term{{Department, Equals, a.Department}}, a.Department != ""
	case InRegion:
		prefix := subtree(a.Region)
		return Term{{Region, Within, prefix}}, prefix != ""
	case Everywhere:
		return Term{}, true
	}
	return nil, false
}

// subtree returns what the codes of region and of everything below it begin with:
// "9901" for 990100. It is "" for anything that is not a code.
//
// Basis: GB/T 2260 (two digits each for province, city, county), 统计用区划代码 (three
// each for town and village); a level that is not used is zeros.
func subtree(region string) string {
	end, at := 0, 0
	for _, width := range []int{2, 2, 2, 3, 3} {
		if at == len(region) {
			break
		}
		if at+width > len(region) {
			return ""
		}
		level := region[at : at+width]
		at += width
		for _, r := range level {
			switch {
			case r < '0' || r > '9':
				return ""
			case r != '0':
				end = at
			}
		}
	}
	if at != len(region) {
		return ""
	}
	return region[:end]
}
