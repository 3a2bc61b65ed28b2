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

// granting are the lines of the matrix that grant a permission, in its order.
var granting = func() map[Permission][]grant {
	lines := map[Permission][]grant{}
	for _, g := range matrix {
		for _, p := range g.may {
			lines[p] = append(lines[p], g)
		}
	}
	return lines
}()

// condition narrows a line.
type condition int

const (
	always    condition = iota
	atStage             // while the open stage is worked on by this role
	unlimited           // for oneself, or by a power that lets one submit
)

// matrix is everything anybody may do. Nobody but its owner ever reaches a draft;
// that is in Scope, not here.
var matrix = []grant{
	{Citizen, Own, always, []Permission{CaseApply, CaseList, CaseRead, CaseReveal, LicenceRead, ObjectionRead, CreditRead, CommitmentRead, DeferralRead, SessionManage, EntitlementAnswer}},
	{Citizen, Own, unlimited, binding},
	{Staff, Own, always, []Permission{SessionManage}},

	// One window for all departments: it receives and hands out and never decides.
	// Basis: 行政许可法, art. 26; 优化营商环境条例, art. 36.
	{actor.Window, AtOutlet, always, slices.Concat(receiving, delivering)},

	// For whom it helps at the counter it fills in and hands in; the party says whom.
	{actor.Window, Own, always, []Permission{CaseApply}},
	{actor.Window, Own, unlimited, []Permission{CaseSubmit}},

	// Behind the window each department works on its own cases.
	{actor.Reviewer, InDepartment, always, []Permission{CaseList, CaseRead, CaseReveal, CaseClaim, CaseReview, CaseSuspend, CaseSettle, CaseReport, LicenceRead}},
	{actor.Inspector, InDepartment, always, []Permission{CaseList, CaseRead, CaseReveal, CaseClaim, CaseReview, CaseReport}},
	{actor.Registrar, InDepartment, always, []Permission{CaseList, CaseRead, CaseReveal, CaseClaim, CaseReview, CaseDecide, CaseSettle, CaseReport}},
	{actor.Approver, InDepartment, always, []Permission{CaseList, CaseRead, CaseReveal, CaseClaim, CaseSuspend, CaseDecide, CaseReport, LicenceRead, LicenceRevoke}},
	// Basis: 行政许可法, art. 42(1): the head of the body approves an extension.
	{actor.Head, InDepartment, always, []Permission{CaseList, CaseRead, CaseReveal, CaseExtend, CaseReport, CaseAssign, CaseUnblock, LicenceRead, LicenceRevoke}},
	// Basis: 行政许可法, art. 42(2): the local government approves where bodies handle a case together.
	{actor.Government, InRegion, always, []Permission{CaseList, CaseRead, CaseExtend}},

	// Who works for a department gives its opinion when another asks for it.
	{actor.Reviewer, InDepartment, always, []Permission{ConsultationAnswer}},
	{actor.Inspector, InDepartment, always, []Permission{ConsultationAnswer}},
	{actor.Registrar, InDepartment, always, []Permission{ConsultationAnswer}},
	{actor.Approver, InDepartment, always, []Permission{ConsultationAnswer}},
	{actor.Head, InDepartment, always, []Permission{ConsultationAnswer}},

	// Who leads a bundle is told by its partners, and says so.
	{actor.Reviewer, InDepartment, always, []Permission{BundleReport}},
	{actor.Registrar, InDepartment, always, []Permission{BundleReport}},
	{actor.Approver, InDepartment, always, []Permission{BundleReport}},
	{actor.Head, InDepartment, always, []Permission{BundleReport}},

	// What was promised is taken by whoever accepts and by whoever reviews.
	{actor.Window, AtOutlet, always, []Permission{DeferralRead, DeferralJudge}},
	{actor.Reviewer, InDepartment, always, []Permission{DeferralRead, DeferralJudge}},
	{actor.Registrar, InDepartment, always, []Permission{DeferralRead, DeferralJudge}},
	{actor.Inspector, InDepartment, always, []Permission{DeferralRead}},
	{actor.Approver, InDepartment, always, []Permission{DeferralRead}},
	{actor.Head, InDepartment, always, []Permission{DeferralRead}},
	{actor.Supervisor, Everywhere, always, []Permission{DeferralRead}},
	// What is unusual about a case is for those who review it; it is no secret of the office's
	// from who supervises. Administrators set what is looked for and see how often it was of use.
	{actor.Reviewer, InDepartment, always, warned},
	{actor.Inspector, InDepartment, always, warned},
	{actor.Registrar, InDepartment, always, warned},
	{actor.Approver, InDepartment, always, warned},
	{actor.Head, InDepartment, always, warned},
	{actor.Supervisor, Everywhere, always, []Permission{WarningRead}},
	{actor.SystemAdmin, Everywhere, always, []Permission{WarningManage}},

	// Who decides for a department also answers for what was decided: to the public, to
	// whoever objects, and to those who read the files later.
	{actor.Approver, InDepartment, always, answering},
	{actor.Head, InDepartment, always, answering},

	// Partners see a case while their stage of it is open, not before and not after.
	{actor.Street, InRegion, atStage, append(slices.Clone(receiving), CaseReview)},
	{actor.Hospital, AtOutlet, atStage, append(slices.Concat(receiving, delivering), CaseReview)},
	{actor.Bank, InRegion, atStage, working},
	{actor.Tax, InRegion, atStage, working},
	{actor.Finance, InRegion, atStage, working},
	{Federation, InRegion, atStage, working},

	{actor.HallManager, AtOutlet, always, []Permission{CaseList, CaseRead, CaseAssign}},
	{actor.Supervisor, Everywhere, always, []Permission{CaseList, CaseRead, CaseReport, LicenceRead}},

	// Who handles is responsible (谁办理谁负责); what speaks for the rated is decided by others.
	// Basis: 国办发〔2019〕51号.
	{actor.Reviewer, InDepartment, always, []Permission{RatingRead, RatingHandle, CreditRead, CreditRecord}},
	{actor.Inspector, InDepartment, always, []Permission{CreditRead, CreditRecord}},
	{actor.Registrar, InDepartment, always, []Permission{RatingRead, RatingHandle, CreditRead, CreditRecord}},
	{actor.Approver, InDepartment, always, []Permission{RatingRead, RatingHandle, CreditRead, CreditRecord}},
	{actor.Head, InDepartment, always, []Permission{RatingRead, RatingHandle, RatingReview, CreditRead, CreditReview}},
	{actor.Supervisor, Everywhere, always, []Permission{RatingRead, RatingReview, RatingModerate, CreditRead, CreditReview}},
	{actor.Publisher, Everywhere, always, []Permission{RatingModerate}},

	// What was granted on a promise is checked afterwards; who finds it false does not decide
	// what becomes of it.
	// Basis: 国办发〔2020〕42号; 行政许可法, arts 61, 69.
	{actor.Reviewer, InDepartment, always, []Permission{CommitmentRead, CommitmentCheck}},
	{actor.Inspector, InDepartment, always, []Permission{CommitmentRead, CommitmentCheck}},
	{actor.Registrar, InDepartment, always, []Permission{CommitmentRead, CommitmentCheck}},
	{actor.Approver, InDepartment, always, []Permission{CommitmentRead, CommitmentDecide}},
	{actor.Head, InDepartment, always, []Permission{CommitmentRead, CommitmentDecide}},
	{actor.Supervisor, Everywhere, always, []Permission{CommitmentRead}},

	{actor.Supervisor, Everywhere, always, []Permission{PublicityRead, ArchiveRead, ObjectionRead, ObjectionAnswer}},
	{actor.Publisher, Everywhere, always, []Permission{PublicityRead, PublicityEdit}},

	// Figures: of everything to who supervises, of their own to who answers for it.
	{actor.Supervisor, Everywhere, always, []Permission{InsightRead}},
	{actor.Head, InDepartment, always, []Permission{InsightRead}},

	// Rules decide for a department, which answers for them and looks again when asked to.
	// Basis: 个人信息保护法, art. 24.
	{actor.Reviewer, InDepartment, always, []Permission{InstantReview}},
	{actor.Approver, InDepartment, always, []Permission{InstantReview, InstantRead}},
	{actor.Head, InDepartment, always, []Permission{InstantReview, InstantRead, InstantSwitch}},
	{actor.Supervisor, Everywhere, always, []Permission{InstantRead, InstantSwitch}},

	// What people are told they are entitled to: a department answers for its own programmes.
	{actor.Approver, InDepartment, always, []Permission{EntitlementRead}},
	{actor.Head, InDepartment, always, []Permission{EntitlementRead, EntitlementSwitch}},
	{actor.Supervisor, Everywhere, always, []Permission{EntitlementRead, EntitlementSwitch}},

	{actor.Editor, Everywhere, always, []Permission{CatalogueEdit, AnnouncementEdit}},
	{actor.Publisher, Everywhere, always, []Permission{CataloguePublish, AnnouncementPublish, CreditPublish}},

	// How each kind of licence looks.
	{actor.Editor, Everywhere, always, []Permission{LicenceTypes}},
	{actor.Publisher, Everywhere, always, []Permission{LicenceTypes}},
	{actor.Approver, Everywhere, always, []Permission{LicenceTypes}},
	{actor.Head, Everywhere, always, []Permission{LicenceTypes}},

	{actor.Editor, Everywhere, always, []Permission{NoticeEdit}},
	{actor.Publisher, Everywhere, always, []Permission{NoticePublish}},

	// How a case is worked on is drawn for everybody by editors, and by each department for
	// itself; whoever drew does not publish.
	{actor.Editor, Everywhere, always, []Permission{ProcedureRead, ProcedureEdit}},
	{actor.Publisher, Everywhere, always, []Permission{ProcedureRead, ProcedurePublish}},
	{actor.Head, InDepartment, always, []Permission{ProcedureRead, ProcedureEdit, ProcedurePublish}},
	{actor.Supervisor, Everywhere, always, []Permission{ProcedureRead}},

	// The rules by which cases are approved at once, likewise.
	{actor.Editor, Everywhere, always, []Permission{RulebookRead, RulebookTry, RulebookEdit}},
	{actor.Publisher, Everywhere, always, []Permission{RulebookRead, RulebookTry, RulebookPublish}},
	{actor.Head, InDepartment, always, []Permission{RulebookRead, RulebookTry, RulebookEdit, RulebookPublish}},
	{actor.Supervisor, Everywhere, always, []Permission{RulebookRead}},

	// Three administrators, each without the power of the others.
	// Basis: GB/T 22239-2019, level 3 (三员分设).
	{actor.SystemAdmin, Everywhere, always, []Permission{JobManage, CalendarManage, OfficeManage, StaffManage}},
	{actor.SecurityAdmin, Everywhere, always, []Permission{SessionManage, StaffAuthorise, KeyManage}},
	{actor.AuditAdmin, Everywhere, always, []Permission{AuditRead}},

	// A program sees where cases of its department stand, if its key says which that is.
	{Program, InDepartment, always, []Permission{CaseStatus}},

	// What happens by itself: deemed acceptance, automatic stages, issuing.
	{System, Everywhere, always, []Permission{CaseList, CaseRead, CasePrereview, CaseAccept, CaseReview, CaseIssue, CaseDeliver, LicenceRead, JobManage, RulebookRead, RulebookTry, InstantSwitch}},
}

