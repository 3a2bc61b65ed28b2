package access

import (
	"slices"
	"strings"

	"tongban/kernel/actor"
	"tongban/kernel/fault"
)

// Permission names something one may do: <capability>.<verb>.
type Permission string

// The permissions.
const (
	CaseApply     Permission = "casework.apply"     // fill in, attach, discard a draft
	CaseSubmit    Permission = "casework.submit"    // hand in, answer a correction notice
	CaseWithdraw  Permission = "casework.withdraw"  // take the application back before the decision
	CaseList      Permission = "casework.list"      // see the case in a list
	CaseRead      Permission = "casework.read"      // open the case, personal data masked
	CaseReveal    Permission = "casework.reveal"    // see masked personal data in full; audited
	CaseStatus    Permission = "casework.status"    // where it stands, nothing of whose it is
	CaseClaim     Permission = "casework.claim"     // take on the open step
	CasePrereview Permission = "casework.prereview" // check what came in
	CaseAccept    Permission = "casework.accept"    // 受理
	CaseCorrect   Permission = "casework.correct"   // ask for corrections, once
	CaseRefuse    Permission = "casework.refuse"    // 不予受理
	CaseReview    Permission = "casework.review"    // work on a stage between acceptance and decision
	CaseSuspend   Permission = "casework.suspend"   // begin and end a special procedure
	CaseExtend    Permission = "casework.extend"    // 延长审批
	CaseSettle    Permission = "casework.settle"    // 即办件: accept, grant and hand out in one go
	CaseReport    Permission = "casework.report"    // raise an incident on a case
	CaseAssign    Permission = "casework.assign"    // hand over the work of others, name their deputies
	CaseUnblock   Permission = "casework.unblock"   // see to a process that cannot go on
	CaseDecide    Permission = "casework.decide"    // 准予, 不予
	CaseIssue     Permission = "casework.issue"     // make the licence
	CaseDeliver   Permission = "casework.deliver"   // hand it out

	LicenceRead   Permission = "licence.read"
	LicenceUse    Permission = "licence.use"    // show it, have it copied, end a consent to its use
	LicenceRevoke Permission = "licence.revoke" // change what was granted: amend, suspend, withdraw, …
	LicenceTypes  Permission = "licence.types"  // see the kinds of licences and how they are drawn

	BundleReport Permission = "bundlecase.report" // say how something outside of the city's power has ended

	CatalogueEdit    Permission = "catalogue.edit"
	CataloguePublish Permission = "catalogue.publish"

	AnnouncementEdit    Permission = "announcement.edit"
	AnnouncementPublish Permission = "announcement.publish" // and withdraw

	PublicityRead Permission = "publicity.read" // see what waits to be published and what is late
	PublicityEdit Permission = "publicity.edit" // hold, keep back, correct, withdraw

	ArchiveRead   Permission = "archive.read"   // see which cases are kept, and how they were checked
	ArchiveExport Permission = "archive.export" // take a package out; audited

	ObjectionRead   Permission = "objection.read"
	ObjectionAnswer Permission = "objection.answer"

	InsightRead Permission = "insight.read" // see what was counted of cases, and their lists

	InstantRead   Permission = "instant.read"   // see how items stand with automatic decisions
	InstantSwitch Permission = "instant.switch" // stop them, start them again, limit them
	InstantReview Permission = "instant.review" // look at one again when its applicant asks for it

	EntitlementAnswer Permission = "entitlement.answer" // take or refuse what one was invited to, object to being matched
	EntitlementRead   Permission = "entitlement.read"   // see programmes and their figures; never whom
	EntitlementSwitch Permission = "entitlement.switch" // pause, stop, take up a programme

	RatingRead     Permission = "rating.read"     // see what is done about bad ratings; never who rated
	RatingHandle   Permission = "rating.handle"   // take one on, call the rater, end it
	RatingReview   Permission = "rating.review"   // decide on exclusion, more time and disputes
	RatingModerate Permission = "rating.moderate" // publish or withhold what people wrote

	CreditRead    Permission = "credit.read"    // see facts about applicants and what they say against them
	CreditRecord  Permission = "credit.record"  // record one, take it back
	CreditReview  Permission = "credit.review"  // decide on an objection to one, or on its repair
	CreditPublish Permission = "credit.publish" // take in lists that other bodies publish

	CommitmentRead   Permission = "commitment.read"   // see what was promised, and how it was checked
	CommitmentCheck  Permission = "commitment.check"  // check it after the grant, have things put right
	CommitmentDecide Permission = "commitment.decide" // withdraw what was granted on a false promise, or not
	CommitmentAnswer Permission = "commitment.answer" // be heard before that
	WarningRead      Permission = "warning.read"      // see why a case is unusual; others see how many warnings there are
	WarningAnswer    Permission = "warning.answer"    // say what was done about one
	WarningManage    Permission = "warning.manage"    // switch kinds of warnings on and off, set thresholds, write conditions

	ConsultationAnswer Permission = "consultation.answer" // give another department an opinion on a case of its

	DeferralRead  Permission = "deferral.read"  // see what applicants have promised to bring later
	DeferralJudge Permission = "deferral.judge" // confirm what came, say what is wrong with it, put the last day off

	CalendarManage Permission = "calendar.manage" // enter notices of days off

	ProcedureRead    Permission = "procedure.read"    // see what departments draw
	ProcedureEdit    Permission = "procedure.edit"    // draw
	ProcedurePublish Permission = "procedure.publish" // and restore, withdraw

	RulebookRead    Permission = "rulebook.read"    // see by which rules cases are approved at once
	RulebookTry     Permission = "rulebook.try"     // run them over past cases
	RulebookEdit    Permission = "rulebook.edit"    // write them
	RulebookPublish Permission = "rulebook.publish" // and withdraw

	NoticeEdit    Permission = "notice.edit"    // templates of official papers
	NoticePublish Permission = "notice.publish" // and withdraw

	OfficeManage   Permission = "office.manage"   // departments, outlets, what the installation is set to
	StaffManage    Permission = "staff.manage"    // open and disable accounts, say where somebody works
	StaffAuthorise Permission = "staff.authorise" // give and take roles

	KeyManage     Permission = "integration.manage" // make and revoke the keys of programs
	JobManage     Permission = "job.manage"         // see and restart background work
	SessionManage Permission = "session.manage"     // see and end sessions
	AuditRead     Permission = "audit.read"
)

