package casework

import "tongban/kernel/state"

// Status is where a case stands. The values are those of the exchange tables.
type Status string

// The statuses of a case.
const (
	Draft         Status = "DRAFT"          // 暂存
	Submitted     Status = "SUBMITTED"      // 已提交
	PreReview     Status = "PRE_REVIEW"     // 预审中
	InCorrection  Status = "CORRECTION"     // 待补正
	NotNeeded     Status = "NOT_NEEDED"     // 不需许可
	RefusedAccept Status = "REFUSED_ACCEPT" // 不予受理
	Accepted      Status = "ACCEPTED"       // 已受理
	Reviewing     Status = "REVIEWING"      // 审查中
	Special       Status = "SPECIAL"        // 特别程序中
	Suspended     Status = "SUSPENDED"      // 中止
	Deciding      Status = "DECIDING"       // 待决定
	Approved      Status = "APPROVED"       // 准予
	Denied        Status = "DENIED"         // 不予
	Issuing       Status = "ISSUING"        // 制证送达中
	Completed     Status = "COMPLETED"      // 办结
	Withdrawn     Status = "WITHDRAWN"      // 申请人撤回
	Terminated    Status = "TERMINATED"     // 终止办理
)

// Event is what moves a case.
type Event string

// The events. Those of the desk bear the trade's verb.
const (
	Submit          Event = "submit"
	StartPreReview  Event = "start-pre-review"
	PointOut        Event = "point-out"    // errors that can be mended on the spot
	MendAtOnce      Event = "mend-at-once" // by the applicant, after PointOut
	RequestMending  Event = "request-correction"
	Correct         Event = "correct"
	LapseCorrection Event = "lapse-correction"
	DeemAccept      Event = "deem-accepted"
	Accept          Event = "accept"
	Supplement      Event = "supplement" // by the applicant: what was promised at acceptance
	FindNotNeeded   Event = "find-not-needed"
	RefuseAccept    Event = "refuse"
	GrantAtOnce     Event = "grant-at-once" // 即办件, by one clerk
	StartReview     Event = "start-review"
	PassStage       Event = "pass-stage"
	TellHearing     Event = "tell-hearing"    // that a hearing may be asked for
	RequestHearing  Event = "request-hearing" // by the applicant
	EnterSpecial    Event = "enter-special"
	SetHearing      Event = "set-hearing" // when, where, under whom
	LeaveSpecial    Event = "leave-special"
	Suspend         Event = "suspend"
	Resume          Event = "resume"
	Extend          Event = "extend"
	RaiseIncident   Event = "raise-incident" // something found that the law does not allow
	Proceed         Event = "proceed"        // of the process by itself: a timer, a message
	Retry           Event = "retry"          // of what the process could not go on for
	LeaveProcess    Event = "leave-process"  // to be decided without the rest of it
	SendBack        Event = "send-back"      // to an earlier step, of one branch
	TakeBack        Event = "take-back"      // what was ended and nobody has picked up
	AddSigner       Event = "add-signer"     // one more person signs
	RemoveSigner    Event = "remove-signer"  // one less
	Entrust         Event = "entrust"        // a task to another department
	ChangeProcess   Event = "change-process" // to another version of its procedure
	PauseBranch     Event = "pause-branch"   // a special procedure in one branch
	ResumeBranch    Event = "resume-branch"
	ProposeDecision Event = "propose-decision"
	Grant           Event = "grant"
	Deny            Event = "deny"
	Issue           Event = "issue"
	Deliver         Event = "deliver"
	Withdraw        Event = "withdraw"
	Terminate       Event = "terminate"
)

