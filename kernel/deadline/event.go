package deadline

import (
	"time"

	"tongban/kernel/calendar"
)

// Event is something that happened to a case and may matter to its time. Fields
// beyond Kind and At belong to the kinds named beside them.
type Event struct {
	Kind Kind
	At   time.Time

	Basis     AcceptanceBasis // Accepted
	Effective calendar.Date   // Accepted: the day it counts from; no date means that of At

	Ref       string    // Paused, Resumed: tells pauses at the same time apart
	Procedure Procedure // Paused: what is waited for
	Statute   string    // Paused: the law that stops the clock, if not art. 45

	Workdays int // Extended: by how much; Paused: expected to last so long, 0 if nobody has said
}

// Kind says what happened.
type Kind string

// The kinds of events.
const (
	Received            Kind = "received"             // 收到申请材料
	CorrectionRequested Kind = "correction-requested" // 告知补正
	Corrected           Kind = "corrected"            // 补正材料收齐
	Accepted            Kind = "accepted"             // 受理
	Refused             Kind = "refused"              // 不予受理
	NotNeeded           Kind = "not-needed"           // 不需许可
	HearingOffered      Kind = "hearing-offered"      // 告知听证权利
	Paused              Kind = "paused"               // 特别程序开始
	Resumed             Kind = "resumed"              // 特别程序结束
	Extended            Kind = "extended"             // 延期
	Decided             Kind = "decided"              // 作出决定
	Delivered           Kind = "delivered"            // 送达
	Withdrawn           Kind = "withdrawn"            // 撤回
	Terminated          Kind = "terminated"           // 终止
)

// AcceptanceBasis says how a case came to be accepted.
type AcceptanceBasis string

// The bases: by a clerk; by the law, because the body was silent; with materials
// to follow; by a rule.
const (
	ByClerk   AcceptanceBasis = "normal"
	BySilence AcceptanceBasis = "deemed"
	Deferred  AcceptanceBasis = "deferred"
	ByRule    AcceptanceBasis = "auto"
)