// binding is what binds a party: an agent who may only fill in leaves it to them.
//
// Basis: 民法典, art. 162 and 165 (an agent acts within the power given).
var binding = []Permission{CaseSubmit, CaseWithdraw, LicenceUse, CommitmentAnswer}

// receiving is the work of whoever takes applications in.
var receiving = []Permission{CaseList, CaseRead, CaseReveal, CaseClaim, CasePrereview, CaseAccept, CaseCorrect, CaseRefuse, CaseSettle}

// delivering is the work at the window where results are handed out.
var delivering = []Permission{CaseIssue, CaseDeliver}

// answering is the work on what was decided.
var answering = []Permission{PublicityRead, PublicityEdit, ArchiveRead, ArchiveExport, ObjectionRead, ObjectionAnswer}

// warned is the work on warnings.
var warned = []Permission{WarningRead, WarningAnswer}

// working is the work on one stage.
var working = []Permission{CaseList, CaseRead, CaseReveal, CaseClaim, CaseReview}

// shared are the permissions on a case that a department has whose people work on a step of
// it, or did: they read it. What they do to it, the step alone decides.
var shared = []Permission{CaseList, CaseRead}

// apart are the permissions that must not be used by the person in Object.By.
var apart = []Permission{CaseDecide, LicenceRevoke, CommitmentDecide, CataloguePublish, AnnouncementPublish, NoticePublish, ProcedurePublish, RulebookPublish}