// Lifecycle is the whole statutory life of a case.
//
// Basis: 行政许可法 arts 32 (receipt, errors mended on the spot, one correction, deemed
// acceptance, refusal), 34 and 38 (review and decision, also on the spot), 42
// (extension), 44 (delivery), 45 (special procedures), 46–48 (hearing). A case that is
// waiting for a correction cannot be asked for a second one: RequestMending is guarded by
// mayRequestCorrection, and after a correction the table leads to acceptance or refusal
// only. What is found missing after acceptance never sends a case back; it is an incident.
var Lifecycle = state.Machine[Status, Event]{
	Start: Draft,
	Moves: []state.Move[Status, Event]{
		{From: Draft, On: Submit, To: Submitted},

		{From: Submitted, On: StartPreReview, To: PreReview},
		{From: PreReview, On: PointOut, To: Submitted},
		{From: Submitted, On: MendAtOnce, To: Submitted},
		{From: PreReview, On: MendAtOnce, To: Submitted},
		{From: Submitted, On: RequestMending, To: InCorrection},
		{From: PreReview, On: RequestMending, To: InCorrection},
		{From: InCorrection, On: Correct, To: Submitted},
		{From: InCorrection, On: LapseCorrection, To: Terminated},
		{From: Submitted, On: DeemAccept, To: Accepted},
		{From: PreReview, On: DeemAccept, To: Accepted},
		{From: Submitted, On: Accept, To: Accepted},
		{From: PreReview, On: Accept, To: Accepted},
		{From: Submitted, On: FindNotNeeded, To: NotNeeded},
		{From: PreReview, On: FindNotNeeded, To: NotNeeded},
		{From: Submitted, On: RefuseAccept, To: RefusedAccept},
		{From: PreReview, On: RefuseAccept, To: RefusedAccept},

		{From: Accepted, On: GrantAtOnce, To: Completed},
		{From: Accepted, On: StartReview, To: Reviewing},
		{From: Reviewing, On: PassStage, To: Reviewing},
		{From: Deciding, On: PassStage, To: Deciding}, // a branch the decision does not wait for
		{From: Reviewing, On: SendBack, To: Reviewing},
		{From: Deciding, On: SendBack, To: Reviewing},
		{From: Reviewing, On: TakeBack, To: Reviewing},
		{From: Deciding, On: TakeBack, To: Reviewing},
		{From: Accepted, On: LeaveProcess, To: Deciding},
		{From: Reviewing, On: LeaveProcess, To: Deciding},
		{From: Reviewing, On: TellHearing, To: Reviewing},
		{From: Reviewing, On: RequestHearing, To: Special},
		{From: Reviewing, On: EnterSpecial, To: Special},
		{From: Special, On: SetHearing, To: Special},
		{From: Special, On: LeaveSpecial, To: Reviewing},
		{From: Reviewing, On: Suspend, To: Suspended},
		{From: Suspended, On: Resume, To: Reviewing},
		{From: Reviewing, On: Extend, To: Reviewing},
		{From: Deciding, On: Extend, To: Deciding},
		{From: Accepted, On: ProposeDecision, To: Deciding},
		{From: Reviewing, On: ProposeDecision, To: Deciding},
		{From: Deciding, On: Grant, To: Approved},
		{From: Deciding, On: Deny, To: Denied},

		{From: Accepted, On: Proceed, To: Accepted},
		{From: Reviewing, On: Proceed, To: Reviewing},
		{From: Deciding, On: Proceed, To: Deciding},
		{From: Accepted, On: Retry, To: Accepted},
		{From: Reviewing, On: Retry, To: Reviewing},
		{From: Deciding, On: Retry, To: Deciding},
		{From: Accepted, On: Entrust, To: Accepted},
		{From: Reviewing, On: Entrust, To: Reviewing},
		{From: Deciding, On: Entrust, To: Deciding},
		{From: Accepted, On: AddSigner, To: Accepted},
		{From: Reviewing, On: AddSigner, To: Reviewing},
		{From: Accepted, On: RemoveSigner, To: Accepted},
		{From: Reviewing, On: RemoveSigner, To: Reviewing},
		{From: Accepted, On: PauseBranch, To: Accepted},
		{From: Reviewing, On: PauseBranch, To: Reviewing},
		{From: Deciding, On: PauseBranch, To: Deciding},
		{From: Accepted, On: ResumeBranch, To: Accepted},
		{From: Reviewing, On: ResumeBranch, To: Reviewing},
		{From: Deciding, On: ResumeBranch, To: Deciding},

		{From: Submitted, On: ChangeProcess, To: Submitted},
		{From: PreReview, On: ChangeProcess, To: PreReview},
		{From: InCorrection, On: ChangeProcess, To: InCorrection},
		{From: Accepted, On: Supplement, To: Accepted},
		{From: Reviewing, On: Supplement, To: Reviewing},
		{From: Special, On: Supplement, To: Special},
		{From: Suspended, On: Supplement, To: Suspended},
		{From: Deciding, On: Supplement, To: Deciding},

		{From: Accepted, On: ChangeProcess, To: Accepted},
		{From: Reviewing, On: ChangeProcess, To: Reviewing},
		{From: Special, On: ChangeProcess, To: Special},
		{From: Suspended, On: ChangeProcess, To: Suspended},
		{From: Deciding, On: ChangeProcess, To: Deciding},

		{From: Accepted, On: RaiseIncident, To: Accepted},
		{From: Reviewing, On: RaiseIncident, To: Reviewing},
		{From: Special, On: RaiseIncident, To: Special},
		{From: Suspended, On: RaiseIncident, To: Suspended},
		{From: Deciding, On: RaiseIncident, To: Deciding},

		{From: Approved, On: Issue, To: Issuing},
		{From: Approved, On: Deliver, To: Completed},
		{From: Issuing, On: Deliver, To: Completed},
		{From: Denied, On: Deliver, To: Completed},

		{From: Submitted, On: Withdraw, To: Withdrawn},
		{From: PreReview, On: Withdraw, To: Withdrawn},
		{From: InCorrection, On: Withdraw, To: Withdrawn},
		{From: Accepted, On: Withdraw, To: Withdrawn},
		{From: Reviewing, On: Withdraw, To: Withdrawn},
		{From: Special, On: Withdraw, To: Withdrawn},
		{From: Suspended, On: Withdraw, To: Withdrawn},
		{From: Deciding, On: Withdraw, To: Withdrawn},

		{From: Submitted, On: Terminate, To: Terminated},
		{From: PreReview, On: Terminate, To: Terminated},
		{From: InCorrection, On: Terminate, To: Terminated},
		{From: Accepted, On: Terminate, To: Terminated},
		{From: Reviewing, On: Terminate, To: Terminated},
		{From: Special, On: Terminate, To: Terminated},
		{From: Suspended, On: Terminate, To: Terminated},
		{From: Deciding, On: Terminate, To: Terminated},
	},
}

// IsOpen reports whether somebody still has to do something.
func (s Status) IsOpen() bool {
	switch s {
	case NotNeeded, RefusedAccept, Completed, Withdrawn, Terminated:
		return false
	}
	return true
}

// isAccepted reports whether the case is on its way to a decision.
func (s Status) isAccepted() bool {
	switch s {
	case Accepted, Reviewing, Special, Suspended, Deciding:
		return true
	}
	return false
}

// awaitsAcceptance reports whether the acceptance window runs.
func (s Status) awaitsAcceptance() bool { return s == Submitted || s == PreReview }

// OpenStatuses are the statuses in which somebody has to do something, in the order of a
// case's life.
func OpenStatuses() []Status {
	return []Status{Submitted, PreReview, InCorrection, Accepted, Reviewing, Special, Suspended, Deciding, Approved, Denied, Issuing}
}