// Reach is how far a permission of a role goes.
type Reach string

// The reaches.
const (
	Own          Reach = "own"        // what belongs to the actor, or to whom the actor acts for
	AtOutlet     Reach = "outlet"     // what the actor's outlet received, whichever department decides
	InDepartment Reach = "department" // what the actor's department decides; to read it, what it has a part in
	InRegion     Reach = "region"     // the actor's region and everything below it
	Everywhere   Reach = "all"
)

// Roles that follow from the kind of actor.
const (
	Citizen actor.Role = "citizen"
	Staff   actor.Role = "staff" // any member of staff
	System  actor.Role = "system"
	Program actor.Role = "program" // with a service key
)

// Federation is the role of 残联 staff, the actor "dpf" of a stage.
const Federation actor.Role = "dpf"

// Draft is the state that only the owner of an object may see.
const Draft = "draft"

// Object is what the matrix has to know of a thing. What a thing does not have
// stays empty, and an empty value is within nobody's reach.
type Object struct {
	Owner      string // account it belongs to, see actor.Actor.Owner
	Item       string // code of the item it is about
	Department string // code of the department that decides
	Region     string // code of the region it belongs to
	Outlet     string // id of the outlet that received it
	State      string // Draft, or any other
	By         string // actor id of who accepted or wrote it

	Stages   []actor.Role // who works on the open steps
	Involved []string     // codes of other departments that have, or had, a step of it
}

// May returns nil if a may use p on o. Otherwise the fault says why not:
// Unauthenticated for a guest, Forbidden for a right that a lacks, NotFound for a
// thing that a may not know of.
func May(a actor.Actor, p Permission, o Object) error {
	scope := Scope(a, p)
	switch {
	case scope.Holds(o):
		return nil
	case a.Kind == actor.Guest:
		return fault.New(fault.Unauthenticated, "fault.signin")
	case slices.Contains(binding, p) && !a.MaySubmit():
		return fault.New(fault.Forbidden, "access.fill-only")
	case scope.None():
		return fault.New(fault.Forbidden, "access.forbidden")
	case scope.Holds(o.byNobody()):
		return fault.New(fault.Forbidden, "access.separation")
	case public(p) || Scope(a, readOf(p)).Holds(o):
		return fault.New(fault.Forbidden, "access.reach")
	}
	return fault.New(fault.NotFound, "access.unknown")
}

// Has reports whether a may use p on anything at all: for menus.
func Has(a actor.Actor, p Permission) bool { return !Scope(a, p).None() }

// public reports whether the things p is about are known to everybody.
func public(p Permission) bool { return strings.HasPrefix(string(p), "catalogue.") }

// readOf returns the permission to read what p changes.
func readOf(p Permission) Permission {
	noun, _, _ := strings.Cut(string(p), ".")
	return Permission(noun + ".read")
}

func (o Object) byNobody() Object {
	o.By = ""
	return o
}