// Scope returns what a may use p on, as conditions for a list query. An actor
// without a department, outlet or region reaches nothing by it.
func Scope(a actor.Actor, p Permission) Filter {
	var f Filter
	for _, g := range granting[p] {
		if !holds(a, g.role) {
			continue
		}
		if g.when == unlimited && !a.MaySubmit() {
			continue
		}
		reached := reaching(a, g.reach)
		if g.reach == InDepartment && slices.Contains(shared, p) {
			reached = append(reached, having(a.Department, Test{Involved, Equals, a.Department})...)
		}
		for _, term := range reached {
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
	case Program:
		return a.Kind == actor.Program
	}
	return a.Kind == actor.Staff && a.Is(role)
}

// reaching returns what a reaches by reach; nothing, if a has not what the reach
// goes by.
func reaching(a actor.Actor, reach Reach) Filter {
	switch reach {
	case Own:
		return owned(a)
	case AtOutlet:
		return having(a.Outlet, Test{Outlet, Equals, a.Outlet})
	case InDepartment:
		return having(a.Department, Test{Department, Equals, a.Department})
	case InRegion:
		prefix := subtree(a.Region)
		return having(prefix, Test{Region, Within, prefix})
	case Everywhere:
		return Filter{{}}
	}
	return nil
}

// owned returns what belongs to a or to whom a acts for; of the latter what the
// power covers, item by item.
func owned(a actor.Actor) Filter {
	owner := Test{Owner, Equals, a.Owner()}
	if !a.Acting() || a.For.Items == nil {
		return having(owner.Value, owner)
	}
	var f Filter
	for _, item := range a.For.Items {
		f = append(f, Term{owner, Test{Item, Equals, item}})
	}
	return f
}

// having returns what test reaches, nothing if there is no value to go by.
func having(value string, test Test) Filter {
	if value == "" {
		return nil
	}
	return Filter{{test}}
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
